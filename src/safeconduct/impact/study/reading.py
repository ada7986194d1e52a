"""A programme's study read from its folder: `impact/study.yaml`, `claims.yaml`, `promise.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from safeconduct.errors import Place, ProgrammeError, shown
from safeconduct.impact.months import first_day, month_of
from safeconduct.impact.study import schema
from safeconduct.impact.text import NotThere, Text
from safeconduct.programme import Definition, Problem
from safeconduct.programme.folder import IMPACT, RawEntry
from safeconduct.programme.messages import problems_of
from safeconduct.programme.reading import Located, Path_, read_yaml
from safeconduct.programme.schema import Source, Words
from safeconduct.programme.schema.common import named_twice

M = TypeVar("M", bound=schema.Model)
STUDY, CLAIMS, PROMISE = "study.yaml", "claims.yaml", "promise.yaml"
#: How many problems an error names; `safeconduct check` names all.
_SHOWN = 5


@dataclass(frozen=True)
class Study:
    """What a programme says for the question whether it works."""

    programme: Definition
    measures: Mapping[str, schema.Measure]
    plan: schema.Plan
    donors: tuple[schema.Donor, ...]
    limits: tuple[schema.Limit, ...]
    claims: tuple[schema.Claim, ...]
    promise: schema.PromiseFile | None
    sources: Mapping[str, Source]
    #: SHA-256 over the three files: by it a plan can be shown not to have changed.
    digest: str

    @property
    def event(self) -> date:
        """The day on which the measure began."""
        on = next(one.on for one in self.programme.programme.events if one.id == self.plan.event)
        assert on.exact is not None
        return on.exact

    def limits_of(self, window: str) -> tuple[schema.Limit, ...]:
        """What the figures cannot tell apart in a window."""
        return tuple(limit for limit in self.limits if not limit.windows or window in limit.windows)


@dataclass(frozen=True)
class _File(Generic[M]):
    """One file that was read: its model, the places of its parts, its bytes."""

    model: M
    located: Located
    content: bytes

    def problem(self, path: Path_, message: str) -> Problem:
        return Problem(self.located.place(path), message)


def load_study(definition: Definition) -> Study:
    """The study in a programme's folder. NotFound if there is none, ProgrammeError where it is wrong."""
    study, problems = read_study(definition)
    if problems:
        first, others = problems[0], problems[1:_SHOWN]
        more = "".join(f"\n  {problem}" for problem in others)
        if len(problems) > _SHOWN:
            name = definition.folder.name
            more += f"\n  … `safeconduct check {name}` lists all {len(problems)}."
        raise ProgrammeError(f"{first.message}.{more}", place=first.place)
    if study is None:
        folder = definition.folder.name
        raise NotThere(
            Text(
                f"{folder} says nothing for the question whether it works.",
                f"{folder} no dice nada sobre la pregunta de si funciona.",
            ),
            given=folder,
            accepted=Text(
                f"a programme with a file {IMPACT}/{STUDY}",
                f"un programa con un archivo {IMPACT}/{STUDY}",
            ),
        )
    return study


def read_study(definition: Definition) -> tuple[Study | None, list[Problem]]:
    """The study, if the folder has one that can be used, and everything that is wrong with it."""
    problems: list[Problem] = []
    study = _read(definition.folder, STUDY, schema.StudyFile, problems)
    claims = _read(definition.folder, CLAIMS, schema.ClaimsFile, problems)
    promise = _read(definition.folder, PROMISE, schema.PromiseFile, problems)
    if study is None:
        if (claims or promise) and not problems:
            place = Place(f"{definition.folder.name}/{IMPACT}/{STUDY}")
            problems.append(Problem(place, "the file is missing, and the others stand on it"))
        return None, problems
    sources = dict(definition.programme.sources)
    sources |= claims.model.sources if claims else {}
    sources |= promise.model.sources if promise else {}
    found = Study(
        definition,
        {measure.id: measure for measure in study.model.measures},
        study.model.plan,
        study.model.donors,
        study.model.limits,
        claims.model.claims if claims else (),
        promise.model if promise else None,
        sources,
        hashlib.sha256(
            b"\0".join(file.content if file else b"" for file in (study, claims, promise))
        ).hexdigest(),
    )
    problems += _event(found, study)
    if claims:
        problems += _loose_measures(found, claims)
    if promise:
        problems += _loose_facts(found, promise)
    files: tuple[_File | None, ...] = (study, claims, promise)
    for file in files:
        if file is not None:
            problems += _loose_sources(found, file)
            problems += _untold(found, file)
    return (None if problems else found), problems


def _read(folder: Path, name: str, model: type[M], problems: list[Problem]) -> _File[M] | None:
    path = folder / IMPACT / name
    if not path.is_file():
        return None
    shown_as = f"{folder.name}/{IMPACT}/{name}"
    located, wrong = read_yaml(path, shown_as)
    problems += wrong
    if located is None or wrong:
        return None
    if not isinstance(located.data, dict):
        problems.append(Problem(Place(shown_as, 1), "the file has no keys"))
        return None
    try:
        return _File(model.model_validate(located.data), located, path.read_bytes())
    except ValidationError as error:
        problems += problems_of(error, RawEntry(located.data, located, ()), model)
        return None


def _event(study: Study, file: _File[schema.StudyFile]) -> Iterator[Problem]:
    events = {event.id: event.on for event in study.programme.programme.events}
    name = study.plan.event
    on = events.get(name)
    if on is None:
        yield file.problem(("plan", "event"), _not_there("event", name, events))
    elif on.exact is None:
        message = f"the event {shown(name)} has no day, only {on}"
        yield file.problem(("plan", "event"), message)
    else:
        yield from _months_around(file, on.exact)


def _months_around(file: _File[schema.StudyFile], on: date) -> Iterator[Problem]:
    """The month in which the measure began is neither before nor after, unless it began on its first day."""
    plan, month = file.model.plan, month_of(on)
    if plan.before_until >= month:
        message = f"{plan.before_until} is not before the measure, which began on {on}"
        yield file.problem(("plan", "before_until"), message)
    for number, window in enumerate(plan.windows):
        if first_day(window.first) < on:
            message = f"window {window.id} begins in {window.first}, and the measure on {on}"
            yield file.problem(("plan", "windows", number, "first"), message)


def _loose_measures(study: Study, file: _File[schema.ClaimsFile]) -> Iterator[Problem]:
    twice = named_twice(file.model.claims)
    if twice:
        yield file.problem(("claims",), f"two claims are called {shown(twice)}")
    for number, claim in enumerate(file.model.claims):
        named = {
            "comparisons": [one.measure for one in claim.comparisons],
            "then": [one.measure for one in claim.then],
        }
        for key, measures in named.items():
            for place, measure in enumerate(measures):
                if measure not in study.measures:
                    path = ("claims", number, key, place, "measure")
                    message = _not_there("measure", measure, study.measures)
                    yield file.problem(path, f"{claim.id}: {message}")


def _loose_facts(study: Study, file: _File[schema.PromiseFile]) -> Iterator[Problem]:
    returned = file.model.returned
    tracks = study.programme.track_ids()
    if returned.track not in tracks:
        yield file.problem(("returned", "track"), _not_there("track", returned.track, tracks))
    for name in returned.facts:
        if name not in study.programme.facts:
            message = _not_there("fact", name, study.programme.facts)
            yield file.problem(("returned", "facts", name), message)


def _loose_sources(study: Study, file: _File[M]) -> Iterator[Problem]:
    for path, references in _parts(file.model, (), "source"):
        for reference in references:
            if reference.partition("#")[0] not in study.sources:
                message = f"source {shown(reference)} is not there"
                yield file.problem(path, f"{message}; known: {_listed(study.sources)}")


def _untold(study: Study, file: _File[M]) -> Iterator[Problem]:
    languages = set(study.programme.programme.languages)
    for path, words in _parts(file.model, (), None):
        missing = languages - set(words)
        if missing:
            key = path[-1]
            yield file.problem(path, f"`{key}` is not told in {', '.join(sorted(missing))}")


def _parts(model: schema.Model, path: Path_, name: str | None) -> Iterator[tuple[Path_, Iterable]]:
    """Every value of a key anywhere below, or, without a name, every text in languages."""
    for own, field in type(model).model_fields.items():
        value = getattr(model, own)
        key = field.alias or own
        is_text = field.annotation in (Words, Words | None)
        if value is not None and (own == name or (name is None and is_text)):
            yield (*path, key), value
        elif isinstance(value, schema.Model):
            yield from _parts(value, (*path, key), name)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, schema.Model):
                    yield from _parts(each, (*path, key, number), name)


def _not_there(what: str, given: str, known: Container[str] | Iterable[str]) -> str:
    return f"{what} {shown(given)} is not there; known: {_listed(known)}"


def _listed(known: object) -> str:
    return ", ".join(sorted(known)) or "none"  # type: ignore[call-overload]
