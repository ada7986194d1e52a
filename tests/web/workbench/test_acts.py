"""What officers do from the page: done, refused with the reason, wrong input, twice, two at once."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases import services
from safeconduct.cases.selectors import events_of, known_facts, state_of_case
from tests.stories.people import REVIEWER, SECOND_REVIEWER
from tests.stories.telling import on

pytestmark = pytest.mark.database
DONE = "Done. The case is as shown below."
SUPPORTER_FINE = {
    "d.supporter_checks_passed": "yes",
    "d.supporter_can_support": "yes",
    "d.supporter_confirmed": "yes",
}


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def known(story, name: str):
    return known_facts(story.case, events_of(story.case))[name].value


def test_a_stage_is_completed_with_the_facts_that_it_needs(filed, desk) -> None:
    story = filed()
    page = desk("review-7", "supporter_review").sends(
        story, "decide", outcome="confirmed", **SUPPORTER_FINE
    )
    assert DONE in page
    assert story.stands_at == ("account", "open")
    assert known(story, "supporter_confirmed") is True


def test_without_its_facts_it_is_refused_and_nothing_typed_is_lost(filed, desk) -> None:
    story = filed()
    page = desk("review-7", "supporter_review").sends(
        story, "decide", outcome="confirmed", reasons="All in order.",
        **{"d.supporter_checks_passed": "yes"},
    )  # fmt: skip
    assert "This is not allowed now" in page
    assert "Conditions that must be met by here" in page
    assert "Not met:" in page
    assert "All in order." in page
    assert 'value="confirmed" checked' in page
    assert '<option value="yes" selected>' in page
    assert story.stands_at == ("supporter_review", "open")
    assert story.case.refusals.get().reason == "conditions_open"


def test_what_a_stage_is_there_to_find_out_is_asked_beside_its_outcome(
    waits_for_vetting, desk
) -> None:
    story, vetter = waits_for_vetting(), desk("vetting-7", "vetting")
    page = vetter.sends(story, "decide", outcome="vetted")
    assert "What this stage is there to find out is not on record yet." in page
    assert 'value="vetted" checked' in page
    page = vetter.sends(story, "decide", outcome="vetted", **{"d.vetting_passed": "yes"})
    assert DONE in page
    assert story.stands_at == ("travel_decision", "open")


def test_wrong_facts_and_no_outcome_come_back_with_a_summary(filed, desk) -> None:
    story = filed()
    page = desk("review-7", "supporter_review").sends(
        story, "decide", reasons="Look", **{"d.supporter_checks_passed": "perhaps"}
    )
    assert "2 things need a correction" in page
    assert 'href="#decide-outcome-0"' in page
    assert (
        'href="#d-supporter_checks_passed-0"' in page and 'id="d-supporter_checks_passed-0"' in page
    )
    assert "Look" in page
    assert story.stands_at == ("supporter_review", "open")


def test_two_officers_decide_against_a_person(filed, desk) -> None:
    story = filed()
    first, second = (
        desk("review-7", "supporter_review"),
        desk("review-8", "supporter_review"),
    )
    page = first.sends(story, "decide", outcome="not_confirmed")
    assert "This needs reasons in writing." in page
    page = first.sends(story, "decide", outcome="not_confirmed", reasons="Means do not suffice.")
    assert "Proposed: Not confirmed" in page
    assert 'id="confirm-form"' not in page
    assert "nobody is their own second officer" in page
    page = second.sends(story, "send_back", reasons="")
    assert "Say why you send it back." in page and 'href="#send_back-reasons"' in page
    assert DONE in second.sends(story, "send_back", reasons="Look at the tax return.")
    first.sends(story, "decide", outcome="not_confirmed", reasons="Still too little.")
    assert DONE in second.sends(story, "confirm")
    assert story.stands_at == ("declaration", "open")


def test_another_desks_act_is_refused_and_recorded(filed, desk) -> None:
    story = filed()
    given = desk("review-7", "supporter_review").form(story, "decide")
    page = desk("port-1", "port").posts(
        story, "decide", given | {"outcome": "confirmed", "key": "x"}
    )
    assert "This is for someone in another role to do." in page
    assert "The attempt was recorded." in page
    assert story.case.refusals.get().account == "port-1"
    page = desk("port-1", "port").posts(
        story, "pause", {"expected_number": str(story.number), "key": "y", "reasons": "So"}
    )
    assert "This is for someone in another role to do." in page


def test_a_second_submit_changes_nothing_and_says_so(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    given = officer.form(story, "ask") | {"what": "Pay slips", "until": "2022-12-15"}
    assert DONE in officer.posts(story, "ask", given)
    before = story.number
    assert "Sending it a second time changed nothing." in officer.posts(story, "ask", given)
    assert story.number == before
    page = officer.posts(story, "ask", given | {"what": "Bank statements"})
    assert "This form was sent before with something else in it" in page
    assert "Bank statements" in page
    assert story.number == before


def test_two_officers_at_once_see_both_and_lose_nothing(filed, desk) -> None:
    story = filed()
    late = desk("review-7", "supporter_review")
    given = late.form(story, "decide") | {"outcome": "confirmed", "reasons": "All is well."}
    story.does("2022-11-23", REVIEWER, "not_confirmed", because="Means do not suffice.")
    page = late.posts(story, "decide", given | SUPPORTER_FINE)
    assert "Someone else was first" in page
    assert (
        '<td>Confirmed</td><td>Not confirmed; may file again <span class="quiet">review-1</span></td>'
        in page
    )
    assert "All is well." in page
    assert story.stands_at == ("supporter_review", "awaiting_second_officer")


def test_a_fact_that_another_noted_meanwhile_is_shown_beside_ones_own(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    given = officer.form(story, "note", fact="supporter_can_support")
    story.notes("2022-11-23", SECOND_REVIEWER, supporter_can_support=False)
    page = officer.posts(story, "note", given | {"n.supporter_can_support": "yes"})
    assert '<td>Yes</td><td>No <span class="quiet">review-5</span></td>' in page
    assert '<option value="yes" selected>' in page
    assert known(story, "supporter_can_support") is False


def test_facts_are_noted_and_corrected(at_decision, desk) -> None:
    story = at_decision()
    officer = desk("casework-1", "casework")
    given = officer.form(story, "note", fact="birth_date")
    wrong = {"n.birth_date.day": "31", "n.birth_date.month": "2", "n.birth_date.year": "1988"}
    page = officer.posts(story, "note", given | wrong)
    assert "There is no day 31" in page and 'href="#n-birth_date-day"' in page
    assert 'value="31"' in page
    page = officer.posts(story, "note", given | wrong | {"n.birth_date.day": "12"})
    assert DONE in page
    assert known(story, "birth_date") == "1988-02-12"
    assert "Enter what is to be noted." in officer.posts(story, "note", given)
    page = officer.posts(story, "note", given | {"fact": ""})
    assert "Choose the fact that is to be noted." in page


def test_records_are_noted_row_by_row(at_decision, desk) -> None:
    story = at_decision()
    officer = desk("travel-1", "travel")
    given = officer.form(story, "note", fact="entries")
    row = {
        "n.entries.0.country": "PA",
        "n.entries.0.entry_date.day": "2",
        "n.entries.0.entry_date.month": "10",
        "n.entries.0.entry_date.year": "2022",
        "n.entries.0.manner": "irregular",
        "n.entries.0.border": "other",
        "n.entries.0.departure": "none",
        "n.entries.complete": "yes",
    }
    page = officer.posts(story, "note", given | row | {"n.entries.0.entry_date.year": "22"})
    assert "Entries into countries on the way, Day of entry" in page
    assert DONE in officer.posts(story, "note", given | row)
    held = known(story, "entries")
    assert held == {
        "records": [
            {
                "country": "PA",
                "entry_date": "2022-10-02",
                "manner": "irregular",
                "border": "other",
                "departure": None,
            }
        ],
        "complete": True,
    }
    page = officer.sees(f"work/{story.case.receipt_number}/", fact="entries")
    assert "1 entry" in page and 'value="2022"' in page


def test_evidence_is_asked_for_until_a_day(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    page = officer.sends(story, "ask", what="", until="2022-11-01")
    assert "Say what evidence is asked for." in page
    assert "Enter the last day for the answer" in page
    assert 'href="#ask-until"' in page and 'value="2022-11-01"' in page
    page = officer.sends(story, "ask", what="Pay slips of three months", until="2022-12-15")
    assert "Pay slips of three months" in page and "15 December 2022" in page
    assert story.due() == [("supporter_review", "", date(2022, 12, 16))]


def test_a_supervisor_pauses_and_lets_go_on(filed, desk) -> None:
    story = filed()
    supervisor = desk("chief-1", "supervisor")
    assert "Say why the stage is paused." in supervisor.sends(story, "pause", reasons=" ")
    assert DONE in supervisor.sends(story, "pause", reasons="The register is down.")
    assert "This stage is paused." in desk("review-7", "supporter_review").sees(
        f"work/{story.case.receipt_number}/"
    )
    assert DONE in supervisor.sends(story, "resume")
    assert story.stands_at == ("supporter_review", "open")


def test_another_officer_decides_a_review(filed, desk) -> None:
    story = filed()
    story.does("2022-11-06", REVIEWER, "not_confirmed", because="Means do not suffice.")
    story.is_confirmed("2022-11-07", SECOND_REVIEWER)
    story.asks("2022-11-08", services.request_review, story.supporter)
    reviewer = desk("appeals-1", "review")
    page = reviewer.sends(story, "review", outcome="upheld")
    assert "Give the reasons of the review." in page and 'value="upheld" checked' in page
    assert "Choose an outcome." in reviewer.sends(story, "review", outcome="?", reasons="So")
    assert DONE in reviewer.sends(story, "review", outcome="set_aside", reasons="Not weighed.")
    assert story.stands_at == ("supporter_review", "open")


def test_a_stage_at_a_post_notes_where_it_took_place(at_consulate, desk) -> None:
    story = at_consulate()
    consul = desk("consul-1", "consular", post="us_ciudad_juarez")
    page = consul.sees(f"work/{story.case.receipt_number}/")
    assert '<option value="us_ciudad_juarez" selected>' in page
    kept = {"d.consular_appointment_kept": "yes", "outcome": "kept"}
    page = consul.sends(story, "decide", post="atlantis", **kept)
    assert "That is not known here" in page
    assert DONE in consul.sends(story, "decide", post="us_ciudad_juarez", **kept)
    assert story.stands_at == ("travel_decision", "open")


def test_what_is_not_a_form_of_ours_is_refused(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    for given in ({}, {"expected_number": "soon"}, {"expected_number": "9999", "key": "z"}):
        page = officer.posts(story, "decide", given | {"outcome": "confirmed"} | SUPPORTER_FINE)
        assert "cannot be read" in page
    address = f"/en/work/{story.case.receipt_number}/decide/"
    assert officer.client.get(address).status_code == 405


def test_refusals_are_told_in_the_pages_language(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    page = officer.sends(story, "decide", "es", outcome="not_confirmed")
    assert "Esto necesita motivos por escrito." in page
    page = officer.sends(story, "ask", "es", what="", until="x")
    assert "Diga qué pruebas se piden." in page


def test_a_caseworker_ends_the_supporters_part_with_reasons(filed, desk) -> None:
    story = filed()
    officer = desk("case-1", "casework")
    page = officer.sends(story, "end_party", why="", reasons="")
    assert "Choose why the supporter’s part ends." in page and 'href="#end_party-why"' in page
    assert "Say how you know, and what the person said to it." in page
    page = desk("travel-1", "travel").posts(
        story, "end_party",
        {"expected_number": str(story.number), "key": "x", "why": "died", "reasons": "Heard so."},
    )  # fmt: skip
    assert "This is for someone in another role to do." in page
    assert DONE in officer.sends(story, "end_party", why="died", reasons="A paper of 3 November.")
    assert story.stands_at == ("another_supporter", "open")
    page = officer.sees(f"work/{story.case.receipt_number}/")
    assert "Part in the case ended" in page and "until 23 November 2022" in page
    assert 'id="end_party-form"' not in page


def test_an_officer_chooses_of_whom_evidence_is_asked(filed, desk) -> None:
    story = filed()
    officer = desk("review-7", "supporter_review")
    assert '<option value="supporter">Supporter</option>' in officer.sees(
        f"work/{story.case.receipt_number}/"
    )
    officer.sends(story, "ask", what="A photo.", until="2022-12-15", of="beneficiary")
    assert state_of_case(story.case).evidence.of == "beneficiary"
