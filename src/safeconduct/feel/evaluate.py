"""One value of one expression, by the compiler that also compiles rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from safeconduct.feel.compiler import Compiler
from safeconduct.feel.convert import term_of, value_of
from safeconduct.feel.errors import FeelUnsupported
from safeconduct.feel.parser import parse


def evaluate(text: str, context: Mapping[str, object] | None = None) -> object:
    """The value of a FEEL expression over `context`, in Python's own types.

    As the standard says, what does not fit gives None: a name that is not there, `1 + "a"`, a date
    that does not exist. Raises FeelSyntaxError with line and column, and FeelUnsupported for what
    the engine refuses rather than risk a wrong value (docs/feel.md lists it).
    """
    names = {name: term_of(value) for name, value in (context or {}).items()}
    node = parse(text, frozenset(_long_names(context or {})))
    try:
        return value_of(Compiler().compile(node, names))
    except RecursionError:
        raise FeelUnsupported("This expression calls itself without end.", node.span) from None


def _long_names(value: object) -> Iterable[str]:
    """Every name of several words in the context, at any depth."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if " " in str(name):
                yield str(name)
            yield from _long_names(entry)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _long_names(item)
