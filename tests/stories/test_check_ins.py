"""After arrival people are asked whether the support is there; who needs help comes to an office."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from safeconduct.accounts import services as accounts
from safeconduct.cases import check_ins
from safeconduct.cases.errors import NotAllowed
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.messages.models import Mail
from safeconduct.oversight.models import CheckIn
from safeconduct.people.models import PersonalValue
from tests.stories.people import DECIDER
from tests.stories.telling import Story, on
from tests.stories.test_reminders import stays

pytestmark = pytest.mark.database
CASEWORKER = Actor("officer.casework", "case-1")


@pytest.fixture
def maria(definitions) -> Story:
    """Leave to stay since 1 December 2022."""
    return stays(definitions["notice"])


def send(day: str) -> int:
    with on(day):
        return check_ins.send_due()


def asked(story: Story, who: Actor, day: str) -> int | None:
    with on(day):
        row = check_ins.open_for(story.case, who)
        return row.days if row else None


def answers(story: Story, who: Actor, day: str, *, needs_help: bool, words: str = "") -> CheckIn:
    with on(day):
        row = check_ins.open_for(story.case, who)
        assert row is not None
        return check_ins.answer(
            case=story.case, actor=who, check_in=row.id, needs_help=needs_help, words=words
        )


def test_both_are_asked_on_the_programmes_days_counted_from_the_leave(maria: Story) -> None:
    assert [asked(maria, maria.person, "2022-12-30"), send("2022-12-30")] == [None, 0]
    assert [
        asked(maria, maria.person, "2022-12-31"),
        asked(maria, maria.supporter, "2022-12-31"),
    ] == [30, 30]
    assert [send("2022-12-31"), send("2022-12-31"), send("2023-02-28")] == [2, 0, 0]
    # The second time of asking stands for the first, which nobody answered.
    assert [asked(maria, maria.person, "2023-03-01"), send("2023-03-01")] == [90, 2]
    assert [send("2023-11-30"), send("2023-12-01"), send("2024-05-01")] == [0, 2, 0]


def test_whoever_has_an_address_is_written_to_without_saying_of_what(definitions, maria) -> None:
    row = CheckIn.objects.filter(role="beneficiary", days=30)
    account = row.get().account
    accounts.add_account(name=account, email="maria@example.org", language="es")
    send("2022-12-31")
    mail = Mail.objects.get()
    assert mail.to == "maria@example.org" and maria.case.receipt_number in mail.body
    assert "apoyo" not in mail.body


def test_after_a_time_of_silence_the_latest_is_asked_alone(maria: Story) -> None:
    assert send("2023-04-01") == 2
    assert not CheckIn.objects.filter(days=30, settled_at__isnull=True).exists()


def test_who_needs_help_comes_to_the_named_office_and_nowhere_else(maria: Story) -> None:
    answers(maria, maria.person, "2023-01-02", needs_help=True, words="I sleep in a car.")
    assert asked(maria, maria.person, "2023-01-02") is None
    with on("2023-01-03"):
        ((row, case),) = check_ins.who_need_help(CASEWORKER)
        assert (case, row.role) == (maria.case, "beneficiary")
        assert check_ins.who_need_help(DECIDER) == []
        with pytest.raises(InputError):
            check_ins.handle(actor=CASEWORKER, check_in=row.id, note=" ")
        with pytest.raises(NotFound):
            check_ins.handle(actor=DECIDER, check_in=row.id, note="Called.")
        check_ins.handle(actor=CASEWORKER, check_in=row.id, note="Found a shelter.")
        assert check_ins.who_need_help(CASEWORKER) == []
    # Their stay goes on as it was.
    assert maria.stands_at == ("stay", "open") and maria.is_sound()


def test_who_is_well_is_asked_again_on_the_next_day_and_goes_to_no_list(maria: Story) -> None:
    answers(maria, maria.person, "2023-01-02", needs_help=False)
    with on("2023-01-03"):
        assert check_ins.who_need_help(CASEWORKER) == []
    assert asked(maria, maria.person, "2023-02-01") is None
    assert asked(maria, maria.person, "2023-03-02") == 90


def test_nobody_answers_for_another_twice_or_before_the_day(maria: Story) -> None:
    with on("2022-12-31"):
        mine = check_ins.open_for(maria.case, maria.person)
        for who, row in (
            (maria.supporter, mine),
            (maria.person, CheckIn.objects.get(role="beneficiary", days=90)),
        ):
            with pytest.raises(NotFound):
                check_ins.answer(case=maria.case, actor=who, check_in=row.id, needs_help=True)
    row = answers(maria, maria.person, "2022-12-31", needs_help=False)
    with on("2023-01-01"), pytest.raises(NotAllowed):
        check_ins.answer(case=maria.case, actor=maria.person, check_in=row.id, needs_help=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).update(needs_help=True)


def test_once_the_case_is_over_nobody_is_asked(maria: Story) -> None:
    maria.does("2023-01-20", maria.person, "left")
    assert send("2023-03-02") == 0
    maria.case.refresh_from_db()
    assert asked(maria, maria.person, "2023-03-02") is None


def test_what_they_wrote_can_be_erased(maria: Story) -> None:
    row = answers(maria, maria.person, "2023-01-02", needs_help=True, words="I sleep in a car.")
    PersonalValue.objects.get(id=row.words).delete()
    with on("2023-01-03"):
        assert len(check_ins.who_need_help(CASEWORKER)) == 1
