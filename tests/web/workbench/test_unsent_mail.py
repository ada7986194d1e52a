"""Mail that did not leave, at the supervisor's desk: counted, listed by case, tried again, never shown."""

from __future__ import annotations

import uuid

import pytest

from safeconduct.cases.models import Party
from safeconduct.messages.models import Mail
from safeconduct.messages.services import put_mail
from tests.messages.mail_server import mail_server
from tests.stories.telling import on

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def test_what_did_not_leave_is_counted_and_listed_without_its_content(filed, desk) -> None:
    receipt = filed().case.receipt_number
    put_mail(
        to="secret@example.org", subject="secret subject", body="secret body",
        kind="invitation", receipt_number=receipt,
    )  # fmt: skip
    chief = desk("chief-9", "supervisor")
    page = chief.sees("work/mail/")
    assert "Invitation to a case" in page and receipt in page
    assert "secret" not in page
    assert "This demonstration sends no messages" in page and "Try again" not in page
    assert chief.client.post("/en/work/mail/", {"mail": "all"}).status_code == 400
    assert "Correo que no salió" in chief.sees("work/mail/", "es")
    assert desk("travel-7", "travel").client.get("/en/work/mail/").status_code == 404


def test_one_or_all_are_tried_again(filed, desk, monkeypatch: pytest.MonkeyPatch) -> None:
    chief = desk("chief-9", "supervisor")
    for kind in ("code", "news"):
        put_mail(to="a@example.org", subject="s", body="b", kind=kind)
    with mail_server() as started:
        monkeypatch.setenv("SAFECONDUCT_MAIL_URL", started.url)
        one = str(Mail.objects.get(kind="code").id)
        for given, told in (
            (one, "1 mail is tried again."),
            (one, "0 mails are tried again."),
            (str(uuid.uuid4()), "0 mails are tried again."),
            ("all", "1 mail is tried again."),
        ):
            answer = chief.client.post("/en/work/mail/", {"mail": given}, follow=True)
            assert told in answer.content.decode(), given
        assert "Not tried any more <span" not in chief.sees("work/mail/")
        for wrong in ("", "x", "all "):
            assert chief.client.post("/en/work/mail/", {"mail": wrong}).status_code == 400


def test_of_a_case_that_is_closed_to_the_reader_not_even_the_number_is_told(filed, desk) -> None:
    story = filed()
    receipt = story.case.receipt_number
    put_mail(to="a@example.org", subject="s", body="b", kind="news", receipt_number=receipt)
    chief = desk("chief-9", "supervisor")
    Party.objects.create(
        case=story.case, person=story.case.person, role="co_supporter", account="chief-9",
        added_at=story.case.opened_at,
    )  # fmt: skip
    page = chief.sees("work/mail/")
    assert "There is news" in page and receipt not in page


def test_when_all_has_left_it_says_so(desk) -> None:
    assert "All mail has left." in desk("chief-9", "supervisor").sees("work/mail/")
