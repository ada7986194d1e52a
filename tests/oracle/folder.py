"""A programme's folder as plain data, read once more and in the simplest way."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

LISTS = ("facts", "rules")


def read_programme(folder: Path, variant: str | None = None) -> dict[str, Any]:
    """Facts by id, and rules as written, after the variant's overlay.

    The programme's `default_variant` is taken where none is named.
    """
    read: dict[str, Any] = {name: [] for name in LISTS}
    parts = [path for name in LISTS for path in sorted((folder / name).rglob("*.yaml"))]
    for path in [folder / "facts.yaml", folder / "rules.yaml", *parts]:
        if path.is_file():
            for name, entries in _yaml(path).items():
                read[name] += entries
    variant = variant or _yaml(folder / "programme.yaml").get("default_variant")
    if variant:
        overlay = _yaml(folder / "variants" / f"{variant}.yaml")
        for name in LISTS:
            read[name] = _changed(read[name], overlay, name)
    return {"facts": {fact["id"]: fact for fact in read["facts"]}, "rules": read["rules"]}


def _yaml(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(data, dict), path
    return data


def _changed(entries: list[dict[str, Any]], overlay: dict[str, Any], name: str) -> Any:
    gone = (overlay.get("remove") or {}).get(name, [])
    entries = [copy.deepcopy(entry) for entry in entries if entry["id"] not in gone]
    for change in (overlay.get("change") or {}).get(name, []):
        same = [e for e in entries if e["id"] == change["id"]]
        if "from" in change:
            same = [e for e in same if e.get("from") == change["from"]]
        assert len(same) < 2, f"which version of {change['id']}?"
        if same:
            same[0].update(change)
        else:
            entries.append(change)
    return entries
