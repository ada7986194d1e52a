"""Which desk has which case now, in the order in which work is taken up: rows that lists read."""
