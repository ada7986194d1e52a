"""The officers' desk: their work, and a case on one screen."""
