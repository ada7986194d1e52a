"""From a programme's folder to one frozen `Definition`, with or without a variant's overlay."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from safeconduct import settings
from safeconduct.errors import NotFound, Place, ProgrammeError
from safeconduct.programme import schema
from safeconduct.programme.folder import RawEntry, RawFolder, digest_of, read_folder
from safeconduct.programme.messages import problems_of
from safeconduct.programme.overlay import apply_overlay, head_of, read_overlay
from safeconduct.programme.reading import VALUE, Located, Problem

M = TypeVar("M", bound=schema.Model)
_LeafPlaces = Iterator[tuple[str, Place]]
#: Sections in which one id may have several versions, one after the other.
_DATED = frozenset({"rules", "posts", "caps", "selections", "letters", "passages"})
#: How many problems an error names; `safeconduct check` names all.
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Definition:
    """A programme in one variant: everything that its folder says, as frozen values.

    `digest` is the SHA-256 of the whole folder; a case keeps it with the variant's name. Two readings
    are two objects, compared by identity, so that what is compiled from one can be kept with it.
    """

    programme: schema.Programme
    variant: str | None
    variant_name: schema.Words | None
    variant_summary: schema.Words | None
    runs_casework: bool
    breaks: tuple[str, ...]
    facts: Mapping[str, schema.Fact]
    conditions: tuple[schema.Condition, ...]
    agreements: tuple[schema.Agreement, ...]
    tracks: Mapping[str, schema.Track]
    posts: tuple[schema.Post, ...]
    caps: tuple[schema.Cap, ...]
    selections: tuple[schema.Selection, ...]
    gates: tuple[schema.Gate, ...]
    letters: tuple[schema.LetterTemplate, ...]
    passages: tuple[schema.Passage, ...]
    people: Mapping[str, schema.ExamplePerson]
    examples: tuple[schema.Example, ...]
    assumptions: tuple[schema.Assumption, ...]
    digest: str
    folder: Path

    @property
    def label(self) -> str:
        """`programme:variant`, as commands take it."""
        return f"{self.programme.id}:{self.variant}" if self.variant else self.programme.id

    def track_ids(self) -> tuple[str, ...]:
        """The tracks that conditions or graphs speak of."""
        named = dict.fromkeys(condition.track for condition in self.conditions)
        return tuple(named | dict.fromkeys(self.tracks))


@dataclass(frozen=True)
class Reading:
    """What came of reading a folder: a definition if its entries could be built, and all problems.

    `lost` names the sections of which something is missing in the definition.
    """

    definition: Definition | None
    problems: tuple[Problem, ...]
    lost: frozenset[str] = frozenset()


def available(folders: Iterable[Path] | None = None) -> dict[str, Path]:
    """The programmes that can be named, by id; the first folder that has a name wins."""
    found: dict[str, Path] = {}
    for parent in folders if folders is not None else settings.programme_folders():
        if parent.is_dir():
            for folder in sorted(parent.iterdir()):
                if (folder / "programme.yaml").is_file():
                    found.setdefault(folder.name, folder)
    return found


def find(name: str) -> tuple[Path, str | None, Path | None]:
    """Folder, variant and overlay file for what a user typed.

    Accepted: a programme's id, PROGRAMME:VARIANT, the path of a folder (with :VARIANT if need be), or
    the path of an overlay file. NotFound otherwise.
    """
    if name.endswith((".yaml", ".yml")) and Path(name).is_file():
        return _overlay_file(Path(name))
    stem, _, variant = name.partition(":")
    folder = available().get(stem)
    if folder is None and (Path(stem) / "programme.yaml").is_file():
        folder = Path(stem).resolve()
    if folder is None:
        known = sorted(available())
        near = difflib.get_close_matches(stem, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise NotFound(
            f"There is no programme {stem!r}.{hint}",
            given=name,
            accepted=f"{', '.join(known)}, or the path of a folder with a programme.yaml",
        )
    return folder, variant or None, None


def _overlay_file(path: Path) -> tuple[Path, str | None, Path | None]:
    located, problems = read_overlay(path, path.name)
    extends = located.data.get("extends") if located else None
    if located is None or not isinstance(extends, str):
        wrong = problems[0] if problems else Problem(Place(path.name, 1), "`extends` is missing")
        raise ProgrammeError(wrong.message + ".", given=str(path), place=wrong.place)
    if extends.endswith((".yaml", ".yml")):
        raise ProgrammeError(
            f"`extends` names {extends!r}, which is an overlay too.",
            given=extends,
            accepted="a programme, PROGRAMME:VARIANT, or the path of a programme's folder",
            place=located.place(("extends",)),
        )
    folder, variant, _ = find(extends)
    return folder, variant, path


def load(name: str, variant: str | None = None) -> Definition:
    """The definition that `name` (and `variant`) mean; ProgrammeError names what is wrong in it.

    Without a variant the programme's default one is taken.
    """
    folder, named, overlay = find(name)
    reading = _read_cached(folder, variant or named, overlay, _stamp(folder, overlay))
    if reading.definition is None or reading.problems:
        shown = "\n  ".join(str(problem) for problem in reading.problems[:_SHOWN])
        more = len(reading.problems) - _SHOWN
        tail = f"\n  … and {more} more; `safeconduct check {name}` lists all." if more > 0 else ""
        raise ProgrammeError(f"{name} cannot be used:\n  {shown}{tail}", given=name)
    return reading.definition


def _stamp(folder: Path, overlay: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Changes when a file of the folder does, so that a programme under the pen is read anew."""
    files = [p for p in folder.rglob("*") if p.is_file()] + ([overlay] if overlay else [])
    return tuple(sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files))


@lru_cache(maxsize=64)
def _read_cached(folder: Path, variant: str | None, overlay: Path | None, stamp: object) -> Reading:
    return read(folder, variant, overlay)


def read(folder: Path, variant: str | None = None, overlay: Path | None = None) -> Reading:
    """Read a folder, apply the variant's and the trial's overlay, build the entries.

    NotFound if the folder has no such variant.
    """
    raw = read_folder(folder)
    default = _default_variant(raw)
    variant = variant or default
    head = schema.OverlayHead(extends=folder.name, id="base")
    for path in filter(None, (_variant_path(folder, variant), overlay)):
        raw = raw.copied()
        shown_as = f"{folder.name}/variants/{path.name}" if path is not overlay else path.name
        located, problems = read_overlay(path, shown_as)
        raw.problems += problems
        if located is not None:
            if path is not overlay:
                _check_extends(folder, raw, located)
            apply_overlay(raw, located)
            head = _head_over(head, _model(schema.OverlayHead, head_of(located), raw.problems))
    label = head.id if overlay else variant
    definition = _build(raw, label, head)
    return Reading(definition, tuple(raw.problems), frozenset(raw.lost))


def _head_over(below: schema.OverlayHead, head: schema.OverlayHead | None) -> schema.OverlayHead:
    """An overlay's head; what it does not say about safeguards and casework holds as in what it changes."""
    if head is None:
        return below
    kept = {"runs_casework", "breaks"} - head.model_fields_set
    return head.model_copy(update={name: getattr(below, name) for name in kept})


def _default_variant(raw: RawFolder) -> str | None:
    name = raw.programme.data.get("default_variant") if raw.programme else None
    if raw.programme is None or not isinstance(name, str):
        return None
    if _variant_file(raw.folder, name) is None:
        place = raw.programme.place("default_variant")
        message = f"the default variant `{name}` has no file variants/{name}.yaml"
        raw.problems.append(Problem(place, message))
        return None
    return name


def _check_extends(folder: Path, raw: RawFolder, located: Located) -> None:
    """A variant differs from the folder that it stands in and from nothing else."""
    own = (folder.name, raw.programme.data.get("id") if raw.programme else None)
    given = located.data.get("extends")
    if isinstance(given, str) and given not in own:
        message = f"a variant extends its own programme `{folder.name}`, not {given!r}"
        raw.problems.append(Problem(located.place(("extends",)), message))


def _variant_path(folder: Path, variant: str | None) -> Path | None:
    if variant is None:
        return None
    path = _variant_file(folder, variant)
    if path is None:
        known = sorted(p.stem for p in (folder / "variants").glob("*.yaml"))
        raise NotFound(
            f"{folder.name} has no variant {variant!r}.",
            given=variant,
            accepted=", ".join(known) or "none; this programme has no variants",
        )
    return path


def _variant_file(folder: Path, variant: str) -> Path | None:
    """The file of a variant, whose name is no path."""
    files = {path.stem: path for path in (folder / "variants").glob("*.yaml")}
    return files.get(variant)


def variants_of(name: str) -> tuple[str | None, ...]:
    """The variants that a programme can be loaded in; (None,) when it has none."""
    folder, named, overlay = find(name)
    if named or overlay:
        return (named,)
    return tuple(sorted(p.stem for p in (folder / "variants").glob("*.yaml"))) or (None,)


def _build(raw: RawFolder, variant: str | None, head: schema.OverlayHead) -> Definition | None:
    problems = raw.problems
    programme = _model(schema.Programme, raw.programme, problems) if raw.programme else None

    def entries(section: str, model: type[M]) -> tuple[M, ...]:
        if section not in _DATED:
            _refuse_twice(raw.sections[section], problems)
        built = [_model(model, entry, problems) for entry in raw.sections[section]]
        if None in built:
            raw.lost.add(section)
        return tuple(entry for entry in built if entry is not None)

    facts = entries("facts", schema.Fact)
    people = entries("people", schema.ExamplePerson)
    tracks = {name: _track(name, entry, problems) for name, entry in raw.tracks.items()}
    if None in tracks.values():
        raw.lost.add("tracks")
    if programme is None:
        return None
    return Definition(
        programme=programme,
        variant=variant,
        variant_name=head.name,
        variant_summary=head.summary,
        runs_casework=head.runs_casework,
        breaks=head.breaks,
        facts=MappingProxyType({fact.id: fact for fact in facts}),
        conditions=entries("rules", schema.Condition),
        agreements=entries("agreements", schema.Agreement),
        tracks=MappingProxyType({k: v for k, v in tracks.items() if v is not None}),
        posts=entries("posts", schema.Post),
        caps=entries("caps", schema.Cap),
        selections=entries("selections", schema.Selection),
        gates=entries("gates", schema.Gate),
        letters=entries("letters", schema.LetterTemplate),
        passages=entries("passages", schema.Passage),
        people=MappingProxyType({person.id: person for person in people}),
        examples=entries("examples", schema.Example),
        assumptions=entries("assumptions", schema.Assumption),
        digest=digest_of(raw.folder),
        folder=raw.folder,
    )


def _refuse_twice(entries: Iterable[RawEntry], problems: list[Problem]) -> None:
    first: dict[str, RawEntry] = {}
    for entry in entries:
        name = entry.data.get("id")
        if isinstance(name, str) and first.setdefault(name, entry) is not entry:
            place = entry.place("id")
            problems.append(Problem(place, f"`{name}` stands already at {first[name].place('id')}"))


def _track(name: str, entry: RawEntry, problems: list[Problem]) -> schema.Track | None:
    held = entry.data.get("stages")
    if not isinstance(held, list):
        # The model says what is wrong with anything else.
        return _model(schema.Track, entry, problems)
    stages = []
    for index, stage in enumerate(held):
        if not isinstance(stage, RawEntry):
            stage = RawEntry(stage, entry.located, (*entry.path, "stages", index))
        if isinstance(stage.data, dict):
            stages.append(_model(schema.Stage, stage, problems))
        else:
            problems.append(Problem(stage.place(), "a stage with keys is needed here"))
            stages.append(None)
    if None in stages:
        return None
    track = _model(schema.Track, replace(entry, data=entry.data | {"stages": stages}), problems)
    if track is not None and track.id != name:
        problems.append(
            Problem(
                entry.place("id"), f"the track {track.id!r} stands in a file called {name}.yaml"
            )
        )
    return track


def _model(model: type[M], entry: RawEntry, problems: list[Problem]) -> M | None:
    data = dict(entry.data)
    if "place" in model.model_fields:
        if "place" in data:
            problems.append(Problem(entry.place("place"), "`place` is no key of an entry"))
        data["place"] = entry.place()
    for name in {
        "terms",
        "events",
        "depends_on",
        "reviews",
        "repeats",
        "check_ins",
        "second_looks",
        "party_changes",
    } & model.model_fields.keys():
        data[name] = _placed(data.get(name, ()), entry, name)
    if model is schema.Condition:
        data["leaf_places"] = dict(_leaf_places(data.get("when"), entry, ("when",)))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems.extend(problems_of(error, replace(entry, data=data), model))
        return None


def _placed(held: object, entry: RawEntry, name: str) -> object:
    """Entries below an entry, each with its place; anything else is the model's to refuse."""
    if not isinstance(held, list):
        return held
    return [
        {**one, "place": entry.place(name, index)} if isinstance(one, dict) else one
        for index, one in enumerate(held)
    ]


def _leaf_places(logic: object, entry: RawEntry, path: tuple[str | int, ...]) -> _LeafPlaces:
    """Where each FEEL text of a condition stands."""
    if isinstance(logic, str):
        yield logic, entry.place(*path, VALUE)
    elif isinstance(logic, dict):
        for key in ("is", "not", "all", "any"):
            if key in logic:
                yield from _leaf_places(logic[key], entry, (*path, key))
    elif isinstance(logic, list):
        for index, part in enumerate(logic):
            yield from _leaf_places(part, entry, (*path, index))
