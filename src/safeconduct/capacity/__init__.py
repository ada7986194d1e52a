"""How many: places of caps, taken exactly."""
