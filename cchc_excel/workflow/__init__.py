"""The verbs, one module each, and what several of them need: the workspace, its settings, its log."""
