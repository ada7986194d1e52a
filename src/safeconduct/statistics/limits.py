"""What must hold between a track's counters, so that what is told is a history that could have been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from safeconduct.cases.counting import PARTY_ENDED, Series
from safeconduct.disclosure import Limit
from safeconduct.flow.course import Course
from safeconduct.programme.schema import Outcome, Stage, Track


def in_order(series: Iterable[Series], course: Course) -> list[Series]:
    """Counters as they are served: what leads on or back before what ends a case."""

    def place(one: Series) -> tuple[bool, bool, Series]:
        return one.measure != "opened", not leads_to(course.track, one), one

    return sorted(series, key=place)


def limits_of(series: Iterable[Series], course: Course, last_day: date) -> list[Limit[Series]]:
    """The limits among a track's counters, as the programme stood up to a month's last day."""
    held = list(series)
    found = [_stage_limit(held, course, stage) for stage in _stages(course, last_day)]
    asked = frozenset(one for one in held if one.measure == "review_asked")
    decided = frozenset(one for one in held if one.measure == "review_decided")
    against = frozenset(one for one in held if one.measure == "left" and _is_against(course, one))
    return [*found, Limit(asked, against), Limit(decided, asked)]


def _stage_limit(held: list[Series], course: Course, stage: str) -> Limit[Series]:
    """Nobody leaves a stage who did not come to it: from another one, by opening, or by a review."""
    is_start = stage == course.track.start
    left = [one for one in held if one.measure == "left" and one.stage == stage]
    came = [
        one
        for one in held
        if (one.measure == "opened" and is_start)
        or (one.measure == "left" and leads_to(course.track, one, stage))
        or (one.measure == "review_decided" and one.stage == stage)
    ]
    return Limit(frozenset(left), frozenset(came))


def _stages(course: Course, last_day: date) -> list[str]:
    """The stages of which that holds.

    Once the programme has dropped a stage, those who stood there stand at the start again, and no event
    says so: from then on more may leave the start than came to it.
    """
    names = sorted({stage.id for stage in course.track.stages if stage.from_ <= last_day})
    has_dropped = any(_is_dropped(course, name, last_day) for name in names)
    return [name for name in names if not (has_dropped and name == course.track.start)]


def _is_dropped(course: Course, name: str, last_day: date) -> bool:
    versions = [stage for stage in course.track.stages if stage.id == name]
    return all(stage.until is not None and stage.until < last_day for stage in versions)


def leads_to(track: Track, one: Series, stage: str | None = None) -> bool:
    """Whether what a counter counts can lead to a stage; without one, to any."""
    found = {outcome.next for _stage, outcome in _outcomes(track, one)}
    if one.outcome in ("", PARTY_ENDED):
        found |= {change.to for change in track.party_changes if one.stage in change.at}
    return stage in found if stage else bool(found - {None})


def _is_against(course: Course, one: Series) -> bool:
    return any(outcome.against_the_person for _stage, outcome in _outcomes(course.track, one))


def _outcomes(track: Track, one: Series) -> list[tuple[Stage, Outcome]]:
    """The outcomes, in every version of the stage, that a counter counts; all where it names none."""
    return [
        (stage, outcome)
        for stage in track.stages
        if stage.id == one.stage
        for outcome in stage.outcomes
        if one.outcome in ("", outcome.id)
    ]
