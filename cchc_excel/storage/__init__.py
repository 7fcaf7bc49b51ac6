"""What outlives a run: received files (`archive`), what is recorded of them (`ledger`), and `atomic_write`."""
