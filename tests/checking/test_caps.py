"""What `check` says of caps: one count for each, an end to the time for a review, changes in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.checking import Report, check
from tests import small_programme

CAP = """\
  - id: places
    basis: required
    from: {start}
    name: {{en: Places, es: Plazas}}
    text: {{en: A few places., es: Pocas plazas.}}
    counts: {{en: Authorizations., es: Autorizaciones.}}
    size: {size}
    period: {period}
{more}"""
AGAINST = (
    "- {id: afraid, name: {en: Afraid, es: Con temor}, end: halted}",
    "- {id: afraid, name: {en: Afraid, es: Con temor}, end: halted, against_the_person: true}",
)
TAKES = ("answers: [G1]", "answers: [G1]\n    takes: places")
REVIEWS = """\
reviews:
  - id: review
    basis: required
    from: {start}
    within: P30D
    text: {{en: Looked at again., es: Se examina otra vez.}}
start: meeting
"""


def cap(size: int, start: str, until: str = "", period: str = "month", *more: str) -> str:
    lines = [f"until: {until}"] if until else []
    text = "".join(f"    {line}\n" for line in [*lines, *more])
    return CAP.format(size=size, start=start, period=period, more=text)


def checked(tmp_path: Path, *caps: str, changes: tuple[tuple[str, str], ...] = ()) -> Report:
    spoilt = [("tracks/return.yaml", *change) for change in changes]
    limits = "caps:\n" + "".join(caps)
    return check(str(small_programme.write(tmp_path, *spoilt, limits=limits)))


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (cap(30, "2022-01-01", "2022-06-15"), cap(20, "2022-06-16"), "places: 20 instead of 30 from 2022-06-16 on, for the whole month: if 20 or more are taken by then, nobody loses a place and nobody gets one until 2022-07-01"),
        (cap(20, "2022-01-01", "2022-06-15"), cap(30, "2022-06-16"), "places: 30 instead of 20 from 2022-06-16 on, for the whole month: 10 more are there from that day on, and not before"),
        (cap(30, "2022-01-01", "2022-06-30", "total"), cap(20, "2022-07-01", "", "total"), "for the whole time: if 20 or more are taken by then, nobody loses a place and nobody gets one"),
    ],
)  # fmt: skip
def test_a_size_that_changes_inside_a_period_is_sound_and_explained(
    tmp_path: Path, first: str, then: str, expected: str
) -> None:
    report = checked(tmp_path, first, then)
    assert report.is_sound
    (note,) = report.notes
    assert str(note).startswith("small/limits.yaml:")
    assert expected in str(note)


def test_a_size_that_changes_with_the_period_needs_no_words(tmp_path: Path) -> None:
    report = checked(tmp_path, cap(30, "2022-01-01", "2022-06-30"), cap(20, "2022-07-01"))
    assert report.is_sound
    assert report.notes == ()


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (
            cap(30, "2022-06-16", "", "year"),
            "counted by the month until 2022-06-15, and by the year",
        ),
        (cap(30, "2022-06-16", "", "month", "shared_by: [a, b]"), "`shared_by` begins or ends"),
    ],
)
def test_what_would_begin_a_new_count_under_an_old_id_is_refused(
    tmp_path: Path, then: str, expected: str
) -> None:
    (problem,) = checked(tmp_path, cap(30, "2022-01-01", "2022-06-15"), then).problems
    assert expected in str(problem)
    assert "an id of its own" in str(problem)


def test_a_place_that_comes_back_needs_an_end_to_the_time_for_a_review(tmp_path: Path) -> None:
    back = cap(30, "2022-01-01", "", "month", "comes_back: true")

    def said(name: str, *changes: tuple[str, str]) -> list[str]:
        report = checked(tmp_path / name, back, changes=(AGAINST, *changes))
        return [str(p) for p in report.problems if "comes back" in str(p)]

    assert said("nothing is taken") == []
    (problem,) = said("taken", TAKES)
    assert "sets no such time for what is decided at `meeting`" in problem
    assert said("reviewed", TAKES, ("start: meeting\n", REVIEWS.format(start="2022-01-01"))) == []
    late = REVIEWS.format(start="2022-03-01")
    assert len(said("from March on", TAKES, ("start: meeting\n", late))) == 1


@pytest.mark.parametrize(
    "change",
    [
        ("actor: officer.protection", "actor: clock"),
        TAKES,
    ],
)
def test_a_place_is_taken_by_who_decides_and_not_by_the_clock(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    limit = ("answers: [G1]", "answers: [G1]\n    limit: {after: P5D, outcome: safe}")
    others = (limit,) if change == TAKES else (TAKES,)
    report = checked(tmp_path, cap(30, "2022-01-01"), changes=(change, *others))
    assert any(
        "the clock would take a place of the cap by `safe`" in str(p) for p in report.problems
    )


def test_whose_midnight_counts_is_said_where_no_post_says_it(tmp_path: Path) -> None:
    report = checked(tmp_path, cap(30, "2022-01-01"), changes=(TAKES,))
    assert report.is_sound
    assert [str(note) for note in report.notes if "begin: UTC" in str(note)]


def test_programmes_that_share_a_cap_say_the_same_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shared(size: int, period: str = "month", until: str = "") -> str:
        return "caps:\n" + cap(size, "2022-01-01", until, period, "shared_by: [a, b]")

    other = small_programme.write(tmp_path / "installed", limits=shared(30))
    other.rename(other.parent / "other")
    monkeypatch.setenv("SAFECONDUCT_PROGRAMMES", str(other.parent))
    for number, (mine, expected) in enumerate(
        [
            (shared(30), None),
            (shared(20), "`other` shares it and says 30 on the same days"),
            (shared(30, "year"), "`other` shares it and counts it by the month"),
        ]
    ):
        folder = small_programme.write(tmp_path / str(number), limits=mine)
        found = [str(problem) for problem in check(str(folder)).problems]
        assert len(found) == (expected is not None)
        assert not expected or expected in found[0]
