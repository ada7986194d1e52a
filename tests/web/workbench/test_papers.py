"""Documents, letters and the decision under review on the officers' screen of a case."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.cases import documents, services
from safeconduct.uploads.models import Document
from tests.stories.people import DECIDER, REVIEWER, SECOND_REVIEWER
from tests.stories.telling import on
from tests.stories.ways import waits_for_the_decision
from tests.uploads.test_taking import PDF, photograph

pytestmark = pytest.mark.database
DONE = "Done. The case is as shown below."


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def a_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", content)


def papers(story):
    return documents.documents_of(story.case, REVIEWER)


def test_documents_are_listed_in_words_and_opened_safely(filed, desk) -> None:
    story = filed()
    story.asks(
        "2022-11-06", documents.add, story.supporter, kind="income_evidence", content=photograph()
    )
    story.asks("2022-11-07", documents.add, story.person, kind="passport", content=PDF)
    officer = desk("review-7", "supporter_review")
    page = officer.sees(f"work/{story.case.receipt_number}/")
    assert "Proof of income" in page and "Passport" in page
    assert "<td>Supporter</td>" in page and "<td>Beneficiary</td>" in page
    # Only a supervisor erases.
    assert "Erase" not in page
    page = officer.sees(f"work/{story.case.receipt_number}/", "es")
    assert "Comprobante" in page or "ingresos" in page
    first, second = papers(story)
    at = f"/en/work/{story.case.receipt_number}/documents"
    shown = officer.client.get(f"{at}/{first.id}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"].startswith("inline")
    kept = officer.client.get(f"{at}/{second.id}/")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="passport.pdf"'
    for answer in (shown, kept):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
    other = filed()
    wrong = f"/en/work/{other.case.receipt_number}/documents/{first.id}/"
    assert officer.client.get(wrong).status_code == 404


def test_an_officer_adds_one_and_wrong_files_come_back(filed, desk) -> None:
    story = filed()
    officer = desk("casework-1", "casework")
    page = officer.sends(story, "add_document", kind="")
    assert "2 things need a correction" in page and 'href="#add_document-kind"' in page
    page = officer.sends(story, "add_document", kind="passport", file=a_file(b"hello"))
    assert "neither a photograph" in page
    assert '<option value="passport" selected>' in page
    given = officer.form(story, "add_document") | {"kind": "passport"}
    assert DONE in officer.posts(story, "add_document", given | {"file": a_file(PDF)})
    again = officer.posts(story, "add_document", given | {"file": a_file(PDF)})
    assert "Sending it a second time changed nothing." in again
    (paper,) = papers(story)
    assert paper.person == story.case.person_id


def test_a_supervisor_erases_with_a_reason_and_nobody_else(filed, desk) -> None:
    story = filed()
    story.asks("2022-11-07", documents.add, story.person, kind="passport", content=PDF)
    (paper,) = papers(story)
    chief = desk("chief-9", "supervisor")
    page = chief.sends(story, "erase_document", reasons="")
    assert "Say why the document is erased." in page and f'href="#erase-{paper.id}"' in page
    given = chief.form(story, "erase_document") | {"reasons": "Another person’s passport."}
    address = f"/en/work/{story.case.receipt_number}/erase-document/"
    assert desk("casework-1", "casework").client.post(address, given).status_code == 404
    page = chief.posts(story, "erase_document", given)
    assert DONE in page and "Another person’s passport." in page
    assert not papers(story) and not Document.objects.exists()
    assert "is not there any more" in chief.posts(story, "erase_document", given)
    assert story.is_sound()


def test_a_reviewer_sees_the_decision_with_its_letter(filed, desk) -> None:
    story = filed()
    story.does("2022-11-10", REVIEWER, "not_confirmed", because="The means do not suffice.")
    story.is_confirmed("2022-11-11", SECOND_REVIEWER)
    story.asks("2022-11-12", services.request_review, story.supporter)
    page = desk("appeals-7", "review").sees(f"work/{story.case.receipt_number}/")
    assert "The decision under review" in page
    assert "What they were told:" in page
    assert page.index("What they were told:") < page.index('id="letters"')


def test_an_authorization_is_shown_and_taken_back_by_two(definitions, desk) -> None:
    story = waits_for_the_decision(definitions["notice"], "2022-11")
    story.does("2022-11-14", DECIDER, "authorized")
    first, second = desk("travel-7", "travel"), desk("travel-8", "travel")
    page = first.sees(f"work/{story.case.receipt_number}/")
    assert "Travel authorization " in page and '<span class="work-status">valid</span>' in page
    assert "This is for someone in another role to do." in page
    # The stage is the person's own: what an officer could end there is folded.
    assert '<details class="act" data-key="d"><summary>Step in at this stage' in page
    page = first.sends(story, "decide", outcome="revoked")
    assert '<details class="act" open data-key="d"><summary>Step in at this stage' in page
    page = first.sends(story, "decide", outcome="revoked", reasons="The passport was stolen.")
    assert "Proposed: The authorization is taken back" in page
    # It waits on the list of those who may confirm it.
    assert story.case.receipt_number in second.sees("work/")
    assert story.case.receipt_number not in first.sees("work/")
    assert DONE in second.sends(story, "confirm")
    page = second.sees(f"work/{story.case.receipt_number}/")
    assert '<span class="work-status">cancelled</span>' in page
    assert "Last decision against the person" in page
