"""Published figures in; out comes what fell, compared with what, how long, and what cannot be said."""
