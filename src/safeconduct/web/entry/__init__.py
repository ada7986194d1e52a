"""Signing in and out, for every reader."""
