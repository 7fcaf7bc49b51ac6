"""Vietnamese text: made comparable, out of the fonts of before Unicode, and measured for the height of a row."""
