"""The demonstration's cases: invented lives as data, lived through the same services as everyone's.

`sayings.yaml`, `ways.yaml`, `posts.yaml` and `lives/*.yaml` say who does what on which day; `playing`
does it. A life is lived whole or not at all, and once: what happened is never written anew, so that a
life that is told differently later stays, in an installation that holds it, as it was lived.
"""

from safeconduct.demo.cases.reading import Book, Life, read_book

__all__ = ("Book", "Life", "read_book")
