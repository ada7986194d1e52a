"""Published statistics of the casework: what was told of each month, with small numbers hidden."""
