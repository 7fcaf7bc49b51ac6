"""Any file → a :class:`Reading`: what it says, without judgement. A returned file is untrusted input.

`reader` reads one file, `workers.many` many files in worker processes; `unpack` opens zips, `register` the register.
"""
