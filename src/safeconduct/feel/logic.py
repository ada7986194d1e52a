"""`and`, `or`, `not` and `if`: FEEL's three-valued logic, strict over what is unknown.

Comparing Booleans stands in for the connectives: `a and b` is `a > not b`, and comparisons are
null where either side is. Kleene's connectives would make "false and unknown" false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel import tree
from safeconduct.feel.terms import NULL, Cell, Term, constant
from safeconduct.feel.types import BOOLEAN, TEXT, Choice, Kind

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler, Names


def condition(c: Compiler, term: Term, what: str) -> Cell | None:
    """`term` as a condition; None for null and, outside rules, for what is no condition."""
    if isinstance(term, Cell) and term.kind == BOOLEAN:
        return term
    c.misfit(f"{what} needs a condition that is true or false.")
    return None


def connect(c: Compiler, is_and: bool, left: Term, right: Term) -> Term:
    word = "`and`" if is_and else "`or`"
    return join(c, is_and, condition(c, left, word), condition(c, right, word))


def join(c: Compiler, is_and: bool, left: Cell | None, right: Cell | None) -> Term:
    """Both or either of two conditions, of which None is null."""
    settled = not is_and
    for one, other in ((left, right), (right, left)):
        if one is not None and one.is_constant and (other is None or other.is_constant):
            if one.value is settled:
                return constant(BOOLEAN, settled)
            return other or NULL
    if left is None or right is None:
        return NULL
    if left.is_constant:
        # Polars answers `lit > column` with one row where the whole column is null.
        left, right = right, left
    if left.exact and right.exact:
        if is_and:
            return c.derive(BOOLEAN, lambda a, b: a > ~b, left, right)
        return c.derive(BOOLEAN, lambda a, b: a >= ~b, left, right)
    if is_and:
        return c.derive(BOOLEAN, lambda a, b: a & b, left, right, exact=False)
    return c.derive(BOOLEAN, lambda a, b: a | b, left, right, exact=False)


def all_of(c: Compiler, conditions: list[Term], *, is_and: bool) -> Term:
    """FEEL's `and` or `or` over any number of conditions."""
    result: Term = constant(BOOLEAN, is_and)
    for further in conditions:
        result = connect(c, is_and, result, further)
    return result


def negation(c: Compiler, term: Term) -> Term:
    operand = condition(c, term, "`not`")
    if operand is None:
        return NULL
    return c.derive(BOOLEAN, lambda expr: ~expr, operand)


def choose(c: Compiler, node: tree.If, names: Names, truth: bool) -> Term:
    chooser = condition(c, c.compile(node.condition, names), "`if`")
    if chooser is None or chooser.is_constant:
        taken = node.then if chooser is not None and chooser.value else node.otherwise
        return c.compile(taken, names, truth=truth)
    then = c.compile(node.then, names, truth=truth)
    otherwise = c.compile(node.otherwise, names, truth=truth)
    return _either(c, chooser, then, otherwise)


def _either(c: Compiler, chooser: Cell, then: Term, otherwise: Term) -> Term:
    cells = [one for one in (then, otherwise) if isinstance(one, Cell)]
    if not cells:
        if then is NULL and otherwise is NULL:
            return NULL
        raise c.unsupported("In a rule, `if` chooses between single values only.")
    kind = _common_kind(c, cells)

    def build(test: pl.Expr, *_: pl.Expr) -> pl.Expr:
        values = [
            pl.lit(None) if not isinstance(one, Cell)
            else one.as_text() if kind == TEXT else one.as_expr()
            for one in (then, otherwise)
        ]  # fmt: skip
        return pl.when(test.fill_null(False)).then(values[0]).otherwise(values[1])

    for one in (then, otherwise):
        if one is not NULL and not isinstance(one, Cell):
            raise c.unsupported("In a rule, `if` chooses between single values only.")
    return c.derive(kind, build, chooser, *cells, exact=False)


def _common_kind(c: Compiler, cells: list[Cell]) -> Kind:
    kinds = {cell.kind for cell in cells}
    if len(kinds) == 1:
        return kinds.pop()
    if all(kind == TEXT or isinstance(kind, Choice) for kind in kinds):
        return TEXT
    c.misfit("`then` and `else` give values of different types.")
    raise c.unsupported("`then` and `else` give values of different types.")
