"""Measurements against peers, on the same rules and the same people: `make bench`.

Nothing in `src/` imports from here, and OpenFisca-Core is used here alone.
"""
