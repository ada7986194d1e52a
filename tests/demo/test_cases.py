"""The demonstration's cases: lives that were lived through the same services as everyone's."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import date

import django
import pytest
from django.test import Client

django.setup()

from safeconduct import clock  # noqa: E402
from safeconduct.accounts.models import Account  # noqa: E402
from safeconduct.accounts.services import account_for_code  # noqa: E402
from safeconduct.capacity.models import Appointment, Place  # noqa: E402
from safeconduct.capacity.selectors import standings  # noqa: E402
from safeconduct.cases import selectors  # noqa: E402
from safeconduct.cases.access import accounts_in  # noqa: E402
from safeconduct.cases.definitions import course_of  # noqa: E402
from safeconduct.cases.models import Case, CaseEvent, CaseStanding  # noqa: E402
from safeconduct.cases.selectors import events_of, known_facts  # noqa: E402
from safeconduct.demo import accounts, prepare  # noqa: E402
from safeconduct.demo.cases import playing, preparing, read_book  # noqa: E402
from safeconduct.demo.day import STANDS_AT  # noqa: E402
from safeconduct.flow import EventKind, Status  # noqa: E402
from safeconduct.statistics.selectors import published  # noqa: E402
from safeconduct.worklists.models import WorkItem  # noqa: E402

pytestmark = [pytest.mark.database, pytest.mark.slow]
#: Stages at which no case can stand on 23 November 2022.
NEVER_STOOD_AT = {
    "opening": "the clock leaves it in the moment in which a case is opened",
    "invitation": "the clock sends it in the moment in which the supporter is confirmed",
    "authorization": "the clock issues it in the moment of the decision",
    "individual_review": "exists from 25 March 2025 on",
}
#: Ends that no case can have by then.
NEVER_ENDED = {
    "expired": "an authorization lasts 90 days and the programme is five weeks old",
    "halted": "the programme closes in March 2025",
    "approved": "no outcome of the track ends a case so",
    "returned": "no outcome of the track ends a case so",
    "abandoned": "no outcome of the track ends a case so",
}


def nothing(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def lived(
    test_databases, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[prepare.Prepared]:
    """A database of its own in which the demonstration's lives were lived."""
    file = tmp_path_factory.mktemp("lives") / "demo.json"
    with test_databases.database(f"lives_{worker_name}"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "codes_file", lambda: file)
        with test_databases.as_owner():
            prepare.prepare(nothing)
            prepared = prepare.prepare_cases(nothing)
        yield prepared


@pytest.fixture
def at_the_day() -> Iterator[None]:
    with clock.at(STANDS_AT):
        yield


def test_there_is_a_case_at_every_stage_that_can_be_reached(lived) -> None:
    stood = set(CaseStanding.objects.values_list("case__variant", "stage"))
    for variant in ("article", "notice"):
        case = Case.objects.filter(variant=variant).first()
        known = {stage.id for stage in course_of(case).track.stages}
        missing = known - {stage for held, stage in stood if held == variant}
        assert missing == known & NEVER_STOOD_AT.keys(), variant


def test_every_status_and_every_end_that_can_be_is_there(lived) -> None:
    statuses = set(CaseStanding.objects.values_list("status", flat=True))
    assert statuses == set(Status) - {Status.NOT_OPENED}
    ends = set(CaseStanding.objects.exclude(end="").values_list("end", flat=True))
    assert ends == {"denied", "completed", "withdrawn", "revoked"}
    assert not ends & NEVER_ENDED.keys()


def test_every_chain_holds_and_nothing_in_it_was_disregarded(lived) -> None:
    for case in Case.objects.all():
        assert selectors.verify_chain(case).holds
        assert selectors.state_of_case(case).disregarded == ()


def test_nothing_happens_after_the_demonstrations_day(lived) -> None:
    assert CaseEvent.objects.order_by("-at").first().at <= STANDS_AT
    assert CaseEvent.objects.order_by("at").first().at.date() >= date(2022, 10, 18)


def test_places_are_counted_as_the_cases_took_them(lived) -> None:
    authorized = CaseEvent.objects.filter(kind=EventKind.PLACE_TAKEN.value).count()
    (cap,) = standings()
    assert (cap.pool, cap.taken) == ("us-mx-ve-2022/venezuela_total", authorized)
    assert Place.objects.filter(given_back_at__isnull=True).count() == authorized


def test_everyone_of_whom_something_is_known_has_a_name(lived) -> None:
    for case in Case.objects.all():
        known = known_facts(case, events_of(case))
        assert "nationality" not in known or "full_name" in known


def test_people_are_seen_at_both_consulates_today_and_later(lived) -> None:
    held = Appointment.objects.filter(ended_at__isnull=True, starts_at__gte=STANDS_AT)
    days = {(seen.post, seen.starts_at.date()) for seen in held}
    assert {post for post, day in days if day == STANDS_AT.date()} == {
        "us_ciudad_juarez",
        "us_tijuana",
    }
    assert any(day > STANDS_AT.date() for _post, day in days)


def test_preparing_again_changes_nothing(lived, test_databases) -> None:
    def counted() -> tuple[int, ...]:
        return tuple(
            model.objects.count() for model in (Case, CaseEvent, Account, Place, Appointment)
        )

    before = counted()
    with test_databases.as_owner():
        prepare.prepare(nothing)
        again = prepare.prepare_cases(nothing)
    assert counted() == before
    assert again == lived


def test_a_preparation_that_was_broken_off_is_made_whole(
    fresh_database, test_databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = read_book()
    few = book.model_copy(update={"lives": book.lives[-8:]})
    monkeypatch.setattr(preparing, "read_book", lambda: few)
    monkeypatch.setattr(preparing, "case_codes", lambda: ())
    really, lives = playing.services.act, []

    def broken(**asked):
        if len(lives) == 5:
            raise KeyboardInterrupt
        lives.append(asked)
        return really(**asked)

    monkeypatch.setattr(playing.services, "act", broken)
    with test_databases.as_owner():
        prepare.prepare(nothing)
    with pytest.raises(KeyboardInterrupt):
        prepare.prepare_cases(nothing)
    assert 0 < Case.objects.count() < 8
    monkeypatch.setattr(playing.services, "act", really)
    prepare.prepare_cases(nothing)
    assert Case.objects.count() == 8
    assert playing.unlived(few) == ()
    assert all(selectors.verify_chain(case).holds for case in Case.objects.all())


def test_every_desk_of_people_who_apply_has_a_life(lived) -> None:
    held = {
        life.account(role)
        for life in read_book().lives
        for role in ("person", "supporter", "representative")
        if role == "person" or getattr(life, role)
    }
    assert {desk.name for desk in accounts.PEOPLE} <= held
    assert {one.account for one in lived.sign_ins} == {desk.name for desk in accounts.DESKS}


@pytest.mark.parametrize("desk", accounts.PEOPLE, ids=lambda desk: desk.name)
@pytest.mark.parametrize("language", ["en", "es"])
def test_one_click_leads_people_to_their_cases(lived, at_the_day, desk, language: str) -> None:
    client = Client(headers={"host": "localhost"})
    shown = client.get(f"/{language}/sign-in/").content.decode()
    assert desk.label[language] in shown
    answer = client.post(f"/{language}/sign-in/demonstration/", {"name": desk.name}, follow=True)
    number = Case.objects.filter(parties__account=desk.name).order_by("receipt_number").first()
    if number is None:
        number = Case.objects.get(delegations__account=desk.name)
    assert answer.status_code == 200
    assert number.receipt_number in answer.content.decode()
    page = client.get(f"/{language}/my/{number.receipt_number}/")
    assert page.status_code == 200


@pytest.mark.parametrize("desk", accounts.OFFICERS, ids=lambda desk: desk.name)
def test_every_officer_finds_work(lived, at_the_day, desk) -> None:
    client = Client(headers={"host": "localhost"})
    answer = client.post("/en/sign-in/demonstration/", {"name": desk.name}, follow=True)
    assert answer.status_code == 200
    assert "SFC22" in answer.content.decode()
    assert WorkItem.objects.exists()


def test_two_people_sign_in_with_a_case_number_and_a_pin(lived) -> None:
    codes = [one for one in lived.sign_ins if one.case]
    assert {one.account for one in codes} == {"returned-1", "refused-1"}
    for one in codes:
        account = account_for_code(names=accounts_in(one.case), pin=one.pin)
        assert account is not None and account.name == one.account
    file = preparing.codes_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {code["pin"] for code in json.loads(file.read_text())["case_codes"]} == {
        one.pin for one in codes
    }


def test_a_lost_file_of_pins_gets_new_ones(lived) -> None:
    preparing.codes_file().unlink()
    codes = preparing.case_codes()
    for code in codes:
        assert account_for_code(names=accounts_in(code.case), pin=code.pin) is not None


def test_the_months_that_are_over_are_published_in_packets(lived) -> None:
    found = published(prepare.PROGRAMME)
    assert [row.month for row in found.months] == [date(2022, 10, 1)]
    opened = {row.variant: row.count for row in found.counts if row.measure == "opened"}
    assert opened == {"article": 5, "notice": 5}
    assert all(row.count % 5 == 0 for row in found.counts)
