"""Engine and oracle agree on every shipped programme; one row and a table agree (I7)."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.eligibility import (
    as_table,
    compile_track,
    population_of,
    read_case,
    screen,
    screen_cases,
    screen_population,
)
from safeconduct.eligibility.findings import Screening
from safeconduct.programme import Definition, available, load, variants_of
from tests.oracle import screen_read
from tests.properties.drawing import Facts, Shipped, cases

#: Cases a draw: enough that rows can get in each other's way, few enough to shrink.
TOGETHER = 6


@cache
def shipped(programme: str, variant: str | None) -> Shipped:
    return Shipped(available()[programme], variant)


@cache
def definition(programme: str, variant: str | None) -> Definition:
    return load(programme, variant)


TRACKS = [
    pytest.param(name, variant, track, id=f"{name}:{variant}:{track}")
    for name in available()
    for variant in variants_of(name)
    for track in shipped(name, variant).tracks()
]
all_tracks = pytest.mark.parametrize(("programme", "variant", "track"), TRACKS)


def told(screening: Screening) -> dict[str, Any]:
    """What the engine says, in the oracle's words."""
    leaves = {leaf.expression: leaf.status for f in screening.findings for leaf in f.leaves}
    return {
        "result": screening.result.value,
        "findings": {f.condition.id: f.status.value for f in screening.findings},
        "leaves": {text: status.value for text, status in leaves.items()},
    }


def batch(data: st.DataObject, held: Shipped, day: date) -> list[Facts]:
    return data.draw(st.lists(cases(held, day), min_size=1, max_size=TOGETHER), label="cases")


@all_tracks
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_engine_and_oracle_agree(
    programme: str, variant: str | None, track: str, data: st.DataObject
) -> None:
    held = shipped(programme, variant)
    day = data.draw(st.sampled_from(held.boundaries(track)), label="as of")
    drawn = batch(data, held, day)
    screenings = screen_cases(definition(programme, variant), track, day, drawn)
    for facts, screening in zip(drawn, screenings, strict=True):
        assert told(screening) == screen_read(held.read, track, day, facts)


@all_tracks
def test_engine_and_oracle_agree_on_worked_examples(
    programme: str, variant: str | None, track: str
) -> None:
    held = shipped(programme, variant)
    for day in held.changes(track):
        screenings = screen_cases(definition(programme, variant), track, day, held.examples)
        for facts, screening in zip(held.examples, screenings, strict=True):
            assert told(screening) == screen_read(held.read, track, day, facts), (day, facts)


@all_tracks
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_one_row_and_a_table_agree(
    programme: str, variant: str | None, track: str, data: st.DataObject
) -> None:
    held, defined = shipped(programme, variant), definition(programme, variant)
    day = data.draw(st.sampled_from(held.boundaries(track)), label="as of")
    drawn = batch(data, held, day)
    compiled = compile_track(defined, track, day)
    read = [read_case(defined.facts, facts) for facts in drawn]
    population = population_of(defined.facts, read, compiled.facts)
    table = as_table(screen_population(compiled, population)).rows(named=True)
    together = screen_cases(defined, track, day, drawn)
    for facts, row, beside_others in zip(drawn, table, together, strict=True):
        alone = screen(defined, track, day, facts)
        assert row == {"result": alone.result.value, **told(alone)["findings"]}
        assert told(alone) == told(beside_others)
        assert alone.ask == beside_others.ask


@pytest.mark.parametrize(
    ("programme", "track", "day"),
    [
        ("us-mx-ve-2022", "admission", date(2022, 11, 23)),
        ("uniting-for-ukraine", "admission", date(2022, 9, 1)),
        ("eu-georgia-readmission", "readmission", date(2015, 5, 4)),
    ],
)
def test_drawn_cases_reach_every_result(programme: str, track: str, day: date) -> None:
    """If no drawn case were ever eligible, agreement would say little."""
    seen: set[str] = set()

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(data=st.data())
    def draw(data: st.DataObject) -> None:
        drawn = batch(data, shipped(programme, None), day)
        screenings = screen_cases(definition(programme, None), track, day, drawn)
        seen.update(screening.result.value for screening in screenings)

    draw()
    assert seen == {"eligible", "barred", "open"}
