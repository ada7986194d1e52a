"""For those who run or watch a programme, the public among them."""
