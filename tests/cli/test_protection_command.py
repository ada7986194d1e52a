"""`safeconduct protection erase` follows what two officers decided, in the protection room's own role."""

from __future__ import annotations

import json

import django
import pytest

django.setup()

from safeconduct.cases import erasing  # noqa: E402
from safeconduct.cases.models import Erasure  # noqa: E402
from safeconduct.cli.main import call  # noqa: E402
from safeconduct.people import services as people  # noqa: E402
from tests.desks import embedded_of  # noqa: E402
from tests.stories.conftest import definitions  # noqa: E402, F401 (a fixture)
from tests.stories.telling import on  # noqa: E402
from tests.stories.test_erasing import (  # noqa: E402
    SECOND_CHIEF,
    person_of,
    proposed,
    withdrawn,
)

pytestmark = pytest.mark.database


def test_the_room_follows(
    definitions,  # noqa: F811
    fresh_database: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    embedded = embedded_of()
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    people.put_protected(person=person, name="fear_expressed", value=True, by="clerk-1")
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
        erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
    for people_done in (1, 0):
        assert call(["protection", "erase", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"people": people_done}
    assert Erasure.objects.get().room_at is not None
    with embedded.admin(fresh_database) as admin:
        assert admin.execute("SELECT count(*) FROM protection.fact").fetchone() == (0,)
