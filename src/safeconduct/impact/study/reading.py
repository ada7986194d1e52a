"""A programme's study read from its folder: `impact/study.yaml`, `claims.yaml`, `promise.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from safeconduct.errors import NotFound, Place, ProgrammeError, shown
from safeconduct.impact.study import schema
from safeconduct.programme import Definition
from safeconduct.programme.folder import IMPACT
from safeconduct.programme.reading import read_yaml
from safeconduct.programme.schema import Source, Words
from safeconduct.programme.schema.common import SourceReferences

M = TypeVar("M", bound=schema.Model)
STUDY, CLAIMS, PROMISE = "study.yaml", "claims.yaml", "promise.yaml"


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
        return _day_of(self.programme, self.plan.event)

    def limits_of(self, window: str) -> tuple[schema.Limit, ...]:
        """What the figures cannot tell apart in a window."""
        return tuple(limit for limit in self.limits if not limit.windows or window in limit.windows)


def _day_of(definition: Definition, event: str) -> date:
    on = next(one.on for one in definition.programme.events if one.id == event)
    if on.exact is None:
        raise ProgrammeError(
            f"the event {event!r}, whose effect is asked for, has no day: {on}.",
            given=str(on),
            accepted="an event whose day is known",
        )
    return on.exact


def load_study(definition: Definition) -> Study:
    """The study in a programme's folder. NotFound if there is none, ProgrammeError where it is wrong."""
    folder = definition.folder
    study, raw = _read(folder, STUDY, schema.StudyFile)
    if study is None:
        raise NotFound(
            f"{folder.name} says nothing for the question whether it works.",
            given=folder.name,
            accepted=f"a programme with a file {IMPACT}/{STUDY}",
        )
    claims, more = _read(folder, CLAIMS, schema.ClaimsFile)
    promise, last = _read(folder, PROMISE, schema.PromiseFile)
    own = [one.sources for one in (claims, promise) if one is not None]
    sources = {**definition.programme.sources, **{k: v for each in own for k, v in each.items()}}
    found = Study(
        definition,
        {measure.id: measure for measure in study.measures},
        study.plan,
        study.donors,
        study.limits,
        claims.claims if claims else (),
        promise,
        sources,
        hashlib.sha256(b"\0".join((raw, more, last))).hexdigest(),
    )
    _refuse_loose_names(found, folder)
    return found


def _read(folder: Path, name: str, model: type[M]) -> tuple[M | None, bytes]:
    path = folder / IMPACT / name
    if not path.is_file():
        return None, b""
    shown_as = f"{folder.name}/{IMPACT}/{name}"
    located, problems = read_yaml(path, shown_as)
    if located is None or problems:
        raise ProgrammeError(f"{problems[0].message}.", given=shown_as, place=problems[0].place)
    try:
        return model.model_validate(located.data), path.read_bytes()
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(part for part in first["loc"] if isinstance(part, str | int))
        raise ProgrammeError(
            f"`{'.'.join(map(str, first['loc'])) or name}`: {first['msg']}.",
            given=shown(first.get("input")),
            place=located.place(where),
        ) from error


def _refuse_loose_names(study: Study, folder: Path) -> None:
    """Every event, measure, source and language that is named is there."""
    events = {event.id for event in study.programme.programme.events}
    if study.plan.event not in events:
        raise _loose(folder, STUDY, "event", study.plan.event, events)
    for claim in study.claims:
        counted = [one.measure for one in claim.comparisons]
        for name in (*counted, *(one.measure for one in claim.then)):
            if name not in study.measures:
                raise _loose(folder, CLAIMS, f"{claim.id}: measure", name, study.measures)
    cited: list[tuple[str, str, SourceReferences]] = [
        *((STUDY, one.id, one.source) for one in study.donors),
        *((STUDY, one.id, one.source) for one in study.limits),
        *((CLAIMS, one.id, one.source) for one in study.claims),
        *((CLAIMS, claim.id, one.source) for claim in study.claims for one in claim.then),
        *(
            (PROMISE, one.id, one.source)
            for one in (study.promise.published if study.promise else ())
        ),
    ]
    for file, who, references in cited:
        for reference in references:
            if reference.partition("#")[0] not in study.sources:
                raise _loose(folder, file, f"{who}: source", reference, study.sources)
    _refuse_untold(study, folder)


def _refuse_untold(study: Study, folder: Path) -> None:
    languages = set(study.programme.programme.languages)
    told: list[tuple[str, str, Words]] = [
        *((STUDY, one.id, one.name) for one in study.measures.values()),
        *((STUDY, one.id, one.name) for one in study.donors),
        *((STUDY, one.id, one.name) for one in study.plan.windows),
        *((STUDY, one.id, one.text) for one in study.limits),
        (STUDY, "plan", study.plan.said_honestly),
        *((CLAIMS, one.id, words) for one in study.claims for words in (one.by, one.words)),
        *((CLAIMS, claim.id, one.words) for claim in study.claims for one in claim.comparisons),
    ]
    for file, who, words in told:
        missing = languages - set(words)
        if missing:
            raise ProgrammeError(
                f"{who} is not told in {', '.join(sorted(missing))}.",
                given=", ".join(sorted(words)),
                accepted=", ".join(sorted(languages)),
                place=Place(f"{folder.name}/{IMPACT}/{file}"),
            )


def _loose(
    folder: Path, file: str, what: str, given: str, known: Mapping[str, object] | set[str]
) -> ProgrammeError:
    return ProgrammeError(
        f"{what} {given!r} is not there.",
        given=given,
        accepted=", ".join(sorted(known)),
        place=Place(f"{folder.name}/{IMPACT}/{file}"),
    )
