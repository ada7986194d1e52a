"""Functions on lists: those of the expression itself, and list facts of rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from safeconduct.feel import rows
from safeconduct.feel.arithmetic import arithmetic
from safeconduct.feel.builtins.signature import Signature, cell_of, constant_of, takes
from safeconduct.feel.compare import equal, in_items, ordered
from safeconduct.feel.logic import condition, join
from safeconduct.feel.steps import StepKind
from safeconduct.feel.terms import NULL, Cell, Items, Null, Rows, Term, constant
from safeconduct.feel.types import BOOLEAN, NUMBER

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler

Run = Callable[["Compiler", list[Term]], Term]


def _items(c: Compiler, term: Term, what: str) -> Sequence[Term] | None:
    """The items of a list, or a single value as a list of one; None for null."""
    if isinstance(term, Rows):
        raise c.unsupported(f"{what} of a list of facts is not supported.")
    if isinstance(term, Null):
        c.misfit(f"{what} needs a list.")
        return None
    return term.items if isinstance(term, Items) else (term,)


def _count(c: Compiler, arguments: list[Term]) -> Term:
    if isinstance(arguments[0], Rows):
        return rows.aggregate(c, "count", arguments[0])
    items = _items(c, arguments[0], "`count`")
    return NULL if items is None else constant(NUMBER, len(items))


def _extreme(kind: StepKind, symbol: str) -> Run:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        if isinstance(arguments[0], Rows):
            return rows.aggregate(c, kind, arguments[0])
        items = _items(c, arguments[0], f"`{kind}`")
        if not items:
            return NULL
        best = items[0]
        for item in items[1:]:
            best = _better(c, symbol, best, item)
        # A single item must be something that has an order, too.
        return best if isinstance(ordered(c, "<=", best, best), Cell) else NULL

    return run


def _better(c: Compiler, symbol: str, left: Term, right: Term) -> Term:
    wins = ordered(c, symbol, left, right)
    if not isinstance(wins, Cell) or not isinstance(left, Cell) or not isinstance(right, Cell):
        return NULL
    if wins.is_constant:
        return left if wins.value else right

    def build(test: pl.Expr, a: pl.Expr, b: pl.Expr) -> pl.Expr:
        return pl.when(test).then(a).when(~test).then(b)

    return c.derive(left.kind, build, wins, left, right)


def _sum(c: Compiler, arguments: list[Term]) -> Term:
    if isinstance(arguments[0], Rows):
        return rows.aggregate(c, "sum", arguments[0])
    items = _items(c, arguments[0], "`sum`")
    return _total(c, items, "`sum`") if items else NULL


def _total(c: Compiler, items: Sequence[Term], what: str) -> Term:
    total: Term = constant(NUMBER, 0)
    for item in items:
        number = cell_of(c, item, NUMBER, what)
        if number is None:
            return NULL
        total = arithmetic(c, "+", total, number)
    return total


def _mean(c: Compiler, arguments: list[Term]) -> Term:
    items = _items(c, arguments[0], "`mean`")
    if c.strict:
        raise c.unsupported("Rules do not divide: compare `sum` with a multiple of `count`.")
    if not items:
        return NULL
    return arithmetic(c, "/", _total(c, items, "`mean`"), constant(NUMBER, len(items)))


def _junction(is_and: bool, what: str) -> Run:
    def run(c: Compiler, arguments: list[Term]) -> Term:
        if isinstance(arguments[0], Rows):
            kind: StepKind = "every" if is_and else "some"
            return rows.quantify(c, kind, arguments[0], lambda item: item, truth=False)
        items = _items(c, arguments[0], what)
        if items is None:
            return NULL
        result: Cell | None = constant(BOOLEAN, is_and)  # type: ignore[assignment]
        for item in items:
            joined = join(c, is_and, result, condition(c, item, what))
            result = joined if isinstance(joined, Cell) else None
        return result or NULL

    return run


def _list_contains(c: Compiler, arguments: list[Term]) -> Term:
    listed, element = arguments
    if isinstance(listed, Rows):
        return rows.contain(c, listed, element)
    items = _items(c, listed, "`list contains`")
    if items is None:
        return NULL
    if isinstance(element, Cell) and not element.is_constant:
        return in_items(c, element, items)
    outcomes = [equal(c, item, element) for item in items]
    if all(_settled(outcome) for outcome in outcomes):
        return constant(BOOLEAN, any(_holds(outcome) for outcome in outcomes))
    result: Term = constant(BOOLEAN, False)
    for outcome in outcomes:
        result = join(c, False, condition(c, result, ""), condition(c, outcome, ""))
    return result


def _settled(term: Term) -> bool:
    return not isinstance(term, Cell) or term.is_constant


def _holds(term: Term) -> bool:
    return isinstance(term, Cell) and term.value is True


def _on_list(build: Callable[[Compiler, Sequence[Term], list[Term]], Term], what: str) -> Run:
    """A function whose first argument is a list of the expression itself."""

    def run(c: Compiler, arguments: list[Term]) -> Term:
        items = _items(c, arguments[0], what)
        return NULL if items is None else build(c, items, arguments[1:])

    return run


def _position(c: Compiler, term: Term, items: Sequence[Term], what: str) -> int | None:
    """A 1-based position, from the end if negative, as an index; None if there is none."""
    given = constant_of(c, term, NUMBER, what)
    if given is None or not isinstance(given.value, int):
        return None
    index = given.value - 1 if given.value > 0 else len(items) + given.value
    return index if given.value and 0 <= index < len(items) else None


def _sublist(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    start = _position(c, rest[0], items, "The start of `sublist`")
    if start is None:
        return c.misfit("The start of `sublist` lies outside the list.")
    if isinstance(rest[1], Null):
        return Items(tuple(items[start:]))
    length = constant_of(c, rest[1], NUMBER, "The length of `sublist`")
    if length is None or not isinstance(length.value, int) or length.value < 1:
        return c.misfit("The length of `sublist` is a whole number from 1.")
    if start + length.value > len(items):
        return c.misfit("`sublist` reaches beyond the end of the list.")
    return Items(tuple(items[start : start + length.value]))


def _append(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    added = rest[0].items if isinstance(rest[0], Items) else (rest[0],)
    return Items((*items, *added))


def _concatenate(c: Compiler, arguments: list[Term]) -> Term:
    lists = arguments[0].items if isinstance(arguments[0], Items) else (arguments[0],)
    if any(isinstance(one, Null) for one in lists):
        return c.misfit("`concatenate` needs lists.")
    return Items(
        tuple(item for one in lists for item in (one.items if isinstance(one, Items) else (one,)))
    )


def _insert_before(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    index = _position(c, rest[0], items, "The position of `insert before`")
    if index is None:
        return c.misfit("The position of `insert before` lies outside the list.")
    return Items((*items[:index], rest[1], *items[index:]))


def _remove(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    index = _position(c, rest[0], items, "The position of `remove`")
    if index is None:
        return c.misfit("The position of `remove` lies outside the list.")
    return Items((*items[:index], *items[index + 1 :]))


def _index_of(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    found = [place for place, item in enumerate(items, 1) if _same(c, item, rest[0])]
    return Items(tuple(constant(NUMBER, place) for place in found))


def _same(c: Compiler, left: Term, right: Term) -> bool:
    outcome = equal(c, left, right)
    if not _settled(outcome):
        raise c.unsupported("This list function needs constants here.")
    return _holds(outcome)


def _distinct(c: Compiler, items: Sequence[Term], rest: list[Term]) -> Term:
    kept: list[Term] = []
    for item in items:
        if not any(_same(c, item, other) for other in kept):
            kept.append(item)
    return Items(tuple(kept))


def _union(c: Compiler, arguments: list[Term]) -> Term:
    joined = _concatenate(c, arguments)
    return _distinct(c, joined.items, []) if isinstance(joined, Items) else NULL


def _flat(items: Sequence[Term]) -> list[Term]:
    flat: list[Term] = []
    for item in items:
        flat.extend(_flat(item.items) if isinstance(item, Items) else [item])
    return flat


FUNCTIONS: dict[str, tuple[Signature, ...]] = {
    "count": takes(_count, "list"),
    "min": takes(_extreme("min", "<"), "list", variadic=True),
    "max": takes(_extreme("max", ">"), "list", variadic=True),
    "sum": takes(_sum, "list", variadic=True),
    "mean": takes(_mean, "list", variadic=True),
    "all": takes(_junction(True, "`all`"), "list", variadic=True),
    "any": takes(_junction(False, "`any`"), "list", variadic=True),
    "list contains": takes(_list_contains, "list", "element"),
    "sublist": takes(
        _on_list(_sublist, "`sublist`"), "list", "start position", "length", required=2
    ),
    "append": takes(_on_list(_append, "`append`"), "list", "item", variadic=True),
    "concatenate": takes(_concatenate, "list", variadic=True),
    "union": takes(_union, "list", variadic=True),
    "insert before": takes(
        _on_list(_insert_before, "`insert before`"), "list", "position", "newItem"
    ),
    "remove": takes(_on_list(_remove, "`remove`"), "list", "position"),
    "reverse": takes(
        _on_list(lambda c, items, rest: Items(tuple(reversed(items))), "`reverse`"), "list"
    ),
    "index of": takes(_on_list(_index_of, "`index of`"), "list", "match"),
    "distinct values": takes(_on_list(_distinct, "`distinct values`"), "list"),
    "flatten": takes(
        _on_list(lambda c, items, rest: Items(tuple(_flat(items))), "`flatten`"), "list"
    ),
}
