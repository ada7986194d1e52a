"""What happens: cases as chains of events, and the few services that add to them."""
