"""Stage graphs: pure, without a database."""

from safeconduct.flow.graph import Breach, prove

__all__ = ["Breach", "prove"]
