"""The picture of a track: everything in it stands apart, within the frame, and leads where it says."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from safeconduct import programme
from safeconduct.programme.edition import boundaries, in_force
from safeconduct.web.stage_graph import Picture, picture

TRACKS = [
    pytest.param(track, id=f"{definition.label}-{name}")
    for definition in (
        programme.load(name, variant)
        for name in programme.available()
        for variant in programme.variants_of(name)
    )
    for name, track in definition.tracks.items()
]


def points(path: str) -> list[tuple[int, int]]:
    """The corners of a path of horizontal and vertical lines."""
    x = y = 0
    found = []
    for letter, numbers in re.findall(r"([MHV])([-\d ]+)", path):
        given = [int(number) for number in numbers.split()]
        x, y = (given[0], given[1]) if letter == "M" else (x, y)
        x = given[0] if letter == "H" else x
        y = given[0] if letter == "V" else y
        found.append((x, y))
    return found


def drawn(track) -> list[tuple[int, Picture]]:
    """As the page draws it on each day: with the ways out of a stage that nobody chooses."""
    return [
        (len(stages), picture([track.with_changes(stage, day) for stage in stages]))
        for day in boundaries(track.stages)
        if (stages := in_force(track.stages, day))
    ]


def test_where_the_end_of_a_part_leads_is_drawn() -> None:
    track = programme.load("us-mx-ve-2022", "notice").tracks["admission"]
    day = date(2022, 11, 23)
    stages = in_force(track.stages, day)
    told = [line.text for line in picture([track.with_changes(s, day) for s in stages]).notes]
    (change,) = track.party_changes
    assert sum("Another supporter" in text and "→ 2" in text for text in told) == len(change.at)


@pytest.mark.parametrize("track", TRACKS)
def test_boxes_stand_apart_and_everything_is_inside(track) -> None:
    for count, drawing in drawn(track):
        assert len(drawing.boxes) == count
        for above, below in itertools.pairwise(drawing.boxes):
            assert above.y + above.height < below.y
        for path, _kind in drawing.arrows:
            assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in points(path))
        for line in drawing.notes:
            assert 0 < line.y < drawing.height


@pytest.mark.parametrize("track", TRACKS)
def test_every_arrow_ends_at_a_box(track) -> None:
    for _count, drawing in drawn(track):
        tops = {box.y - 2 for box in drawing.boxes}
        sides = {box.x - 2 for box in drawing.boxes}
        for path, _kind in drawing.arrows:
            x, y = points(path)[-1]
            assert y in tops or x in sides, path


@pytest.mark.parametrize("track", TRACKS)
def test_ways_to_different_boxes_never_share_a_lane(track) -> None:
    for _count, drawing in drawn(track):
        spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for path, kind in drawing.arrows:
            if kind != "next":
                (_x, _y), (lane, start), (_lane, end), *_rest = points(path)
                span = (min(start, end), max(start, end))
                spans.setdefault((lane, end), []).append(span)
        merged = {key: (min(a for a, _ in s), max(b for _, b in s)) for key, s in spans.items()}
        for (one, first), (two, second) in itertools.combinations(merged.items(), 2):
            if one[0] == two[0]:
                assert first[1] < second[0] or second[1] < first[0], (one, two)


def test_bold_outcomes_fit_beside_the_boxes() -> None:
    stages = in_force(programme.load("us-mx-ve-2022").tracks["return"].stages, date(2022, 11, 23))
    against = [line.text for line in picture(stages).notes if line.kind == "against"]
    assert against
    assert max(map(len, against)) <= 35
