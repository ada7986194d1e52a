"""Documents and appointments, by the portal's forms alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct import programme
from safeconduct.capacity.appointments import set_hours
from safeconduct.cases import documents, selectors, services
from safeconduct.flow import Actor
from tests.stories.people import (
    ATTESTED,
    JOSE,
    REVIEWER,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
)
from tests.uploads.test_taking import PDF, photograph
from tests.web.portal.applying import Someone

pytestmark = pytest.mark.database
PLACE = "us_ciudad_juarez"


@pytest.fixture(scope="module")
def hours(database: str) -> None:
    """Juárez sees two people each working morning."""
    definition = programme.load("us-mx-ve-2022", "article")
    post = next(post for post in definition.posts if post.id == PLACE)
    set_hours(
        programme="us-mx-ve-2022", post=post, from_date=date(2022, 11, 1), hours="09:00-11:00",
        places_a_day=2, by="chief-1",
    )  # fmt: skip


def at_the_consulate() -> Someone:
    """A man who may stay until 5 December and waits for an appointment."""
    jose = Someone().begins("person")
    jose.goes(f"{jose.home}supporter/")
    jose.sends()
    case = jose.case
    me = Actor("beneficiary", case.parties.get(role="beneficiary").account)
    sam = Actor("supporter", case.parties.get(role="supporter").account)
    person = {k: v for k, v in (JOSE | {"attestations_made": True} | ATTESTED).items()}
    said = {name: value for name, value in SUPPORTER.items() if name != "supporter_named"}
    steps = [
        (me, "has_supporter", {}), (sam, "filed", said), (REVIEWER, "confirmed", SUPPORTER_REVIEWED),
        (me, "confirmed", person), (me, "made", {}),
        (me, "sent", {"lawful_stay_until_date": "2022-12-05"}), (VETTER, "appointment_due", VETTED),
    ]  # fmt: skip
    for actor, outcome, facts in steps:
        services.act(
            case_id=case.id, actor=actor, outcome=outcome, facts=facts,
            expected_number=case.events.count(),
        )  # fmt: skip
    return jose


def sends_file(someone: Someone, kind: str, content: bytes | None) -> str:
    someone.goes(f"{someone.home}documents/")
    typed: dict[str, object] = {"kind": kind}
    if content is not None:
        typed["file"] = SimpleUploadedFile("IMG_0001.jpg", content)
    return someone.sends(typed).text


def test_a_picture_is_sent_seen_again_and_nobody_elses(portal) -> None:
    sam, other = Someone("es").begins("supporter"), Someone().begins("supporter")
    assert "Elija qué documento es" in sends_file(sam, "", PDF)
    assert "Tome una foto" in sends_file(sam, "income_evidence", None)
    assert "no es una foto" in sends_file(sam, "income_evidence", b"hello")
    assert "está vacío" in sends_file(sam, "income_evidence", b"")
    assert sam.page.selected["kind"] == "income_evidence"
    assert "Su documento se envió." in sends_file(sam, "income_evidence", photograph())
    form = {**sam.page.hidden, "kind": "status_document"}
    for word in ("Su documento se envió.", "Ya había enviado esto."):
        form["file"] = SimpleUploadedFile("a.pdf", PDF)
        assert word in sam.sends(form, f"{sam.home}documents/").text
    me = Actor("supporter", sam.case.parties.get(role="supporter").account)
    first, second = documents.documents_of(sam.case, me)
    path = f"{sam.home}documents/{second.id}/"
    answer = sam.client.get(f"/es{path}")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    other.goes(path, status=404)
    other.goes(f"{other.home}documents/{first.id}/", status=404)
    # What the person would have to show is not asked of the supporter.
    assert "Pasaporte" not in sam.goes(f"{sam.home}documents/").text


def test_a_time_is_taken_moved_and_given_up(portal, hours) -> None:
    jose, luis = at_the_consulate(), at_the_consulate()
    page = jose.goes(jose.home)
    assert "It is your turn." in page.text and "Make an appointment" in page.text
    assert "Ciudad Juárez" in jose.goes(f"{jose.home}appointment/").text
    page = jose.goes(f"{jose.home}appointment/?post={PLACE}")
    # Thanksgiving is left out.
    assert "Friday 25 November" in page.text and "Thursday 24 November" not in page.text
    assert "Choose a day and a time." in jose.sends({"do": "book"}).text
    assert "Choose a day and a time." in jose.sends({"do": "book", "time": "soon"}).text
    first, second = (each["value"] for each in page.inputs["time"][:2])
    page = jose.sends({"do": "book", "time": first})
    assert "The appointment is yours." in page.text and "25 November 2022" in page.text
    luis.goes(f"{luis.home}appointment/?post={PLACE}")
    assert "Someone else was quicker" in luis.sends({"do": "book", "time": first}).text
    jose.goes(f"{jose.home}appointment/?post={PLACE}")
    jose.sends({"do": "book", "time": second})
    luis.goes(f"{luis.home}appointment/?post={PLACE}")
    assert "yours" in luis.sends({"do": "book", "time": first}).text
    jose.goes(f"{jose.home}appointment/")
    assert "You gave the appointment up." in jose.sends({"do": "cancel"}).text
    assert selectors.verify_chain(jose.case).holds


def test_a_day_after_the_permitted_stay_is_refused_in_words(portal, hours) -> None:
    jose = at_the_consulate()
    page = jose.goes(f"{jose.home}appointment/?post={PLACE}&from=2022-12-06")
    time = page.inputs["time"][0]["value"]
    page = jose.sends({"do": "book", "time": time})
    assert "last day on which you may stay in Mexico" in page.text
    assert "has to be moved to an earlier day" in page.text
    assert "Later days" in page.text


def test_a_step_without_appointments_has_no_page_for_them(portal) -> None:
    sam = Someone().begins("supporter")
    sam.goes(f"{sam.home}appointment/", status=404)
