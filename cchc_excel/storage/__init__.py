"""What outlives a run: received files (`archive`) and what is known of them (`ledger`)."""
