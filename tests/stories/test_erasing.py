"""Erasing a person: two officers decide, nothing of them is left anywhere, and every chain still holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg import errors

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import documents, erasing, room, selectors, services, tasks
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Erasure, Party
from safeconduct.database import roles
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.messages.models import Mail
from safeconduct.messages.services import put_mail
from safeconduct.people import services as people
from safeconduct.people.models import Person, PersonalValue
from safeconduct.uploads.models import Document
from tests.cases.test_letters import authorized
from tests.desks import connect, embedded_of
from tests.stories.people import REVIEWER, SUPERVISOR, SUPPORTER
from tests.stories.telling import Story, on
from tests.uploads.test_taking import photograph

pytestmark = pytest.mark.database
SECOND_CHIEF = Actor("officer.supervisor", "chief-2")
#: Five years after the cases of these stories are over.
LATER = "2027-11-06"


def withdrawn(definitions) -> Story:
    """A case that is over, with answers, findings, letters, a document and an answer of the supporter."""
    story = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    story.does("2022-11-02", story.supporter, "filed", **SUPPORTER)
    story.asks(
        "2022-11-03", services.request_evidence, REVIEWER,
        what="Your last payslip.", until=date(2022, 11, 20),
    )  # fmt: skip
    story.asks("2022-11-04", services.give_evidence, story.supporter, answer="I earn enough.")
    story.asks("2022-11-04", documents.add, story.supporter, kind="other", content=photograph())
    story.asks("2022-11-05", services.withdraw, story.supporter)
    return story


def person_of(story: Story, role: str) -> Person:
    return Party.objects.get(case=story.case, role=role).person


def proposed(story: Story, role: str, why: str = erasing.ASKED, **more) -> Erasure:
    person = person_of(story, role)
    return erasing.propose(case=story.case, person=person, why=why, actor=SUPERVISOR, **more)


def test_nothing_of_a_supporter_is_left_and_the_chain_holds(definitions, test_databases) -> None:
    story = withdrawn(definitions)
    supporter = person_of(story, "supporter")
    accounts.add_account(name="sam", email="sam@example.org", person_id=supporter.id)
    assert PersonalValue.objects.filter(person=supporter, name="answer", value="I earn enough.")
    with on("2022-12-01"):
        row = proposed(story, "supporter", reference="2022/114")
        assert PersonalValue.objects.filter(person=supporter).exists()
        done = erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
        assert erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF).ended_at == done.ended_at
    assert not PersonalValue.objects.filter(person=supporter).exists()
    assert not Document.objects.filter(person=supporter).exists()
    # Findings name the facts of everyone in the case.
    assert not PersonalValue.objects.filter(name="findings").exists()
    closed = Account.objects.get(name="sam")
    assert (closed.email, closed.is_active) == ("", False)
    verified = selectors.verify_chain(story.case)
    assert verified.holds and verified.erased == done.erased > 5
    assert (done.proposed_by, done.ended_by, done.reference) == ("chief-1", "chief-2", "2022/114")


def test_what_the_protection_room_holds_goes_too_and_nobody_else_learns_of_it(
    definitions, test_databases, fresh_database: str
) -> None:
    embedded = embedded_of()
    story = withdrawn(definitions)
    person, other = person_of(story, "beneficiary"), people.add_person()
    for each in (person, other):
        people.put_protected(person=each, name="fear_expressed", value=True, by="clerk-1")
    with test_databases.in_role(roles.PROTECTION):
        # Nothing was decided: the room erases nobody.
        assert room.carry_out() == 0
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
        # The web cannot do the room's part, and all of it is undone.
        with pytest.raises(NotFound), transaction.atomic():
            erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
            room.carry_out()
        erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
    with connect(embedded, roles.WEB, fresh_database) as web:
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute(f"SELECT erase_protected_facts('{row.id}', now())")
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute("SELECT * FROM protection.erasing")
    with test_databases.in_role(roles.PROTECTION), on("2022-12-02"):
        assert room.carry_out() == 1
        assert room.carry_out() == 0
    with embedded.admin(fresh_database) as admin:
        left = admin.execute("SELECT person_id FROM protection.fact").fetchall()
        assert left == [(other.id,)]
        noted = admin.execute("SELECT person_id, facts, role FROM protection.erasing").fetchall()
        assert noted == [(person.id, 1, roles.PROTECTION)]
        with pytest.raises(errors.RestrictViolation):
            admin.execute("DELETE FROM protection.erasing")
    assert not PersonalValue.objects.filter(person=person).exists()
    assert Erasure.objects.get(pk=row.pk).room_at is not None
    assert selectors.verify_chain(story.case).holds


def test_the_room_erases_nobody_of_whom_it_was_not_decided(
    definitions, test_databases, fresh_database: str
) -> None:
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    people.put_protected(person=person, name="fear_expressed", value=True, by="clerk-1")
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
    embedded = embedded_of()
    with connect(embedded, roles.PROTECTION, fresh_database) as protection:
        protection.execute(f"SELECT erase_protected_facts('{row.id}', now())")
        for forbidden in (
            "DELETE FROM protection.fact",
            "UPDATE cases_erasure SET outcome = 'erased'",
            f"UPDATE cases_erasure SET room_at = now() WHERE id = '{row.id}'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                protection.execute(forbidden)
    with embedded.admin(fresh_database) as admin:
        assert admin.execute("SELECT count(*) FROM protection.fact").fetchone() == (1,)


def test_a_person_is_erased_in_all_their_cases_at_once(definitions) -> None:
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    other = Story.begins(
        "2022-11-06", definitions["notice"], by="supporter", person=person, supporter_named=True
    )
    before = selectors.verify_chain(story.case).events
    with pytest.raises(InputError, match="is not over"), on("2022-12-01"):
        proposed(story, "beneficiary")
    assert selectors.verify_chain(story.case).events == before
    other.asks("2022-11-07", services.withdraw, other.supporter)
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
        assert erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF).erased
    assert not PersonalValue.objects.filter(person=person).exists()
    for each in (story, other):
        assert each.is_sound()


def test_a_case_that_began_since_the_proposal_stops_the_erasing(definitions) -> None:
    story = withdrawn(definitions)
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
    Story.begins(
        "2022-12-02", definitions["notice"], by="supporter",
        person=person_of(story, "beneficiary"), supporter_named=True,
    )  # fmt: skip
    with pytest.raises(InputError, match="is not over"), on("2022-12-03"):
        erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
    assert PersonalValue.objects.filter(person=person_of(story, "beneficiary")).exists()


def test_two_supervisors_decide_and_nobody_alone(definitions) -> None:
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    for actor in (REVIEWER, story.person, Actor("officer.manager", "mona"), Actor("clock")):
        with pytest.raises(NotAllowed):
            erasing.propose(case=story.case, person=person, why=erasing.ASKED, actor=actor)
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
        assert proposed(story, "beneficiary").id == row.id
        for actor in (SUPERVISOR, REVIEWER, Actor("officer.supervisor", "")):
            with pytest.raises(NotAllowed):
                erasing.confirm(erasure_id=row.id, actor=actor)
        # Whoever has a part in one of the person's cases is on both sides.
        Party.objects.create(
            case=story.case, person=people.add_person(), role="co_supporter", account="chief-3",
            added_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(NotAllowed, match="both as an officer"):
            erasing.confirm(erasure_id=row.id, actor=Actor("officer.supervisor", "chief-3"))
    with pytest.raises(IntegrityError, match="erasure_by_two"), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(
            outcome="erased", ended_by="chief-1", ended_at=timezone.now()
        )
    assert PersonalValue.objects.filter(person=person).exists()


def test_values_are_kept_after_all_and_it_is_on_record_why(definitions) -> None:
    story = withdrawn(definitions)
    with on("2022-12-01"):
        row = proposed(story, "beneficiary")
        with pytest.raises(InputError, match="no such reason"):
            erasing.keep(erasure_id=row.id, actor=SECOND_CHIEF, kept_for="because")
        erasing.keep(erasure_id=row.id, actor=SECOND_CHIEF, kept_for="proceeding")
        # It is decided: nobody erases on it any more, and a new proposal is a new row.
        assert erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF).outcome == "kept"
        assert proposed(story, "beneficiary").id != row.id
    assert PersonalValue.objects.filter(person=person_of(story, "beneficiary")).exists()


def test_the_programme_says_when_the_time_is_over_and_a_job_notes_it_and_erases_nothing(
    definitions, test_databases
) -> None:
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    before = PersonalValue.objects.count()
    assert erasing.kept_until(person) == date(2027, 11, 5)
    with on("2027-11-05"), pytest.raises(InputError, match="not over"):
        proposed(story, "beneficiary", why=erasing.TIME_OVER)
    with test_databases.in_role(roles.WORKER):
        with on("2027-11-05"):
            assert erasing.note_due() == 0
        with on(LATER):
            assert erasing.note_due() == 2
            assert erasing.note_due() == 0
    assert PersonalValue.objects.count() == before
    with on(LATER):
        noted = Erasure.objects.get(person=person)
        assert (noted.proposed_by, noted.kept_until) == ("", date(2027, 11, 5))
        # Nobody has proposed it: a single officer does not erase on the clock's word.
        with pytest.raises(InputError, match="Nobody has proposed"):
            erasing.confirm(erasure_id=noted.id, actor=SECOND_CHIEF)
        # Whoever asks as well is taken up in the same row.
        taken = proposed(story, "beneficiary", why=erasing.ASKED, reference="2027/8")
        assert (taken.id, taken.why, taken.reference) == (noted.id, erasing.TIME_OVER, "2027/8")
        assert erasing.confirm(erasure_id=noted.id, actor=SECOND_CHIEF).erased


def test_who_was_kept_is_noted_again_a_year_later(definitions) -> None:
    story = withdrawn(definitions)
    with on(LATER):
        erasing.note_due()
        for row in Erasure.objects.all():
            erasing.keep(erasure_id=row.id, actor=SUPERVISOR, kept_for="duty")
        assert erasing.note_due() == 0
    with on("2028-11-08"):
        assert erasing.note_due() == 2
    assert Erasure.objects.filter(person=person_of(story, "beneficiary")).count() == 2


def test_a_case_that_goes_on_is_never_due(definitions) -> None:
    story = withdrawn(definitions)
    person = person_of(story, "beneficiary")
    Story.begins(
        "2022-11-06", definitions["notice"], by="supporter", person=person, supporter_named=True
    )
    with on(LATER):
        assert erasing.kept_until(person) is None
        assert erasing.note_due() == 1
    assert not Erasure.objects.filter(person=person).exists()


def test_who_holds_an_authorization_is_not_erased(definitions) -> None:
    story = authorized(definitions)
    with pytest.raises(InputError):
        proposed(story, "beneficiary")


def test_mail_of_an_erased_person_is_removed_and_that_of_others_stays(
    definitions, test_databases
) -> None:
    story = withdrawn(definitions)
    account = story.supporter.account
    receipt = story.case.receipt_number
    for given in (
        {"account": account, "receipt_number": receipt},
        {"receipt_number": receipt},
        {"account": "somebody-else", "receipt_number": receipt},
        {},
    ):
        put_mail(to="a@example.org", subject="news", body="news", **given)
    with on("2022-12-01"):
        row = proposed(story, "supporter")
        erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
    with test_databases.in_role(roles.WORKER):
        tasks.forget_mail(str(row.id))
    left = set(Mail.objects.filter(to="a@example.org").values_list("account", "receipt_number"))
    assert left == {("somebody-else", receipt), ("", "")}


def test_the_record_of_an_erasing_is_never_changed(definitions, fresh_database: str) -> None:
    story = withdrawn(definitions)
    with on("2022-12-01"):
        row = proposed(story, "supporter")
        erasing.confirm(erasure_id=row.id, actor=SECOND_CHIEF)
    with embedded_of().admin(fresh_database) as admin:
        for forbidden in (
            "UPDATE cases_erasure SET ended_by = 'somebody'",
            "UPDATE cases_erasure SET outcome = 'kept'",
            "DELETE FROM cases_erasure",
        ):
            with pytest.raises(errors.RestrictViolation):
                admin.execute(forbidden)
