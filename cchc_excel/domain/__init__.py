"""What the program speaks of: agencies, periods, stamps, returns, findings, provincial figures. No I/O."""
