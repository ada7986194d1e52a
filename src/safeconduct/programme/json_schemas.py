"""JSON Schemas for every file of a programme's folder, published for editors."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from safeconduct.programme import schema

#: Where the schemas stand for editors; the shipped files point there in their first line.
PUBLISHED = Path(__file__).parent / "json"

_FILES: dict[str, type[BaseModel]] = {
    "programme": schema.Programme,
    "facts": schema.FactsFile,
    "rules": schema.RulesFile,
    "agreements": schema.AgreementsFile,
    "track": schema.Track,
    "posts": schema.PostsFile,
    "limits": schema.LimitsFile,
    "safeguards": schema.SafeguardsFile,
    "letters": schema.LettersFile,
    "examples": schema.Examples,
    "assumptions": schema.AssumptionsFile,
    "variant": schema.OverlayFile,
}


def schemas(files: Mapping[str, type[BaseModel]] = _FILES) -> dict[str, dict[str, Any]]:
    """One schema per kind of file, by its name; those of a programme if no others are given."""
    published = {}
    for name, model in files.items():
        made = model.model_json_schema(by_alias=True)
        made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        made["title"] = (model.__doc__ or name).splitlines()[0]
        published[name] = made
    return published


def write_schemas(folder: Path, files: Mapping[str, type[BaseModel]] = _FILES) -> list[Path]:
    """Write every schema as NAME.schema.json; the same models give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    paths = {name: folder / f"{name}.schema.json" for name in files}
    in_the_way = [path for path in paths.values() if path.is_dir()]
    if in_the_way:
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(in_the_way[0]))
    for name, made in schemas(files).items():
        path = paths[name]
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        written.append(path)
    return written
