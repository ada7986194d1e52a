"""A variant, a trial change or a country's version: a file that states only what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from safeconduct.errors import Place
from safeconduct.programme.folder import SECTIONS, RawEntry, RawFolder, entries_of
from safeconduct.programme.reading import Located, Problem, read_yaml

_OF_PROGRAMME = ("events", "depends_on")
_HEAD = ("extends", "id", "name", "summary", "runs_casework", "breaks")


def read_overlay(path: Path, shown_as: str) -> tuple[Located | None, list[Problem]]:
    """The file of an overlay; it has to hold keys."""
    located, problems = read_yaml(path, shown_as)
    if located is not None and not isinstance(located.data, dict):
        return None, [*problems, Problem(Place(shown_as, 1), "the file has no keys")]
    return located, problems


def head_of(located: Located) -> RawEntry:
    """The overlay's first lines: what it extends, its name."""
    return RawEntry({k: v for k, v in located.data.items() if k in _HEAD}, located, ())


def apply_overlay(raw: RawFolder, located: Located) -> None:
    """Change the entries that the overlay names.

    Under `change`, an entry with the `id` (and `from`, where there are several) of an existing one
    replaces only the keys it names; any other is added. Under `remove` stand ids.
    """
    problems = raw.problems
    for key in located.data:
        if key not in (*_HEAD, "change", "remove"):
            accepted = ", ".join((*_HEAD, "change", "remove"))
            problems.append(
                Problem(located.place((key,)), f"`{key}` is unknown here; known: {accepted}")
            )
    for verb, act in (("remove", _remove), ("change", _change)):
        wanted = located.data.get(verb) or {}
        if not isinstance(wanted, dict):
            problems.append(Problem(located.place((verb,)), f"`{verb}` needs sections below it"))
            continue
        for section, entries in wanted.items():
            path = (verb, section)
            if section in raw.lost:
                continue
            if section == "tracks" and isinstance(entries, dict):
                _apply_to_tracks(raw, located, path, entries, act)
            elif section in _OF_PROGRAMME and raw.programme:
                held = raw.programme.data.get(section) or []
                below = list(entries_of(held, raw.programme.located, (section,), problems))
                below = act(below, entries, located, path, problems)
                raw.programme.data[section] = [entry.data for entry in below]
            elif section in SECTIONS:
                raw.sections[section] = act(raw.sections[section], entries, located, path, problems)
            else:
                known = ", ".join((*SECTIONS, *_OF_PROGRAMME, "tracks"))
                problems.append(
                    Problem(located.place(path), f"`{section}` is no section; known: {known}")
                )


def _apply_to_tracks(raw: RawFolder, located: Located, path: Any, tracks: Any, act: Any) -> None:
    for track_id, wanted in tracks.items():
        track = raw.tracks.get(track_id)
        where = (*path, track_id)
        if track is None:
            known = ", ".join(raw.tracks) or "none"
            raw.problems.append(
                Problem(located.place(where), f"there is no track `{track_id}`; known: {known}")
            )
            continue
        if not isinstance(wanted, dict):
            raw.problems.append(
                Problem(located.place(where), f"`{track_id}` needs the keys of a track below it")
            )
            continue
        for key, value in wanted.items():
            if key == "stages":
                stages = list(
                    entries_of(
                        track.data.get("stages") or [], track.located, ("stages",), raw.problems
                    )
                )
                stages = act(stages, value, located, (*where, "stages"), raw.problems)
                track.data["stages"] = stages
            elif act is _change:
                track.data[key] = value


def _change(
    held: list[RawEntry], wanted: Any, located: Located, path: Any, problems: list[Problem]
) -> list[RawEntry]:
    if not isinstance(wanted, list):
        problems.append(Problem(located.place(path), "a list of entries is needed here"))
        return held
    held = list(held)
    for entry in entries_of(wanted, located, path, problems):
        same = [i for i, old in enumerate(held) if old.data.get("id") == entry.data.get("id")]
        if "from" in entry.data:
            same = [i for i in same if held[i].data.get("from") == entry.data["from"]]
        if len(same) > 1:
            message = (
                f"`{entry.data.get('id')}` has {len(same)} dated versions; say which by `from`"
            )
            problems.append(Problem(entry.place(), message))
        elif same:
            old = held[same[0]]
            held[same[0]] = replace(entry, data=old.data | entry.data, base=old)
        else:
            held.append(entry)
    return held


def _remove(
    held: list[RawEntry], wanted: Any, located: Located, path: Any, problems: list[Problem]
) -> list[RawEntry]:
    if not isinstance(wanted, list):
        problems.append(Problem(located.place(path), "a list of ids is needed here"))
        return held
    known = [entry.data.get("id") for entry in held]
    for index, name in enumerate(wanted):
        if name not in known:
            problems.append(
                Problem(located.place((*path, index)), f"`{name}` is not there to be removed")
            )
    return [entry for entry in held if entry.data.get("id") not in wanted]
