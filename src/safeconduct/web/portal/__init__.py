"""For applicants, supporters and representatives; the self-check needs no account."""
