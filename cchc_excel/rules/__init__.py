"""Rules: written once in a small language, evaluated in Python on import and by a formula in the template.

`parser` has the grammar and makes a tree (`expression`) of a text; `functions` has the functions of the language;
`evaluate` makes a Python function of a tree, `excel` a formula, `text` the text again. Both sides follow the same
meaning of a blank:

* a blank figure is *absent*, never zero;
* a sum counts absent parts as 0 once one part is given, and is absent when none is;
* other arithmetic, and a comparison, with an absent side is *unknown*;
* in ``A implies B`` an unknown side counts as false, so a premise that holds demands an answer;
* a rule is broken only when it is false, not when it is unknown.
"""
