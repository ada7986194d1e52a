"""Checks of stage graphs, and of what stages, caps and posts name."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.checking.rules import at
from safeconduct.errors import Place
from safeconduct.flow import Breach, prove
from safeconduct.programme import Definition, Problem


def check_graphs(definition: Definition) -> Iterator[Problem]:
    """No graph gets around a gate, except where a variant says that it breaks exactly that one."""
    expected = set(definition.breaks)
    broken: set[str] = set()
    for track in definition.tracks.values():
        for breach in prove(track, definition.gates):
            if breach.gate in expected:
                broken.add(str(breach.gate))
            else:
                yield _problem(definition, breach)
    for gate in sorted(expected - broken):
        place = Place(f"{definition.folder.name}/variants/{definition.variant}.yaml", 1)
        yield Problem(place, f"the variant says that it breaks {gate}, but no path does")
    if expected and definition.runs_casework:
        place = Place(f"{definition.folder.name}/variants/{definition.variant}.yaml", 1)
        yield Problem(place, "a variant that breaks a safeguard cannot run casework")


def _problem(definition: Definition, breach: Breach) -> Problem:
    track = definition.tracks[breach.track]
    place = (breach.stage.place if breach.stage else None) or track.place
    return Problem(place or Place(f"{definition.folder.name}/tracks/{track.id}.yaml"), str(breach))


def check_names(definition: Definition) -> Iterator[Problem]:
    """Whatever an entry names is there: conditions, gates, caps, pools, agreements, tracks."""
    conditions = {condition.id for condition in definition.conditions}
    gates = {gate.id for gate in definition.gates}
    caps = {cap.id for cap in definition.caps}
    facts = set(definition.facts)
    pools = {post.pool for post in definition.posts} | {post.id for post in definition.posts}
    for track in definition.tracks.values():
        stages = {stage.id for stage in track.stages}
        for stage in track.stages:
            passed = [stage.limit.runs_from] if stage.limit and stage.limit.runs_from else []
            named_gates = [*stage.answers]
            for outcome in stage.outcomes:
                named_gates += [*outcome.clears, *outcome.reopens]
            for word, names, known in (
                ("condition", stage.needs, conditions),
                ("gate", named_gates, gates),
                ("fact", stage.records, facts),
                ("cap", stage.takes, caps),
                ("stage", passed, stages),
                ("pool", [stage.pool] if stage.pool else [], pools),
            ):
                for name in dict.fromkeys(names):
                    if name not in known:
                        yield at(stage, f"`{name}` is no {word} of this programme")
    for fact in definition.facts.values():
        if fact.looked_up and fact.type != "boolean":
            yield at(fact, "what is looked up is a yes or no: `type: boolean`")
    agreements = {agreement.id for agreement in definition.agreements}
    for dependency in definition.programme.depends_on:
        if dependency.agreement not in agreements:
            yield at(dependency, f"`{dependency.agreement}` is no agreement of the register")
        if dependency.track not in definition.track_ids():
            yield at(dependency, f"`{dependency.track}` is no track")
