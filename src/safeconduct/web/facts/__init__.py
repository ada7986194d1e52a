"""Facts of the dictionary as inputs on a page, for every desk that asks for them."""
