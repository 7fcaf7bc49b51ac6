"""Any file → what it says, without judgement. A returned file is hostile until proven tame.

`reader` is where to begin: one file; `many` reads many in the workers of `isolation`, or in any others.
"""
