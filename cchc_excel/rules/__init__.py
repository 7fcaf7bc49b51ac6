"""Rules: written once in a small language, judged in Python and shown live by Excel.

`parser` has the language, `expression` its trees, `functions` what it may ask of a note or an earlier period,
`evaluate` the Python side and `excel` the formula. Both sides follow the same meaning of a blank:

* a blank figure is *absent*, never zero;
* a sum counts absent parts as 0 once one part is given, and is absent when none is;
* other arithmetic, and a comparison, with an absent side is *unknown*;
* in ``A implies B`` an unknown side counts as false, so a premise that holds demands an answer;
* a rule is broken only when it is false, not when it is unknown.
"""
