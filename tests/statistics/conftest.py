"""Cases of the small programme, lived on given days, and the job that publishes, in its own role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import django
import pytest

django.setup()

from safeconduct import clock  # noqa: E402
from safeconduct.cases import definitions  # noqa: E402
from safeconduct.cases import services as cases  # noqa: E402
from safeconduct.database import roles  # noqa: E402
from safeconduct.statistics import services  # noqa: E402
from tests.cases.conftest import OFFICER, SECOND, Filed, filed, small  # noqa: E402, F401 (fixtures)

#: Files on the second of a month; is decided so many days later, if at all.
Lives = Callable[..., list[Filed]]


def at(day: str, minute: int = 0) -> datetime:
    """Noon of a day, and so many minutes later."""
    return datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC) + timedelta(
        minutes=minute
    )


@pytest.fixture
def live(filed) -> Lives:  # noqa: F811
    """So many cases file on a day and, if asked, are all decided so on another."""

    def make(definition, many: int, day: str, outcome: str = "", on: str = "") -> list[Filed]:
        cases = []
        for number in range(many):
            with clock.at(at(day, number)):
                cases.append(filed(definition))
        for number, case in enumerate(cases):
            if outcome:
                with clock.at(at(on, number)):
                    _decide(case, outcome)
        return cases

    return make


def _decide(case: Filed, outcome: str) -> None:
    if outcome != "refused":
        case.act(outcome)
        return
    case.act("refused", reasons="Not enough.")
    cases.confirm(case_id=case.case.id, actor=SECOND, expected_number=case.number)


@pytest.fixture
def publish(test_databases, fresh_database: str) -> Iterator[Callable[[str], int]]:
    """Runs the job on a day, in the worker's role."""

    def run(day: str) -> int:
        # As in a worker that has just begun and read nothing yet.
        definitions._course.cache_clear()
        definitions._stored.cache_clear()
        with clock.at(at(day)), test_databases.in_role(roles.WORKER):
            return services.publish_due()

    yield run
