"""A programme as dated data: reading it, changing it by overlays, asking it as of a day."""

from safeconduct.programme.edition import Edition
from safeconduct.programme.load import Definition, Reading, available, find, load, read, variants_of
from safeconduct.programme.reading import Problem

__all__ = [
    "Definition",
    "Edition",
    "Problem",
    "Reading",
    "available",
    "find",
    "load",
    "read",
    "variants_of",
]
