"""Months are published once they are over, in packets, and stay as they were published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.test.utils import CaptureQueriesContext

from safeconduct import clock
from safeconduct.cases import counting, services
from safeconduct.cases.counting import Series
from safeconduct.cases.errors import NotAllowed
from safeconduct.database import roles
from safeconduct.flow import Actor
from safeconduct.statistics.models import PublishedCount, PublishedMonth
from safeconduct.statistics.selectors import Published, published
from tests.cases.conftest import PERSON
from tests.desks import embedded_of
from tests.statistics.conftest import at

pytestmark = pytest.mark.database
REVIEWER = Actor("officer.review", "rita")
JANUARY, FEBRUARY = date(2023, 1, 1), date(2023, 2, 1)


@pytest.fixture
def programme(small):
    return small(size=1000)


def told(found: Published, month: date | None = None) -> dict[str, int]:
    """What was told, by `measure stage outcome`."""
    totals = found.totals(month=month)
    return {" ".join(filter(None, (s.measure, s.stage, s.outcome))): n for s, n in totals.items()}


def read(programme) -> Published:
    return published(programme.programme.id)


def test_a_month_is_told_once_it_is_over_and_the_rest_of_a_packet_in_the_next(
    programme, live, publish
) -> None:
    live(programme, 8, "2023-01-02", "authorized", "2023-01-09")
    live(programme, 3, "2023-01-03", "refused", "2023-01-20")
    assert publish("2023-01-31") == 0
    assert publish("2023-02-01") == 1
    assert told(read(programme)) == {
        "opened": 10,
        "left filing filed": 10,
        "left decision authorized": 5,
    }
    live(programme, 2, "2023-02-02", "authorized", "2023-02-09")
    live(programme, 2, "2023-02-02", "refused", "2023-02-10")
    assert (publish("2023-03-01"), publish("2023-03-02")) == (1, 0)
    assert told(read(programme), FEBRUARY) == {
        "opened": 5,
        "left filing filed": 5,
        "left decision authorized": 5,
        "left decision refused": 5,
    }
    assert told(read(programme), JANUARY)["opened"] == 10


def test_what_comes_late_to_a_published_month_is_told_in_the_next(programme, live, publish) -> None:
    live(programme, 5, "2023-01-02")
    publish("2023-02-01")
    live(programme, 5, "2023-01-10")
    publish("2023-03-01")
    assert [
        (row.month, row.count) for row in read(programme).counts if row.measure == "opened"
    ] == [(JANUARY, 5), (FEBRUARY, 5)]


def test_a_job_that_comes_late_tells_each_month_what_was_its_own(programme, live, publish) -> None:
    live(programme, 5, "2023-01-02", "authorized", "2023-01-20")
    live(programme, 5, "2023-01-03", "authorized", "2023-02-20")
    assert publish("2023-03-05") == 2
    assert told(read(programme), JANUARY)["left decision authorized"] == 5
    assert told(read(programme), FEBRUARY) == {"left decision authorized": 5}


def test_a_month_without_cases_is_told_as_one(programme, live, publish) -> None:
    live(programme, 5, "2023-01-02")
    assert publish("2023-04-15") == 3
    found = read(programme)
    assert [row.month for row in found.months] == [JANUARY, FEBRUARY, date(2023, 3, 1)]
    assert told(found, FEBRUARY) == {}


def test_waits_are_those_of_the_very_people_who_are_told(programme, live, publish) -> None:
    live(programme, 12, "2023-01-02", "authorized", "2023-01-09")
    live(programme, 11, "2023-01-02", "authorized", "2023-01-22")
    publish("2023-02-01")
    (wait,) = [row for row in read(programme).waits if row.stage == "decision"]
    # Of 23 the first 20 are told: 12 of seven days and 8 of twenty.
    assert (wait.people, wait.days_25, wait.days_50, wait.days_75) == (20, 7, 7, 20)
    assert wait.days_90 is None


def test_of_fewer_than_four_packets_no_wait_is_told(programme, live, publish) -> None:
    live(programme, 19, "2023-01-02", "authorized", "2023-01-09")
    publish("2023-02-01")
    assert told(read(programme))["left decision authorized"] == 15
    assert read(programme).waits == ()


def test_refused_attempts_are_told_by_why(programme, live, publish) -> None:
    for case in live(programme, 5, "2023-01-02", "refused", "2023-01-05"):
        with clock.at(at("2023-01-06")), pytest.raises(NotAllowed):
            case.act("authorized", PERSON)
    publish("2023-02-01")
    found = told(read(programme))
    assert found["left decision refused"] == 5
    assert [name for name in found if name.startswith("attempt_refused")] == [
        "attempt_refused case_ended"
    ]


def test_who_comes_back_to_a_stage_by_a_review_leaves_it_again(programme, live, publish) -> None:
    refused = live(programme, 5, "2023-01-02", "refused", "2023-01-05")
    for case in refused:
        with clock.at(at("2023-01-06")):
            _asks(services.request_review, case, PERSON)
            _asks(
                services.decide_review, case, REVIEWER, outcome="set_aside", reasons="Not weighed."
            )
    with clock.at(at("2023-01-20")):
        for case in refused:
            case.act("authorized", Actor("officer.travel", "third"))
    publish("2023-02-01")
    found = told(read(programme))
    assert found["review_asked"] == found["review_decided decision set_aside"] == 5
    # Five came by filing and five more by the review, and all ten left.
    assert (found["left decision refused"], found["left decision authorized"]) == (5, 5)


def _asks(service, case, actor: Actor, **more: str) -> None:
    service(case_id=case.case.id, actor=actor, expected_number=case.number, **more)


def test_what_was_published_cannot_be_changed_and_a_revision_is_dated(
    programme, live, publish, test_databases
) -> None:
    live(programme, 5, "2023-01-02")
    publish("2023-02-01")
    row = PublishedCount.objects.get(measure="opened")
    with test_databases.as_owner(), pytest.raises(Error), transaction.atomic():
        PublishedCount.objects.update(count=50)
    # Ten too many, by a mistake.
    with test_databases.in_role(roles.WORKER):
        row.pk, row.revision, row.count, row._state.adding = None, 1, 15, True
        row.save(force_insert=True)
    assert told(read(programme))["opened"] == 15
    publish("2023-03-01")
    found = read(programme)
    assert told(found)["opened"] == 5
    assert [(old.count, new.count, new.published_at) for old, new in found.revised] == [
        (5, 15, row.published_at),
        (15, 5, at("2023-03-01")),
    ]


def test_only_the_job_publishes(programme, live, test_databases) -> None:
    # An outside server's tests run in one role.
    embedded_of()
    live(programme, 1, "2023-01-02")
    with pytest.raises(Error), transaction.atomic():
        PublishedMonth.objects.create(
            programme="x", month=JANUARY, packet=5, published_at=at("2023-02-01")
        )


def test_counting_reads_no_person_no_account_and_writes_nothing(programme, live) -> None:
    live(programme, 2, "2023-01-02", "authorized", "2023-01-03")
    name = programme.programme.id
    over = counting.courses(name)
    with CaptureQueriesContext(connection) as asked:
        counts = counting.counts(name, at("2023-02-01"), over)
        counting.waits(
            name, at("2023-02-01"), over,
            {series: (0, number) for series, number in counts.items()}, zone="UTC", least=1,
        )  # fmt: skip
    assert counts[Series(*next(iter(over)), "left", "decision", "authorized")] == 2
    statements = [query["sql"] for query in asked.captured_queries]
    assert len(statements) >= 2
    for word in ("people_", "account", "refs", "person", "protected", "SELECT * FROM cases"):
        assert not any(word in statement for statement in statements), word
    assert sum("READ ONLY" in statement for statement in statements) == 2
    with pytest.raises(Error, match="read-only"), counting._read_only() as cursor:
        cursor.execute("INSERT INTO cases_refusal (case_id) VALUES (gen_random_uuid())")


def test_how_protection_was_decided_is_not_counted(programme, live) -> None:
    live(programme, 3, "2023-01-02", "authorized", "2023-01-03")
    name = programme.programme.id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_PROTECTION", "officer.travel")
        over = counting.courses(name)
        counts = counting.counts(name, at("2023-02-01"), over)
    assert counts[Series(*next(iter(over)), "left", "decision")] == 3
    assert not any(series.outcome == "authorized" for series in counts)
