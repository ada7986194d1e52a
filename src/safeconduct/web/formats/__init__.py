"""How numbers are written on pages, where Django's own way is not the one of our texts."""
