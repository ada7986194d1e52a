"""Published figures -> one long table, series, effect, verdict on a claim. Knows no programme."""
