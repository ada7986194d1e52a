"""Who signs in, in which office, and as which actor of a case."""
