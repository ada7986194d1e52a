"""A programme is kept under its digest, and can be read again when its folder has changed or gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.database import models, services
from safeconduct.errors import NotFound
from safeconduct.programme import load
from tests import small_programme
from tests.databases import Databases

pytestmark = pytest.mark.database


@pytest.fixture
def owner(test_databases: Databases, fresh_database: str) -> Iterator[None]:
    with test_databases.as_owner():
        yield


def test_a_stored_programme_outlives_its_folder(tmp_path: Path, owner: None) -> None:
    folder = small_programme.write(tmp_path / "before")
    before = load(str(folder))
    digest = services.store_content(folder)
    assert digest == before.digest
    shutil.rmtree(folder)
    restored = load(str(services.restore_content(digest, tmp_path / "after")))
    assert restored.digest == digest
    assert [c.id for c in restored.conditions] == [c.id for c in before.conditions]


def test_what_is_stored_never_changes(tmp_path: Path, owner: None) -> None:
    folder = small_programme.write(tmp_path)
    first = services.store_content(folder)
    assert services.store_content(folder) == first
    (folder / "rules" / "more.yaml").write_text("rules: []\n")
    (folder / "rules" / "all.yaml.swp").write_bytes(b"\xff")
    second = services.store_content(folder)
    assert second != first
    assert set(models.ProgrammeContent.objects.values_list("digest", flat=True)) == {first, second}


def test_an_unknown_digest_is_refused(tmp_path: Path, owner: None) -> None:
    with pytest.raises(NotFound, match="No programme is stored under the digest"):
        services.restore_content("0" * 64, tmp_path)
