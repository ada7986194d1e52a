"""On a real programme's track: what is told could have been, and one case more changes no word of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import django
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

django.setup()

from safeconduct import programme  # noqa: E402
from safeconduct.cases.counting import PARTY_ENDED, Series  # noqa: E402
from safeconduct.cases.definitions import course as course_of  # noqa: E402
from safeconduct.disclosure import Limit, tell  # noqa: E402
from safeconduct.flow.course import Course  # noqa: E402
from safeconduct.statistics.limits import in_order, limits_of  # noqa: E402

DAY = date(2023, 2, 28)
#: So few steps that a case meets no counter as often as a packet has places.
MOST_STEPS = 14
Walk = Sequence[Series]


@cache
def course(variant: str) -> Course:
    return course_of(programme.load("us-mx-ve-2022", variant), "admission")


def walk(over: Course, seed: int) -> Iterator[Series]:
    """What one case passes, at random: each step by what may follow, and now and then a review."""
    draw = random.Random(seed)
    yield Series("", "admission", "opened")
    stage = over.stage(over.track.start, DAY)
    for _ in range(draw.randint(0, MOST_STEPS)):
        if stage is None:
            return
        change = next(iter(over.track.changes_at(stage.id, DAY)), None)
        if change and draw.random() < 0.1:
            yield Series("", "admission", "left", stage.id, PARTY_ENDED)
            stage = over.stage(change.to, DAY)
            continue
        outcome = draw.choice(stage.outcomes)
        yield Series("", "admission", "left", stage.id, outcome.id)
        if outcome.against_the_person and draw.random() < 0.5:
            yield Series("", "admission", "review_asked")
            if draw.random() < 0.5:
                yield Series("", "admission", "review_decided", stage.id, "set_aside")
                continue
            yield Series("", "admission", "review_decided", "", "upheld")
        stage = over.stage(outcome.next, DAY)


def told_of(over: Course, months: Sequence[Counter[Series]]) -> list[Counter[Series]]:
    """What is told by the end of each month of what was counted by then."""
    told: Counter[Series] = Counter()
    found = []
    for counted in months:
        limits = limits_of({*counted, *told}, over, DAY)
        ordered = {series: counted[series] for series in in_order(counted, over)}
        told = told + Counter(tell(ordered, told, limits, packet=5))
        found.append(told)
    return found


def summed(walks: Sequence[Walk], until: float) -> Counter[Series]:
    """The counters after a part of each walk."""
    return Counter(step for steps in walks for step in steps[: max(1, int(len(steps) * until))])


def broken(limits: Sequence[Limit[Series]], counted: Counter[Series]) -> list[Limit[Series]]:
    return [
        limit
        for limit in limits
        if sum(counted[s] for s in limit.left) > sum(counted[s] for s in limit.came)
    ]


CASES = st.lists(st.integers(0, 2**32), min_size=1, max_size=60)


@pytest.mark.parametrize("variant", ["notice", "article"])
@settings(max_examples=40, deadline=None)
@given(CASES, st.integers(0, 2**32))
def test_one_case_more_than_was_told_changes_no_word(variant: str, seeds, one_more: int) -> None:
    over = course(variant)
    walks = [list(walk(over, seed)) for seed in seeds]
    months = [summed(walks, part) for part in (0.4, 0.7, 1.0)]
    told = told_of(over, months)
    for counted, said in zip(months, told, strict=True):
        limits = limits_of({*counted}, over, DAY)
        # What was counted keeps the limits, or else they would hold back what is due; so does what is told.
        assert broken(limits, counted) == [] and broken(limits, said) == []
        assert all(said[series] <= counted[series] for series in said)
    assert told_of(over, told) == told
    for month in range(3):
        extra = Counter(walk(over, one_more))
        if max(extra.values()) < 5:
            with_one = [said + extra if at >= month else said for at, said in enumerate(told)]
            assert told_of(over, with_one) == told


def test_once_a_stage_is_dropped_more_may_leave_the_start_than_came() -> None:
    over = course("notice")
    series = {Series("", "admission", "opened"), Series("", "admission", "left", "opening", "x")}
    held = [limit for limit in limits_of(series, over, DAY) if limit.left & series]
    assert len(held) == 1
    assert not [
        limit for limit in limits_of(series, over, date(2025, 12, 31)) if limit.left & series
    ]
