"""The reference programme as it ships, and one whose monthly cap can be reached in a story."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import django
import pytest

django.setup()

from safeconduct import programme  # noqa: E402
from safeconduct.database.services import store_content  # noqa: E402
from safeconduct.programme import Definition  # noqa: E402
from tests.databases import Databases  # noqa: E402

REFERENCE = "us-mx-ve-2022"


@pytest.fixture
def definitions(test_databases: Databases, fresh_database: str) -> Mapping[str, Definition]:
    """The programme in each variant that casework runs."""
    loaded = {name: programme.load(REFERENCE, name) for name in ("article", "notice")}
    with test_databases.as_owner():
        store_content(loaded["article"].folder)
    return loaded


@pytest.fixture
def two_a_month(tmp_path: Path, test_databases: Databases, fresh_database: str) -> Definition:
    """The published programme with two places a month where the notice has 30,000."""
    folder = tmp_path / REFERENCE
    shutil.copytree(programme.available()[REFERENCE], folder)
    limits = folder / "limits.yaml"
    text = limits.read_text(encoding="utf-8")
    assert "size: 30000" in text
    limits.write_text(text.replace("size: 30000", "size: 2"), encoding="utf-8")
    with test_databases.as_owner():
        store_content(folder)
    return programme.load(str(folder), "notice")


def few_places(parent: Path, size: int) -> Path:
    """The published programme with a few places in all, which come back, under an id of their own."""
    folder = parent / REFERENCE
    shutil.copytree(programme.available()[REFERENCE], folder)
    for name in ("limits.yaml", "tracks/admission.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "venezuela_total" in text
        text = text.replace("venezuela_total", "venezuela_few").replace(
            "size: 24000", f"size: {size}"
        )
        text = text.replace("comes_back: false", "comes_back: true", 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
