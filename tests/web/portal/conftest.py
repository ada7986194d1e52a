"""The portal over a database that holds the shipped programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import django
import pytest

django.setup()

from django.db import connections  # noqa: E402

from safeconduct import clock, programme  # noqa: E402
from safeconduct.accounts.models import WrongTries  # noqa: E402
from safeconduct.database.services import store_content  # noqa: E402

TODAY = datetime(2022, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def portal(test_databases, database: str) -> Iterator[None]:
    """People can apply, on 23 November 2022."""
    with test_databases.as_owner():
        store_content(programme.available()["us-mx-ve-2022"])
    # All tests come from one address, from which only so many cases may be opened in an hour.
    WrongTries.objects.all().delete()
    with clock.at(TODAY):
        yield
    connections.close_all()
