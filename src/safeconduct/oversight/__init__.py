"""What watches over how a programme is run: second looks at a sample, and what people report."""
