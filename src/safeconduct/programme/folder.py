"""A programme's folder, read but not yet judged: entries as plain data with their places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from safeconduct.errors import Place, shown
from safeconduct.programme.reading import Located, Problem, read_yaml

#: File (or folder of files) -> the lists that may stand in it.
LISTS: dict[str, tuple[str, ...]] = {
    "facts": ("facts",),
    "rules": ("rules",),
    "agreements": ("agreements",),
    "posts": ("posts",),
    "limits": ("caps", "selections"),
    "safeguards": ("gates",),
    "letters": ("letters", "passages"),
    "examples": ("people", "examples"),
    "assumptions": ("assumptions",),
}
#: The folder for what is said of a programme's effect: figures, claims, plans of study. It is about the
#: programme and no part of it: no rule reads it, and a case's digest does not change with it.
IMPACT = "impact"
SECTIONS = tuple(name for names in LISTS.values() for name in names)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as plain data; `located` and `path` tell where each of its keys stands.

    `base` is the entry of which an overlay has changed some keys; the others stand there.
    """

    data: dict[str, Any]
    located: Located
    path: tuple[str | int, ...]
    base: RawEntry | None = None

    def copied(self) -> RawEntry:
        """The same entry with keys of its own."""
        return replace(self, data=dict(self.data))

    def place(self, *below: str | int) -> Place:
        """Where the entry, or something in it, stands."""
        if self.base and below and (*self.path, below[0]) not in self.located.places:
            return self.base.place(*below) if below[0] in self.base.data else self.place()
        return self.located.place((*self.path, *below))


@dataclass(slots=True)
class RawFolder:
    """The whole folder; overlays change a copy of it."""

    folder: Path
    programme: RawEntry | None = None
    sections: dict[str, list[RawEntry]] = field(
        default_factory=lambda: {name: [] for name in SECTIONS}
    )
    tracks: dict[str, RawEntry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: Sections (and `tracks`) of which something could not be read: what names it cannot be judged.
    lost: set[str] = field(default_factory=set)

    def copied(self) -> RawFolder:
        """A copy as deep as an overlay changes it: lists of entries, and the keys of whole files."""
        return RawFolder(
            self.folder,
            self.programme.copied() if self.programme else None,
            {name: list(entries) for name, entries in self.sections.items()},
            {name: track.copied() for name, track in self.tracks.items()},
            list(self.problems),
            set(self.lost),
        )


def read_folder(folder: Path) -> RawFolder:
    """Read every file of a programme's folder; problems are collected, none is raised."""
    raw = RawFolder(folder)
    for path in sorted(folder.rglob("*.yml")):
        place = Place(f"{folder.name}/{path.relative_to(folder).as_posix()}", 1)
        raw.problems.append(
            Problem(place, "no file is read whose name ends in .yml; name it .yaml")
        )
    for path in sorted((folder / "letters").glob("*.md")):
        place = Place(f"{folder.name}/letters/{path.name}", 1)
        raw.problems.append(Problem(place, "no letter is read from here; write it in a .yaml"))
    for path in sorted(folder.rglob("*.yaml")):
        relative = path.relative_to(folder)
        if relative.parts[0] in ("variants", IMPACT):
            continue
        shown_as = f"{folder.name}/{relative.as_posix()}"
        located, problems = read_yaml(path, shown_as)
        raw.problems += problems
        if located is None:
            raw.lost.update(_sections_in(relative))
        elif not isinstance(located.data, dict):
            raw.lost.update(_sections_in(relative))
            raw.problems.append(Problem(Place(shown_as, 1), "the file has no keys"))
        elif relative.as_posix() == "programme.yaml":
            raw.programme = RawEntry(located.data, located, ())
        elif relative.parts[0] == "tracks":
            raw.tracks[path.stem] = RawEntry(located.data, located, ())
        else:
            _add_lists(raw, relative, located)
    if raw.programme is None and not any("programme.yaml" in str(p.place) for p in raw.problems):
        place = Place(f"{folder.name}/programme.yaml")
        raw.problems.append(Problem(place, "the file is missing, and every programme needs it"))
    return raw


def _sections_in(relative: Path) -> tuple[str, ...]:
    """The sections of which entries may stand in a file."""
    name = relative.parts[0].removesuffix(".yaml")
    return ("tracks",) if name == "tracks" else LISTS.get(name, ())


def _add_lists(raw: RawFolder, relative: Path, located: Located) -> None:
    accepted = _sections_in(relative)
    if not accepted:
        names = ", ".join(("programme", "tracks/", *LISTS))
        raw.problems.append(
            Problem(
                located.place(()), f"no file of this name belongs to a programme; known: {names}"
            )
        )
        return
    for key, entries in located.data.items():
        if key not in accepted:
            message = f"`{key}` is unknown here; known: {', '.join(accepted)}"
            raw.problems.append(Problem(located.place((key,)), message))
        elif not isinstance(entries, list):
            raw.lost.add(key)
            raw.problems.append(Problem(located.place((key,)), f"`{key}` has to be a list"))
        else:
            raw.sections[key] += list(entries_of(entries, located, (key,), raw.problems))


def entries_of(
    entries: Any, located: Located, path: tuple[str | int, ...], problems: list[Problem]
) -> Iterator[RawEntry]:
    """The entries of one list; whatever is no list, or no mapping in it, becomes a problem.

    An entry that an overlay has placed before stays as it is.
    """
    if not isinstance(entries, list):
        problems.append(Problem(located.place(path), f"`{path[-1]}` has to be a list"))
        return
    for index, data in enumerate(entries):
        if isinstance(data, RawEntry):
            yield data
        elif isinstance(data, dict):
            yield RawEntry(data, located, (*path, index))
        else:
            problems.append(
                Problem(
                    located.place((*path, index)),
                    f"an entry with keys is needed, not {shown(data)}",
                )
            )


def content_files(folder: Path) -> list[Path]:
    """The files that make up a programme; whatever else an editor left there is none of it."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix == ".yaml" and path.relative_to(folder).parts[0] != IMPACT
    )


def digest_of(folder: Path) -> str:
    """SHA-256 over every file's name and content: what a case points to."""
    total = hashlib.sha256()
    for path in content_files(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
