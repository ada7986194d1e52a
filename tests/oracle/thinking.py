"""What an expression comes to for one person, with *unknown* standing beside FEEL's own values.

A part is unknown as soon as anything that it uses is unknown; FEEL decides only over what is known.
Lists of records are the exception: one record that is known can settle `some` and `every`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.oracle import values
from tests.oracle.reading import NotRead, Tree, parse


class _Unknown:
    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = _Unknown()
Scope = Mapping[str, Any]


@dataclass(frozen=True)
class Records:
    """A list of records; a field may be UNKNOWN, and the list may lack records (not `complete`).

    `fields` are the names that a record has: a filter uses them without saying of what.
    `doubtful` are records that may belong or not: a filter looked at a field that nobody knows.
    `dropped` are those that a filter left out; what is unknown of them is unknown all the same.
    """

    records: tuple[Any, ...] = ()
    complete: bool = True
    fields: frozenset[str] = frozenset()
    doubtful: tuple[Any, ...] = ()
    dropped: tuple[Any, ...] = ()

    @property
    def in_doubt(self) -> bool:
        """Whether anything may still join or leave the list."""
        return not self.complete or bool(self.doubtful)


@dataclass(frozen=True)
class Column:
    """One field of every record; `in_doubt` when a value is missing or may not belong."""

    values: tuple[Any, ...]
    in_doubt: bool


def answer(text: str, scope: Scope) -> bool | None:
    """What a leaf says: True, False, or None for unknown. Only FEEL's own `true` counts as true."""
    value = evaluate(text, scope, asked=True)
    return None if value is UNKNOWN else value is True


def evaluate(text: str, scope: Scope, *, asked: bool = False) -> Any:
    """The value of an expression, or UNKNOWN; a name that `scope` lacks is NotRead.

    With `asked`, only whether it is true matters: null may then stand for false.
    """
    tree = _settled(parse(text), scope)
    for name in sorted(_names(tree, frozenset(), scope)):
        if scope[name] is UNKNOWN:
            return UNKNOWN
    return think(tree, scope, asked)


def _settled(tree: Any, scope: Scope) -> Any:
    """The tree without the branches that the day asked, or nothing at all, rules out.

    Such a branch is not used, whoever the person is; one that a fact rules out is.
    """
    if isinstance(tree, list):
        return [_settled(part, scope) for part in tree]
    if not isinstance(tree, tuple):
        return tree
    if tree[0] == "if" and not _mentions(tree[1]) - {"decision_date"}:
        return _settled(tree[2] if think(tree[1], scope) is True else tree[3], scope)
    return tuple(_settled(part, scope) for part in tree)


def _names(tree: Any, bound: frozenset[str], scope: Scope) -> set[str]:
    """The facts of the scope that are named anywhere, also where evaluation would not come by."""
    if isinstance(tree, list):
        return set().union(*(_names(part, bound, scope) for part in tree)) if tree else set()
    if not isinstance(tree, tuple):
        return set()
    if tree[0] == "value":
        return set()
    if tree[0] == "name":
        if tree[1] not in bound and tree[1] not in scope:
            raise NotRead(f"nothing is called {tree[1]!r}")
        return set() if tree[1] in bound else {tree[1]}
    if tree[0] in ("some", "every"):
        _, name, listed, body = tree
        return _names(listed, bound, scope) | _names(body, bound | {name}, scope)
    if tree[0] == "filter":
        fields = _fields_of(tree[1], scope)
        return _names(tree[1], bound, scope) | _names(tree[2], bound | fields | {"item"}, scope)
    return set().union(*(_names(part, bound, scope) for part in tree[1:]))


def _fields_of(tree: Tree, scope: Scope) -> frozenset[str]:
    """The names of fields that a filter may use without saying of what."""
    if tree[0] == "filter":
        return _fields_of(tree[1], scope)
    listed = scope.get(tree[1]) if tree[0] == "name" else None
    return listed.fields if isinstance(listed, Records) else frozenset()


def think(tree: Tree, scope: Scope, asked: bool = False) -> Any:
    """The value of a tree, or UNKNOWN; `asked` as for `evaluate`."""
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "name":
        if tree[1] not in scope:
            raise NotRead(f"nothing is called {tree[1]!r}")
        return scope[tree[1]]
    if kind == "path":
        return _path(think(tree[1], scope), tree[2])
    if kind in ("some", "every"):
        return _quantified(tree, scope, asked)
    if kind == "filter":
        return _filtered(tree, scope)
    if kind == "in":
        return _within(tree, scope)
    if kind == "call":
        return _call(tree[1], [think(part, scope) for part in tree[2]])
    if kind == "list":
        return _known([think(part, scope) for part in tree[1]], lambda *items: list(items))
    if kind == "compare":
        sides = [think(tree[2], scope), think(tree[3], scope)]
        return _known(sides, lambda left, right: values.compare(tree[1], left, right))
    if kind == "arithmetic":
        sides = [think(tree[2], scope), think(tree[3], scope)]
        return _known(sides, lambda left, right: values.arithmetic(tree[1], left, right))
    if kind == "negative":
        return _known([think(tree[1], scope)], values.negative)
    if kind in ("and", "or"):
        join = values.both if kind == "and" else values.either
        return _known([think(part, scope, asked) for part in tree[1:]], join)
    if kind == "if":
        parts = [think(tree[1], scope), *(think(part, scope, asked) for part in tree[2:])]
        return _known(parts, lambda test, yes, no: yes if test is True else no)
    raise NotRead(f"{kind!r} is not known to the oracle")


def _known(parts: list[Any], say: Callable[..., Any]) -> Any:
    if any(part is UNKNOWN for part in parts):
        return UNKNOWN
    return say(*parts)


def _path(value: Any, name: str) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, Records):
        every = (*value.records, *value.doubtful, *value.dropped)
        lost = any(record[name] is UNKNOWN for record in every)
        known = tuple(r[name] for r in value.records if r[name] is not UNKNOWN)
        return Column(known, lost or value.in_doubt)
    if isinstance(value, Mapping):
        return value[name]
    return values.part_of(value, name)


def _of_each(listed: Any) -> Records:
    """Any list as records, so that `some x in [1, 2]` goes the same way."""
    if isinstance(listed, Records):
        return listed
    if not isinstance(listed, list):
        raise NotRead(f"a list is needed, not {listed!r}")
    return Records(tuple(listed))


def _quantified(tree: Tree, scope: Scope, asked: bool) -> Any:
    word, name, over, body = tree
    listed = think(over, scope)
    if listed is UNKNOWN:
        return UNKNOWN
    listed = _of_each(listed)
    settles = word == "some"
    doubt = listed.in_doubt or any(_lacks(body, name, record) for record in listed.dropped)
    seen: bool | None = not settles
    for record in listed.records:
        inside = {**scope, name: record}
        found = UNKNOWN if _lacks(body, name, record) else think(body, inside, asked)
        if found is UNKNOWN:
            doubt = True
        else:
            # A record for which FEEL says null does not satisfy: where only true matters, it fails
            # `every` as surely as one for which FEEL says false.
            found = found if isinstance(found, bool) else False if asked else None
            seen = values.either(seen, found) if settles else values.both(seen, found)
    if seen is settles:
        return seen
    return UNKNOWN if doubt else seen


def _filtered(tree: Tree, scope: Scope) -> Any:
    _, over, test = tree
    listed = think(over, scope)
    if listed is UNKNOWN:
        return UNKNOWN
    listed = _of_each(listed)
    kept: list[Any] = []
    doubtful: list[Any] = []
    dropped = list(listed.dropped)
    for belongs, record in [(True, r) for r in listed.records] + [
        (False, r) for r in listed.doubtful
    ]:
        inside = {**scope, **(record if isinstance(record, Mapping) else {}), "item": record}
        found = UNKNOWN if _gap(test, record) else think(test, inside)
        if found is UNKNOWN or (found is True and not belongs):
            doubtful.append(record)
        elif found is True:
            kept.append(record)
        else:
            dropped.append(record)
    # A later filter that needs an unknown field of a record already left out is in doubt as well.
    doubtful += [record for record in listed.dropped if _gap(test, record)]
    return Records(tuple(kept), listed.complete, listed.fields, tuple(doubtful), tuple(dropped))


def _gap(test: Tree, record: Any) -> bool:
    """Whether a filter uses a field of this record that is unknown."""
    return _lacks(test, "item", record) or any(
        record[field] is UNKNOWN for field in _mentions(test) if _has(record, field)
    )


def _has(record: Any, field: str) -> bool:
    return isinstance(record, Mapping) and field in record


def _lacks(tree: Any, name: str, record: Any) -> bool:
    """Whether the tree uses `name.field` with a field of this record that is unknown."""
    if isinstance(tree, list | tuple):
        if isinstance(tree, tuple) and tree and tree[0] == "path" and tree[1] == ("name", name):
            return _has(record, tree[2]) and record[tree[2]] is UNKNOWN
        return any(_lacks(part, name, record) for part in tree)
    return False


def _mentions(tree: Any) -> set[str]:
    """Every plain name in a tree."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] == "name":
        return {tree[1]}
    if isinstance(tree, list | tuple):
        return set().union(*(_mentions(part) for part in tree)) if tree else set()
    return set()


def _within(tree: Tree, scope: Scope) -> Any:
    value = think(tree[1], scope)
    found = [_passes(value, test, scope) for test in tree[2]]
    if value is UNKNOWN or any(one is UNKNOWN for one in found):
        return UNKNOWN
    said: bool | None = False
    for one in found:
        said = values.either(said, one)
    return said


def _passes(value: Any, test: Tree, scope: Scope) -> Any:
    if test[0] == "test":
        return _known([value, think(test[2], scope)], lambda v, t: values.compare(test[1], v, t))
    if test[0] == "range":
        _, low_in, low, high, high_in = test
        ends = [think(low, scope), think(high, scope)]
        return _known(
            [value, *ends],
            lambda v, a, b: values.both(
                values.compare(">=" if low_in else ">", v, a),
                values.compare("<=" if high_in else "<", v, b),
            ),
        )
    other = think(test[1], scope)
    if isinstance(other, Column):
        return _contains(other, value)
    if isinstance(other, list):
        return _known([value], lambda v: any(values.equal(v, item) is True for item in other))
    return _known([value, other], values.equal)


def _call(name: str, given: list[Any]) -> Any:
    if name in ("count", "min", "max", "sum", "list contains"):
        return _over_a_list(name, given)
    if name not in PLAIN:
        raise NotRead(f"the oracle has no function {name!r}")
    return _known(given, PLAIN[name])


def _over_a_list(name: str, given: list[Any]) -> Any:
    if any(one is UNKNOWN for one in given):
        return UNKNOWN
    first = given[0]
    if name == "list contains" and isinstance(first, Column):
        return _contains(first, given[1])
    if isinstance(first, Records | Column):
        if first.in_doubt:
            return UNKNOWN
        first = list(first.records if isinstance(first, Records) else first.values)
    if name == "list contains":
        return any(values.equal(given[1], item) is True for item in first)
    items = first if isinstance(first, list) else given
    if name == "count":
        return Decimal(len(items))
    if not items or len({values.kind_of(item) for item in items}) > 1:
        return None
    if name == "sum":
        return sum(items) if values.kind_of(items[0]) == "number" else None
    if values.kind_of(items[0]) not in ("number", "string", "date", "months", "days"):
        return None
    return min(items) if name == "min" else max(items)


def _contains(column: Column, value: Any) -> Any:
    """Like `some`: one known value that is equal settles it."""
    if value is UNKNOWN:
        return UNKNOWN
    if any(values.equal(value, item) is True for item in column.values):
        return True
    return UNKNOWN if column.in_doubt else False


def _text(say: Callable[..., Any]) -> Callable[..., Any]:
    """A function over texts: null as soon as one argument is no text."""
    return lambda *given: say(*given) if all(isinstance(one, str) for one in given) else None


def _substring(text: Any, start: Any, length: Any = None) -> Any:
    if not isinstance(text, str) or not isinstance(start, Decimal | int) or start == 0:
        return None
    first = int(start) - 1 if start > 0 else max(len(text) + int(start), 0)
    return text[first:] if length is None else text[first : first + int(length)]


PLAIN: dict[str, Callable[..., Any]] = {
    "@": lambda text: values.date_of(text) or values.duration_of(text),
    "date": lambda *given: (
        values.date_of(given[0])
        if len(given) == 1
        else values.date_of("{:04}-{:02}-{:02}".format(*(int(part) for part in given)))
    ),
    "duration": values.duration_of,
    "not": values.negation,
    "years and months duration": values.whole_months_between,
    "string length": _text(lambda text: Decimal(len(text))),
    "upper case": _text(str.upper),
    "lower case": _text(str.lower),
    "contains": _text(lambda text, part: part in text),
    "starts with": _text(str.startswith),
    "ends with": _text(str.endswith),
    "substring": _substring,
    "substring before": _text(lambda text, mark: text.partition(mark)[0] if mark in text else ""),
    "substring after": _text(lambda text, mark: text.partition(mark)[2]),
}
