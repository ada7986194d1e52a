"""Lists written in the expression or given in the context: filters, loops and quantifiers.

Their length is known while compiling. List facts of rules are `rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from safeconduct.feel import rows as list_facts
from safeconduct.feel import tree
from safeconduct.feel.logic import all_of
from safeconduct.feel.terms import NULL, Cell, Entries, Interval, Items, Null, Rows, Term, constant
from safeconduct.feel.types import NUMBER

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler, Names

#: More turns than this in one loop are refused.
MAX_TURNS = 10_000


def as_items(term: Term) -> Sequence[Term]:
    """A list's items; a single value counts as a list of itself."""
    return term.items if isinstance(term, Items) else (term,)


def filter_(c: Compiler, node: tree.Filter, names: Names) -> Term:
    base = c.compile(node.base, names)
    if isinstance(base, Rows):
        return list_facts.narrow(
            c, base, lambda own: c.compile(node.condition, {**names, **own}, truth=True)
        )
    if isinstance(base, Null):
        return c.misfit("null cannot be filtered.")
    items = as_items(base)
    if not items:
        tested = c.compile(node.condition, {**names, "item": NULL})
        is_index = isinstance(tested, Cell) and tested.kind == NUMBER
        return NULL if is_index else Items(())
    kept = []
    for item in items:
        own = item.entries if isinstance(item, Entries) else {}
        tested = c.compile(node.condition, {**names, "item": item, **own})
        if isinstance(tested, Cell) and not tested.is_constant:
            raise c.unsupported("A written list cannot be filtered by facts in a rule.", node)
        if isinstance(tested, Cell) and tested.kind == NUMBER:
            return _at(items, tested.value)
        if isinstance(tested, Cell) and tested.value is True:
            kept.append(item)
    return Items(tuple(kept))


def _at(items: Sequence[Term], index: object) -> Term:
    if isinstance(index, int) and 1 <= index <= len(items):
        return items[index - 1]
    if isinstance(index, int) and -len(items) <= index <= -1:
        return items[index]
    return NULL


def _turns(c: Compiler, iteration: tree.Iteration, names: Names) -> Sequence[Term] | Rows | None:
    """What a loop runs over; None for null."""
    source = c.compile(iteration.source, names)
    if iteration.last is not None:
        return _count(c, source, c.compile(iteration.last, names), True, True)
    if isinstance(source, Interval) and source.operator is None:
        return _count(c, source.low, source.high, source.low_closed, source.high_closed)
    if isinstance(source, Null):
        c.misfit("There is nothing to go through: the list is null.")
        return None
    return source if isinstance(source, Rows) else as_items(source)


def _count(
    c: Compiler, low: Term, high: Term, low_closed: bool, high_closed: bool
) -> Sequence[Term] | None:
    for end in (low, high):
        if not isinstance(end, Cell) or not isinstance(end.value, int) or end.kind != NUMBER:
            raise c.unsupported("Loops run over lists and ranges of whole numbers.")
    assert isinstance(low, Cell) and isinstance(high, Cell)
    first, last = low.value, high.value
    step = 1 if first <= last else -1
    numbers = range(first + (not low_closed) * step, last + high_closed * step, step)
    if len(numbers) > MAX_TURNS:
        raise c.unsupported(f"Loops of more than {MAX_TURNS} turns are not supported.")
    return [constant(NUMBER, number) for number in numbers]


def quantified(c: Compiler, node: tree.Quantified, names: Names, truth: bool) -> Term:
    return _quantify(c, node, node.iterations, names, truth)


def _quantify(
    c: Compiler,
    node: tree.Quantified,
    iterations: Sequence[tree.Iteration],
    names: Names,
    truth: bool,
) -> Term:
    if not iterations:
        return c.compile(node.body, names, truth=truth)
    first, *rest = iterations
    turns = _turns(c, first, names)
    if turns is None:
        return NULL
    if isinstance(turns, Rows):
        return list_facts.quantify(
            c,
            "some" if node.kind == "some" else "every",
            turns,
            lambda item: _quantify(c, node, rest, {**names, first.name: item}, truth),
            truth=truth,
        )
    outcomes = [_quantify(c, node, rest, {**names, first.name: turn}, truth) for turn in turns]
    return all_of(c, outcomes, is_and=node.kind == "every")


def for_(c: Compiler, node: tree.For, names: Names) -> Term:
    results: list[Term] = []
    if not _collect(c, node, node.iterations, names, results):
        return NULL
    return Items(tuple(results))


def _collect(
    c: Compiler,
    node: tree.For,
    iterations: Sequence[tree.Iteration],
    names: Names,
    results: list[Term],
) -> bool:
    if not iterations:
        if len(results) >= MAX_TURNS:
            raise c.unsupported(f"Loops of more than {MAX_TURNS} turns are not supported.")
        results.append(c.compile(node.body, {**names, "partial": Items(tuple(results))}))
        return True
    first, *rest = iterations
    turns = _turns(c, first, names)
    if isinstance(turns, Rows):
        raise c.unsupported("`for` over a list of facts is not supported in rules.", node)
    if turns is None:
        return False
    return all(_collect(c, node, rest, {**names, first.name: turn}, results) for turn in turns)
