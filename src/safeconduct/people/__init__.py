"""Who: people, the groups they travel in, and values about them that can be erased."""
