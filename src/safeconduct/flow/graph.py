"""Stage graphs as of a day: their shape, and the proof that no path avoids a safeguard (I1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from safeconduct.flow.events import PERSONS
from safeconduct.programme.edition import boundaries, in_force
from safeconduct.programme.schema import EndKind, Gate, Outcome, Stage, Track


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a graph is refused: the stage at fault, what is wrong, and the path that shows it."""

    track: str
    day: date
    stage: Stage | None
    gate: str | None
    message: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f": {' → '.join(self.path)}" if self.path else ""
        return f"track {self.track}, as of {self.day}: {self.message}{shown}"


@dataclass(frozen=True, slots=True)
class _Visit:
    stage: str
    cleared: bool


def prove(track: Track, gates: Iterable[Gate]) -> tuple[Breach, ...]:
    """Every breach of shape and of safeguards, in each period between changes of the graph."""
    gates = tuple(gates)
    breaches: dict[tuple[str | None, str], Breach] = {}
    for day in boundaries([*track.stages, *track.party_changes]):
        held = in_force(track.stages, day)
        stages = {stage.id: track.with_changes(stage, day) for stage in held}
        if not stages:
            continue
        # A stage that nothing leads to any more may be the very screening that a path now avoids.
        issued = _after_issuing({stage.id: stage for stage in held})
        found = (*_shape(track, day, stages), *_changes(track, day, stages, issued))
        for breach in (*found, *_safeguards(track, day, stages, gates)):
            breaches.setdefault((breach.gate, breach.message), breach)
    return tuple(breaches.values())


def _shape(track: Track, day: date, stages: dict[str, Stage]) -> Iterable[Breach]:
    if track.start not in stages:
        yield Breach(track.id, day, None, None, f"the start `{track.start}` is no stage in force")
        return
    for stage in stages.values():
        for outcome in stage.outcomes:
            if outcome.next is not None and outcome.next not in stages:
                message = (
                    f"`{stage.id}` leads by `{outcome.id}` to `{outcome.next}`,"
                    " which is no stage in force"
                )
                yield Breach(track.id, day, stage, None, message)
        limit = stage.limit
        if limit and limit.outcome not in {outcome.id for outcome in stage.outcomes}:
            message = (
                f"the limit of `{stage.id}` names `{limit.outcome}`, which is none of its outcomes"
            )
            yield Breach(track.id, day, stage, None, message)
    reached = _reachable(stages, track.start)
    for stage in stages.values():
        if stage.id not in reached:
            yield Breach(track.id, day, stage, None, f"no path leads to `{stage.id}`")
        elif not any(s in stages and _ends(stages[s]) for s in _reachable(stages, stage.id)):
            yield Breach(track.id, day, stage, None, f"no path leads from `{stage.id}` to an end")


def _changes(
    track: Track, day: date, stages: dict[str, Stage], issued: set[str]
) -> Iterable[Breach]:
    """A part ends before the decision, and the person has a time of their own to name another."""
    for change in in_force(track.party_changes, day):
        name = f"the change of the {change.party} (`{change.id}`)"
        for stage in change.at:
            if stage not in stages:
                message = f"{name} may happen at `{stage}`, which is no stage in force"
                yield Breach(track.id, day, None, None, message)
            elif stage in issued:
                message = f"{name} may happen at `{stage}`, when an authorization may stand"
                yield Breach(track.id, day, stages[stage], None, message)
            elif stage == change.to:
                message = f"{name} waits at `{stage}`, and may not happen there"
                yield Breach(track.id, day, stages[stage], None, message)
        waits = stages.get(change.to)
        if waits is None:
            continue
        ways = [stages[o.next] for o in waits.outcomes if o.next in stages]
        if waits.actor not in PERSONS:
            message = f"{name} leads to `{waits.id}`, where the {waits.actor} acts: the person names another"
            yield Breach(track.id, day, waits, None, message)
        elif not any(way.actor == change.party for way in ways):
            message = (
                f"{name} leads to `{waits.id}`, and no outcome of it leads to a {change.party}"
            )
            yield Breach(track.id, day, waits, None, message)
        elif waits.limit is None:
            message = f"{name} leads to `{waits.id}`, which has no `limit`: say how long there is"
            yield Breach(track.id, day, waits, None, message)


def _after_issuing(stages: dict[str, Stage]) -> set[str]:
    """Every stage to which one that gives what the person travels on leads for good."""
    found: set[str] = set()
    for stage in stages.values():
        if "issuing" not in stage.tags:
            continue
        for outcome in stage.outcomes:
            if outcome.next in stages:
                reached = _reachable(stages, outcome.next)
                found |= reached if stage.id not in reached else set()
    return found


def _ends(stage: Stage) -> bool:
    return any(outcome.end for outcome in stage.outcomes)


def _reachable(stages: dict[str, Stage], start: str) -> set[str]:
    reached, waiting = {start}, deque([start])
    while waiting:
        for outcome in stages[waiting.popleft()].outcomes:
            if outcome.next in stages and outcome.next not in reached:
                reached.add(outcome.next)
                waiting.append(outcome.next)
    return reached


def _safeguards(
    track: Track, day: date, stages: dict[str, Stage], gates: tuple[Gate, ...]
) -> Iterable[Breach]:
    yield from _who_clears(track, day, stages)
    departures = {s.id for s in stages.values() if "departure" in s.tags}
    handovers = {s.id for s in stages.values() if "handover" in s.tags}
    if not departures:
        return
    for gate in gates:
        path: tuple[str, ...] | None = None
        if gate.when == "before_departure":
            path = _path_around(
                stages, {track.start} & stages.keys(), gate.id, departures.__contains__
            )
            where = "departure"
        elif gate.when == "during":
            path = _path_around(
                stages, departures, gate.id, handovers.__contains__, EndKind.RETURNED
            )
            where = "the handover"
        elif gate.when == "after":
            path = _path_around(stages, handovers, gate.id, lambda _: False, *EndKind)
            where = "the end of the case"
        if path is not None:
            message = f"a path reaches {where} without {gate.id} ({gate.name.get('en', gate.id)})"
            yield Breach(track.id, day, stages.get(_stage_of(path)), gate.id, message, path)


def _stage_of(path: tuple[str, ...]) -> str:
    return path[-1].partition(" [")[0]


def _who_clears(track: Track, day: date, stages: dict[str, Stage]) -> Iterable[Breach]:
    for stage in stages.values():
        for outcome in stage.outcomes:
            for gate in outcome.clears:
                if not stage.actor_of(outcome).startswith("officer."):
                    message = (
                        f"`{stage.id}` clears {gate} by `{outcome.id}`, but its actor is"
                        f" {stage.actor_of(outcome)}: only a named officer clears a gate"
                    )
                    yield Breach(track.id, day, stage, gate, message)
                elif gate not in stage.answers:
                    message = f"`{stage.id}` clears {gate} by `{outcome.id}` without answering it"
                    yield Breach(track.id, day, stage, gate, message)


def _path_around(
    stages: dict[str, Stage],
    starts: set[str],
    gate: str,
    is_goal: Callable[[str], bool],
    *bad_ends: EndKind,
) -> tuple[str, ...] | None:
    """A shortest path from a start to a goal (or a bad end) on which the gate is not cleared."""
    waiting: deque[tuple[_Visit, tuple[str, ...]]] = deque(
        (_Visit(start, False), ()) for start in sorted(starts)
    )
    seen = {visit for visit, _ in waiting}
    while waiting:
        visit, path = waiting.popleft()
        if not visit.cleared and is_goal(visit.stage):
            return (*path, visit.stage)
        for outcome in stages[visit.stage].outcomes:
            cleared = _after(outcome, gate, visit.cleared)
            here = (*path, f"{visit.stage} [{outcome.id}]")
            if outcome.end is not None:
                if not cleared and outcome.end in bad_ends:
                    return here
                continue
            following = _Visit(outcome.next or "", cleared)
            if following not in seen and following.stage in stages:
                seen.add(following)
                waiting.append((following, here))
    return None


def _after(outcome: Outcome, gate: str, cleared: bool) -> bool:
    if gate in outcome.reopens:
        return False
    return cleared or gate in outcome.clears
