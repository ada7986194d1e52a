"""What goes out to people: mail that tells of news and never of its content, and whether it left."""
