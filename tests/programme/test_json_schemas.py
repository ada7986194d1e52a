"""The published JSON Schemas are current, accept what is shipped, and refuse what is mistaken."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from safeconduct.impact.study.files import FILES
from safeconduct.programme import available
from safeconduct.programme.folder import IMPACT, content_files
from safeconduct.programme.json_schemas import PUBLISHED, schemas, write_schemas
from safeconduct.programme.reading import read_yaml

NAMES = {
    "programme.yaml": "programme", "facts.yaml": "facts", "agreements.yaml": "agreements",
    "posts.yaml": "posts", "limits.yaml": "limits", "safeguards.yaml": "safeguards",
    "examples.yaml": "examples", "assumptions.yaml": "assumptions",
}  # fmt: skip
FOLDERS = {
    "rules": "rules", "tracks": "track", "variants": "variant", "examples": "examples",
    "letters": "letters",
}  # fmt: skip
SHIPPED = [
    path
    for folder in available().values()
    for path in (*content_files(folder), *sorted((folder / IMPACT).glob("*.yaml")))
]


def schema_name(path: Path) -> str:
    if path.parent.name == IMPACT:
        return path.stem
    return NAMES.get(path.name) or FOLDERS[path.parent.name]


def as_json(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def test_the_published_files_are_current(tmp_path: Path) -> None:
    for path in (*write_schemas(tmp_path), *write_schemas(tmp_path, FILES)):
        published = PUBLISHED / path.name
        assert published.read_text() == path.read_text(), (
            "run: safeconduct schema --out src/safeconduct/programme/json"
        )


def test_every_schema_is_a_schema() -> None:
    for schema in (schemas() | schemas(FILES)).values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_shipped_file_fits_its_schema(path: Path) -> None:
    located, problems = read_yaml(path, path.name)
    assert located is not None
    assert problems == []
    data = as_json(located.data)
    validator = jsonschema.Draft202012Validator((schemas() | schemas(FILES))[schema_name(path)])
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_shipped_file_tells_an_editor_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = (path.parent / first.partition("=")[2]).resolve()
    assert named == PUBLISHED / f"{schema_name(path)}.schema.json"
    assert json.loads(named.read_text())


def test_a_mistake_is_refused() -> None:
    rule = {
        "id": "a",
        "kind": "wall",
        "track": "t",
        "basis": "recorded",
        "from": "2022-01-01",
        "when": "x",
        "text": {},
    }
    validator = jsonschema.Draft202012Validator(schemas()["rules"])
    assert not validator.is_valid({"rules": [rule]})
    assert validator.is_valid({"rules": [rule | {"kind": "bar"}]})
