"""How a function of FEEL is declared here, and reading its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeconduct.feel.terms import Cell, Items, Term
from safeconduct.feel.types import TEXT, Choice, Kind

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: `run` gets every parameter, NULL for one left out.

    With `variadic`, the last parameter may also be given as any number of arguments.
    """

    run: Callable[[Compiler, list[Term]], Term]
    parameters: tuple[str, ...]
    required: int
    variadic: bool = False


def takes(
    run: Callable[[Compiler, list[Term]], Term],
    *parameters: str,
    required: int | None = None,
    variadic: bool = False,
) -> tuple[Signature, ...]:
    count = len(parameters) if required is None else required
    return (Signature(run, parameters, count, variadic),)


def single(term: Term) -> Term:
    """The item of a list of one, which the standard lets stand for the item."""
    return term.items[0] if isinstance(term, Items) and len(term.items) == 1 else term


def cell_of(c: Compiler, term: Term, kind: Kind, what: str) -> Cell | None:
    """`term` as a value of `kind`; None, after the compiler's complaint, if it is not."""
    found = single(term)
    if isinstance(found, Cell) and (
        found.kind == kind or (kind == TEXT and isinstance(found.kind, Choice))
    ):
        return found
    c.misfit(f"{what} needs a {kind}.")
    return None


def constant_of(c: Compiler, term: Term, kind: Kind, what: str) -> Cell | None:
    """Like `cell_of`, and refuses what differs from case to case."""
    found = cell_of(c, term, kind, what)
    if found is not None and not found.is_constant:
        raise c.unsupported(f"{what} needs a constant here.")
    return found
