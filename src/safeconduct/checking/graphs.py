"""Checks of stage graphs, and of what stages, posts and agreements name."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.checking.rules import at
from safeconduct.eligibility import Result
from safeconduct.errors import Place
from safeconduct.flow import Breach, prove
from safeconduct.programme import Definition, Problem
from safeconduct.programme.schema import Entry, Stage
from safeconduct.programme.schema.facts import COUNTRIES

#: Who may be party to an agreement; talks are recorded also with states that nobody has named.
_PARTIES = frozenset((*COUNTRIES, "EU", "unnamed"))
_NO_COUNTRY = "which is no country; accepted: a two-letter code of ISO 3166-1, such as VE"


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


def _check_booking(definition: Definition, stage: Stage, lost: frozenset[str]) -> Iterator[Problem]:
    if stage.books is None or "facts" in lost:
        return
    fact = definition.facts.get(stage.books)
    if fact is None:
        yield at(stage, f"`{stage.books}` is no fact of this programme")
    elif fact.type != "date":
        yield at(stage, f"`books` names a fact that holds a day, and `{fact.id}` is a {fact.type}")
    if stage.pool is None:
        yield at(stage, "`books` needs a `pool` of posts at which people are seen")


def check_names(definition: Definition, lost: frozenset[str]) -> Iterator[Problem]:
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
            for word, names, known, section in (
                ("condition", stage.needs, conditions, "rules"),
                ("gate", named_gates, gates, "gates"),
                ("fact", stage.records, facts, "facts"),
                ("cap", stage.takes, caps, "caps"),
                ("stage", passed, stages, "tracks"),
                ("pool", [stage.pool] if stage.pool else [], pools, "posts"),
            ):
                for name in dict.fromkeys(names):
                    if name not in known and section not in lost:
                        yield at(stage, f"`{name}` is no {word} of this programme")
            yield from _check_booking(definition, stage, lost)
    for fact in definition.facts.values():
        if fact.looked_up and fact.type != "boolean":
            yield at(fact, "what is looked up is a yes or no: `type: boolean`")
    agreements = {agreement.id for agreement in definition.agreements}
    for dependency in definition.programme.depends_on:
        if dependency.agreement not in agreements and "agreements" not in lost:
            yield at(dependency, f"`{dependency.agreement}` is no agreement of the register")
        if dependency.track not in definition.track_ids() and not {"tracks", "rules"} & lost:
            yield at(dependency, f"`{dependency.track}` is no track")
    yield from _result_words_named(definition, lost)


def check_codes(definition: Definition) -> Iterator[Problem]:
    """Every country is one of ISO 3166-1, and every time zone is one of the world's."""
    file = Place(f"{definition.folder.name}/programme.yaml", 1)
    for code in definition.programme.states:
        if code not in _PARTIES:
            yield Problem(file, f"`states` names `{code}`, {_NO_COUNTRY}")
    for entry, codes in _countries_named(definition):
        for code in dict.fromkeys(codes):
            if code not in _PARTIES:
                yield at(entry, f"`{code}`, {_NO_COUNTRY}")
    own = definition.programme.time_zone
    if own is not None and not _is_zone(own):
        yield Problem(file, f"`time_zone`: {_no_zone(own)}")
    for post in definition.posts:
        if not _is_zone(post.time_zone):
            yield at(post, _no_zone(post.time_zone))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _no_zone(name: str) -> str:
    return f"`{name}` is no time zone; accepted: one such as America/New_York"


def _countries_named(definition: Definition) -> Iterator[tuple[Entry, list[str]]]:
    for agreement in definition.agreements:
        yield agreement, [*agreement.parties, *agreement.nationalities]
        for term in agreement.terms:
            yield term, [term.party] if term.party else []
    for dependency in definition.programme.depends_on:
        yield dependency, [dependency.party]
    for post in definition.posts:
        yield post, [post.country, *post.holidays]


def _result_words_named(definition: Definition, lost: frozenset[str]) -> Iterator[Problem]:
    file = Place(f"{definition.folder.name}/programme.yaml", 1)
    for track, by_result in definition.programme.result_words.items():
        if track not in definition.track_ids() and not {"tracks", "rules"} & lost:
            known = ", ".join(definition.track_ids())
            yield Problem(
                file, f"`result_words` names `{track}`, which is no track; known: {known}"
            )
        for result in by_result:
            if result not in list(Result):
                known = ", ".join(Result)
                message = (
                    f"`result_words.{track}.{result}` is the word for no result; known: {known}"
                )
                yield Problem(file, message)
