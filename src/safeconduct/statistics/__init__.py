"""Published statistics of the casework: what was told of each month, with small numbers hidden."""

#: Quartiles are told of four packets or more, and nine tenths of ten: at least one packet lies beyond each.
PACKETS_FOR_QUARTILES, PACKETS_FOR_TENTHS = 4, 10
