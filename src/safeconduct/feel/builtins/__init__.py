"""FEEL's own functions: the table of their names and arguments.

A function of the standard that is missing here stands in `REFUSED`, so that it is refused by name
and never mistaken for one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from safeconduct.feel.builtins import collections, conversion, moments, numbers, text
from safeconduct.feel.builtins.signature import Signature
from safeconduct.feel.terms import NULL, Items, Term

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

BUILTINS: Mapping[str, tuple[Signature, ...]] = {
    **conversion.FUNCTIONS,
    **text.FUNCTIONS,
    **numbers.FUNCTIONS,
    **moments.FUNCTIONS,
    **collections.FUNCTIONS,
}

REFUSED = frozenset(
    {
        "after", "before", "coincides", "during", "finished by", "finishes", "includes", "meets",
        "met by", "overlaps", "overlaps after", "overlaps before", "started by", "starts",
        "context merge", "context put", "exp", "list replace", "log", "median", "mode", "now",
        "product", "range", "round down", "round half down", "round half up", "round up", "sort",
        "sqrt", "stddev", "today",
    }
)  # fmt: skip


def is_builtin(name: str) -> bool:
    return name in BUILTINS or name in REFUSED


def find(
    name: str, positional: Sequence[Term], named: Mapping[str, Term]
) -> tuple[Callable[[Compiler, list[Term]], Term], list[Term]] | None:
    """What runs `name` with these arguments, in order and filled up with NULL; None if nothing."""
    for signature in BUILTINS[name]:
        if positional and signature.variadic:
            if len(positional) == 1 or signature.required <= len(positional):
                return signature.run, _gathered(signature, positional)
            continue
        count = len(signature.parameters)
        if named:
            required = signature.parameters[: signature.required]
            if set(named) <= set(signature.parameters) and set(required) <= set(named):
                return signature.run, [named.get(one, NULL) for one in signature.parameters]
        elif signature.required <= len(positional) <= count and (positional or not count):
            return signature.run, [*positional, *[NULL] * (count - len(positional))]
    return None


def _gathered(signature: Signature, positional: Sequence[Term]) -> list[Term]:
    """`min(1, 2)` as `min([1, 2])`; `append(list, 1, 2)` keeps its first argument apart."""
    apart = len(signature.parameters) - 1
    rest = positional[apart:]
    if not apart and len(rest) == 1:
        return [rest[0]]
    return [*positional[:apart], Items(tuple(rest))]
