"""Safeconduct runs the arrangements which states make about safe passage."""

__version__ = "0.1.0"
