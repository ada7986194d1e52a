"""Attackers who read all that was ever told, know how it was made, and try to work the hidden numbers out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product

from safeconduct.disclosure import Limit

Counts = Mapping[str, int]
History = tuple[Counts, ...]
#: Tells a history month by month; what it gives is all that is published.
Tell = Callable[[History], object]


def told_months(
    history: History, publish: Callable[[Counts, Counts], Mapping[str, int]]
) -> list[Counts]:
    """What is told by the end of each month."""
    told: dict[str, int] = {}
    months = []
    for counted in history:
        for key, step in publish(counted, told).items():
            told[key] = told.get(key, 0) + step
        months.append(dict(told))
    return months


def is_possible(history: History, limits: Sequence[Limit[str]]) -> bool:
    """Whether counters only grew and nothing left before it came."""
    for before, after in pairwise(history):
        if any(after[key] < before[key] for key in after):
            return False
    return all(
        sum(month[key] for key in limit.left) <= sum(month[key] for key in limit.came)
        for month in history
        for limit in limits
    )


def histories(
    published: Sequence[Counts], counters: Sequence[str], above: int
) -> Iterator[History]:
    """Every history that lies up to so much above what was told: at least all of those near it."""
    axes = [
        range(month.get(key, 0), month.get(key, 0) + above)
        for month in published
        for key in counters
    ]
    for numbers in product(*axes):
        size = len(counters)
        rows = [numbers[start : start + size] for start in range(0, len(numbers), size)]
        yield tuple(dict(zip(counters, row, strict=True)) for row in rows)


def questions(counters: Sequence[str], months: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """All that may be asked: any group of counters, from a month (or the beginning) up to a month."""
    for choice in range(1, 2 ** len(counters)):
        group = tuple(key for place, key in enumerate(counters) if choice >> place & 1)
        for last in range(months):
            for first in range(-1, last):
                yield group, first, last


def answer(history: History, group: Sequence[str], first: int, last: int) -> int:
    """How many there were in a group of counters after one month and up to another."""
    before = sum(history[first][key] for key in group) if first >= 0 else 0
    return sum(history[last][key] for key in group) - before


def worked_out(
    fitting: Sequence[History], counters: Sequence[str], months: int
) -> list[tuple[tuple[str, ...], int, int]]:
    """The questions to which all histories that fit give one answer: those numbers are not hidden."""
    return [
        asked
        for asked in questions(counters, months)
        if len({answer(history, *asked) for history in fitting}) == 1
    ]


def bounds(
    equations: Sequence[tuple[Mapping[str, int], int, int]], unknowns: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Intervals of unknowns after every `low <= sum(factor * unknown) <= high` was used to the end."""
    held = dict(unknowns)
    is_narrower = True
    while is_narrower:
        is_narrower = False
        for factors, low, high in equations:
            for name, factor in factors.items():
                rest = [
                    tuple(sorted((f * held[other][0], f * held[other][1])))
                    for other, f in factors.items()
                    if other != name
                ]
                least, most = low - sum(r[1] for r in rest), high - sum(r[0] for r in rest)
                if factor < 0:
                    least, most = -most, -least
                new = (max(held[name][0], least), min(held[name][1], most))
                if new != held[name]:
                    held[name], is_narrower = new, True
    return held
