"""Checks of caps: one count for each, places that come back in time, changes inside a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from safeconduct.checking.rules import at
from safeconduct.errors import Place, SafeconductError
from safeconduct.flow.caps import period_after
from safeconduct.programme import Definition, Problem, available, read
from safeconduct.programme.schema import Cap, EndKind, Stage, Track


def check_caps(definition: Definition) -> Iterator[Problem]:
    """Every cap is counted once, and a place that comes back has an end to the time for a review."""
    for earlier, later in _changes(definition.caps):
        if earlier.period != later.period:
            yield at(
                later,
                f"it is counted by the {earlier.period} until {earlier.until}, and by the"
                f" {later.period} from then on: what was taken before would not count; give the new"
                " cap an id of its own",
            )
        if bool(earlier.shared_by) != bool(later.shared_by):
            yield at(
                later,
                "`shared_by` begins or ends with this version: what was taken before would not"
                " count; give the new cap an id of its own",
            )
    for cap in definition.caps:
        if cap.comes_back:
            yield from _check_return(definition, cap)
    for track in definition.tracks.values():
        for stage in track.stages:
            yield from _check_taker(stage)


def _check_taker(stage: Stage) -> Iterator[Problem]:
    """A place is taken by who decides: the clock could not wait for one, and nobody would be told."""
    if not stage.takes:
        return
    by_clock = [stage.limit.outcome] if stage.limit else []
    for outcome in stage.outcomes:
        leads_on = outcome.end is EndKind.APPROVED or outcome.next not in (None, stage.id)
        if outcome.against_the_person or not leads_on:
            continue
        if stage.actor_of(outcome) == "clock" or outcome.id in by_clock:
            yield at(
                stage,
                f"the clock would take a place of the cap by `{outcome.id}`, and could not wait for"
                " one; let a person decide at the stage that takes it",
            )


def check_sharing(definition: Definition) -> Iterator[Problem]:
    """Programmes that share a cap say the same of it on every day."""
    shared = [cap for cap in definition.caps if cap.shared_by]
    if not shared:
        return
    for name, folder in available().items():
        if name == definition.programme.id:
            continue
        try:
            other = read(folder).definition
        except SafeconductError:
            other = None
        for theirs in other.caps if other else ():
            yield from _check_same(shared, theirs, name)


def _check_same(shared: Iterable[Cap], theirs: Cap, name: str) -> Iterator[Problem]:
    for ours in shared:
        if ours.id != theirs.id or not theirs.shared_by or not _meet(ours, theirs):
            continue
        if ours.period != theirs.period:
            yield at(ours, f"`{name}` shares it and counts it by the {theirs.period}")
        elif ours.size != theirs.size:
            yield at(ours, f"`{name}` shares it and says {theirs.size} on the same days")


def _meet(one: Cap | Stage, other: Cap | Stage) -> bool:
    return one.from_ <= (other.until or date.max) and other.from_ <= (one.until or date.max)


def _check_return(definition: Definition, cap: Cap) -> Iterator[Problem]:
    """Without an end to the time for a review a place would be kept for good."""
    for track in definition.tracks.values():
        if not any(cap.id in stage.takes and _meet(cap, stage) for stage in track.stages):
            continue
        for stage in track.stages:
            if _decides_against(stage) and not _is_reviewed(
                track, max(stage.from_, cap.from_), stage
            ):
                yield at(
                    cap,
                    f"a place comes back when the time for a review is over, and the track"
                    f" `{track.id}` sets no such time for what is decided at `{stage.id}`; say it"
                    " in the track under `reviews`, as `within: P30D`",
                )


def _decides_against(stage: Stage) -> bool:
    return any(outcome.against_the_person for outcome in stage.outcomes)


def _is_reviewed(track: Track, start: date, stage: Stage) -> bool:
    last = stage.until or date.max
    if start > last:
        return True
    return (
        min((review.from_ for review in track.reviews), default=date.max) <= start
        and max((review.until or date.max for review in track.reviews), default=date.min) >= last
    )


def notes_on_caps(definition: Definition) -> Iterator[Problem]:
    """What a size that changes in the middle of a period means: sound, and easily misread."""
    for earlier, later in _changes(definition.caps):
        if earlier.period == later.period and earlier.size != later.size:
            following = period_after(earlier, later.from_ - timedelta(days=1))
            if following != later.from_:
                yield _note(earlier, later, following)
    yield from _note_on_days(definition)


def _note_on_days(definition: Definition) -> Iterator[Problem]:
    named = definition.programme.time_zone
    if named or any(post.kind == "online" for post in definition.posts):
        return
    taken = {cap for track in definition.tracks.values() for s in track.stages for cap in s.takes}
    for cap in definition.caps:
        if cap.id in taken:
            yield at(
                cap,
                "neither `time_zone` nor a post of kind `online` says where its days and months begin: UTC",
            )


def _note(earlier: Cap, later: Cap, following: date | None) -> Problem:
    whole = "for the whole time" if following is None else f"for the whole {later.period}"
    if later.size > earlier.size:
        what = f"{later.size - earlier.size} more are there from that day on, and not before"
    else:
        until = f" until {following}" if following else ""
        what = (
            f"if {later.size} or more are taken by then, nobody loses a place and nobody gets one"
            f"{until}"
        )
    place = later.place or Place()
    return Problem(
        place,
        f"{later.id}: {later.size} instead of {earlier.size} from {later.from_} on, {whole}: {what}",
    )


def _changes(caps: Iterable[Cap]) -> Iterator[tuple[Cap, Cap]]:
    versions: dict[str, list[Cap]] = defaultdict(list)
    for cap in caps:
        versions[cap.id].append(cap)
    for held in versions.values():
        yield from pairwise(sorted(held, key=lambda cap: cap.from_))
