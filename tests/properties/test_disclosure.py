"""Nobody works a hidden number out: attackers try it on all that was told, and fail."""

from __future__ import annotations

from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.disclosure import Limit, tell
from tests.disclosure.attackers import (
    History,
    bounds,
    histories,
    is_possible,
    told_months,
    worked_out,
)

PACKET = 3
#: A case is opened, goes one of two ways on, and may come back by one of them.
WAYS = ("opened", "refused", "returned")
FLOW = [Limit(left=frozenset({"refused", "returned"}), came=frozenset({"opened", "returned"}))]
#: Three ways in and one out.
INTO = ("online", "paper", "clerk", "left")
GONE = [Limit(left=frozenset({"left"}), came=frozenset({"online", "paper", "clerk"}))]
#: All who came have left: two by each way, six together. Told as 0, 0, 0 and 6, each way would stand open.
ALL_LEFT = ({"online": 2, "paper": 2, "clerk": 2, "left": 6},)


def _history(
    counters: tuple[str, ...], limits: list[Limit[str]], months: int
) -> st.SearchStrategy[History]:
    steps = st.lists(st.integers(0, 4), min_size=len(counters), max_size=len(counters))

    def summed(drawn: list[list[int]]) -> History:
        return tuple(
            {
                key: sum(step[place] for step in drawn[: month + 1])
                for place, key in enumerate(counters)
            }
            for month in range(len(drawn))
        )

    drawn = st.lists(steps, min_size=months, max_size=months).map(summed)
    return drawn.filter(lambda history: is_possible(history, limits))


def _attacked(history: History, counters: tuple[str, ...], limits: list[Limit[str]]) -> None:
    publish = partial(tell, limits=limits, packet=PACKET)
    published = told_months(history, publish)
    near = (one for one in histories(published, counters, PACKET + 1) if is_possible(one, limits))
    fitting = [one for one in near if told_months(one, publish) == published]
    # The attacker knows all that fits, and more than that: how it was told.
    assert worked_out(fitting, counters, len(history)) == []


@settings(max_examples=25, deadline=None)
@given(_history(WAYS, FLOW, 2))
def test_an_attacker_who_tries_every_history_finds_two_answers_to_each_question(history) -> None:
    _attacked(history, WAYS, FLOW)


@settings(max_examples=25, deadline=None)
@given(_history(INTO, GONE, 1))
@example(ALL_LEFT)
def test_where_several_ways_lead_in_nothing_is_worked_out_from_what_left(history) -> None:
    _attacked(history, INTO, GONE)


WIDE = tuple(f"way {number}" for number in range(8))
STEPS = st.lists(
    st.lists(st.integers(0, 12), min_size=len(WIDE), max_size=len(WIDE)), min_size=1, max_size=5
)
SUBSETS = st.lists(st.sets(st.sampled_from(WIDE), min_size=2), max_size=6)


@given(STEPS, SUBSETS)
def test_totals_parts_and_differences_of_months_leave_every_number_open(steps, subsets) -> None:
    told: dict[str, int] = {}
    counted = dict.fromkeys(WIDE, 0)
    equations: list[tuple[dict[str, int], int, int]] = []
    unknowns = {}
    for month, step in enumerate(steps):
        counted = {key: counted[key] + more for key, more in zip(WIDE, step, strict=True)}
        for key, new in tell(counted, told, packet=5).items():
            told[key] = told.get(key, 0) + new
        for key in WIDE:
            known = told.get(key, 0)
            assert known <= counted[key] <= known + 4
            unknowns[f"{key}/{month}"] = (known, known + 4)
            if month:
                equations.append(({f"{key}/{month}": 1, f"{key}/{month - 1}": -1}, 0, 10**6))
        # A total is printed beside its parts. It is the sum of what was told: it says no more than they do.
        for group in [set(WIDE), *subsets]:
            total = sum(told.get(key, 0) for key in group)
            equations.append(({f"{key}/{month}": 1 for key in group}, total, 10**6))
    for name, (least, most) in bounds(equations, unknowns).items():
        assert most > least, name


def test_the_attacker_has_teeth_totals_rounded_by_themselves_give_numbers_away() -> None:
    # Five refusals of four people each. Each is told as 0; the total, rounded down by itself, as 20.
    cells = {f"way {number}": (0, 4) for number in range(5)}
    found = bounds([(dict.fromkeys(cells, 1), 20, 24)], cells)
    assert set(found.values()) == {(4, 4)}


def test_the_attacker_has_teeth_a_total_beside_a_suppressed_number() -> None:
    # 12 applied, 9 were confirmed, the number of those refused is left out; last month's table had 10 and 9.
    told = [({"refused": 1}, 12 - 9, 12 - 9), ({"refused": 1, "new": -1}, 10 - 9, 10 - 9)]
    found = bounds(told, {"refused": (1, 4), "new": (0, 12)})
    assert found == {"refused": (3, 3), "new": (2, 2)}


def test_the_attacker_has_teeth_what_left_is_told_without_its_limit() -> None:
    publish = partial(tell, packet=PACKET)
    published = told_months(ALL_LEFT, publish)
    assert published == [{"left": 6}]
    near = (one for one in histories(published, INTO, PACKET + 1) if is_possible(one, GONE))
    fitting = [one for one in near if told_months(one, publish) == published]
    assert (("online",), -1, 0) in worked_out(fitting, INTO, 1)
