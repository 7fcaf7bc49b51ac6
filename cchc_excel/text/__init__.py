"""Vietnamese text: normalised for comparing, converted from fonts before Unicode, measured for row heights."""
