"""The desk's page: the verbs of the program for whoever uses no terminal, in a browser on the same computer.

`launch` starts it: one for each workspace (`instance`), listening on this computer alone. A request passes `guard`,
which knows `sessions`, then `routes`; a page is made of a `views` module and a template of the same name. What takes
long is a `jobs.Job`, one at a time. No other command imports any of it.
"""
