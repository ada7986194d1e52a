"""The portal: from who are you to the last step, by forms alone."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import selectors, services
from safeconduct.cases.models import Case
from safeconduct.flow import Actor, EventKind
from tests.stories.people import (
    DECIDER,
    JOSE,
    REVIEWER,
    SECOND,
    SECOND_REVIEWER,
    SUPPORTER_REVIEWED,
    VETTED,
)
from tests.web.portal.applying import PERSON, SUPPORTER, Someone

pytestmark = pytest.mark.database
#: What a portal page may weigh when it is opened first, as it is sent.
MOST_BYTES = 150_000


def officer(case: Case, service, actor: Actor = REVIEWER, **more) -> None:
    """An officer does something to a case, on what it says now."""
    service(case_id=case.id, actor=actor, expected_number=case.events.count(), **more)


def code_for(someone: Someone) -> str:
    """The code that their page shows for the other party."""
    someone.goes(f"{someone.home}invitation/")
    someone.sends()
    return re.search(r"\w{4}-\w{4}-\w{4}", someone.page.text)[0]


def confirmed() -> Someone:
    """A supporter whose declaration was filed and confirmed."""
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.files()
    officer(sam.case, services.act, outcome="confirmed", facts=SUPPORTER_REVIEWED)
    return sam


def test_a_supporter_files_and_the_person_comes_by_invitation(portal) -> None:
    sam = Someone().begins("supporter")
    assert "Start with the questions" in sam.goes(sam.home).text
    assert sam.answers_all(SUPPORTER) == list(SUPPORTER)
    assert "Check your answers" in sam.page.text
    assert "Review of the supporter" in sam.files().text
    officer(sam.case, services.act, outcome="confirmed", facts=SUPPORTER_REVIEWED)
    assert "Your part is done" in sam.goes(sam.home).text
    ana = Someone("es").accepts(sam.number, code_for(sam))
    ana.answers_all(PERSON)
    ana.files()
    ana.answers_all(PERSON)
    ana.files()
    ana.answers_all(PERSON)
    ana.files("sent")
    assert selectors.verify_chain(sam.case).holds
    # Neither sees what the other said.
    assert "1990" in ana.goes(f"{ana.home}answers/").text
    assert "1990" not in sam.goes(f"{sam.home}answers/").text
    assert "Residencia permanente" not in ana.goes(f"{ana.home}answers/").text
    ana.goes(f"{ana.home}questions/supporter_status/", status=404)
    told = sam.goes(sam.home).text.lower().partition("what happened so far")[2]
    # The footer's own words about travel authorizations are for everyone.
    assert "travel" not in told.partition("verify a travel authorization")[0]


def test_a_returned_person_begins_alone_and_is_helped(portal) -> None:
    jose = Someone("es").begins("person")
    assert "todavía no tiene persona de apoyo" in jose.goes(jose.home).text
    # That he was sent back settles that he may start alone: nothing but his name is asked beside it.
    assert jose.answers_all(PERSON, crossed=True) == ["full_name", "entries"]
    jose.goes(f"{jose.home}answers/")
    assert "Elija una de las respuestas" in jose.sends().text
    assert "Ayuda para nombrar" in jose.files("needs_supporter").text


def test_a_returned_person_names_a_supporter_who_comes_by_code(portal) -> None:
    jose = Someone("es").begins("person")
    jose.goes(f"{jose.home}supporter/")
    jose.sends()
    jose.answers_all(PERSON, crossed=True)
    jose.files("has_supporter")
    sam = Someone().accepts(jose.number, code_for(jose))
    assert sam.answers_all(SUPPORTER) == list(SUPPORTER)
    assert "Review of the supporter" in sam.files().text


def test_a_code_works_once_and_a_wrong_one_learns_nothing(portal) -> None:
    sam = confirmed()
    first, second = code_for(sam), code_for(sam)
    guess = Someone("es")
    for number, code in ((sam.number, first), ("SFC9900000000", second), (sam.number, "x" * 12)):
        guess.goes("/apply/invitation/")
        page = guess.sends({"number": number, "code": code, "do": "open"})
        assert "no van juntos" in page.text
        assert page.inputs["number"][0]["value"] == number
    page = guess.sends({"number": "", "code": "", "do": "open"})
    assert {"#number", "#code"} <= set(page.links)
    Someone().accepts(sam.number.lower(), second.upper())
    guess.goes("/apply/invitation/")
    assert "no van juntos" in guess.sends({"number": sam.number, "code": second, "do": "open"}).text
    sam.goes(f"{sam.home}invitation/", status=404)


def test_the_same_form_sent_twice_changes_nothing(portal) -> None:
    sam = Someone()
    sam.goes("/apply/supporter/")
    form = dict(sam.page.hidden)
    before = Case.objects.count()
    sam._wrote_down(sam.sends())
    other = Someone()
    other.goes("/apply/supporter/")
    page = other.sends(form)
    assert Case.objects.count() == before + 1
    assert "no second one was made" in page.text
    # The line broke, and the PIN came with the second try. After an answer nobody comes in that way.
    sam.client, sam.pin = other.client, ""
    sam.answers_all(SUPPORTER)
    thief = Someone()
    thief.goes("/apply/supporter/")
    assert "opened a case before" in thief.sends(form, status=400).text
    sam.goes(f"{sam.home}answers/")
    form = dict(sam.page.hidden)
    assert "Sent." in sam.sends(form).text
    events = sam.case.events.count()
    assert "You had sent this already" in sam.sends(form, f"{sam.home}answers/").text
    assert sam.case.events.count() == events


def test_an_answer_is_saved_at_once_and_one_comes_back_where_one_stopped(portal) -> None:
    sam = Someone().begins("supporter")
    sam.goes(f"{sam.home}questions/")
    sam.replies("Sam Sample")
    sam.replies("citizen")
    assert sam.question == "supporter_in_us"
    again = Someone("es")
    again.client.force_login(
        Account.objects.get(name=sam.case.parties.get(role="supporter").account)
    )
    again.number = sam.number
    again.goes(f"{again.home}questions/")
    assert again.question == "supporter_in_us"
    # Left open for now: passed over in this session, asked again in the next.
    again.replies("unknown")
    assert again.question == "supporter_agrees_to_support"
    assert "Vive usted" in again.goes(f"{again.home}answers/").text
    sam.goes(f"{sam.home}questions/")
    assert sam.question == "supporter_in_us"


def test_a_corrected_answer_shows_what_it_was(portal) -> None:
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.goes(f"{sam.home}questions/supporter_status/?change=1")
    old = dict(sam.page.hidden)
    page = sam.replies("citizen")
    assert "Citizen" in page.text and "Permanent resident" in page.text
    # Back in the browser, and once more: what they said themselves is no one else's.
    page = sam.sends(
        old | {"f": "asylee", "do": "answer"}, f"{sam.home}questions/supporter_status/?change=1"
    )
    assert "Asylum granted" in page.text
    sam.goes(f"{sam.home}questions/supporter_status/?change=1")
    assert "not taken back" in sam.replies("unknown").text


def test_what_another_noted_meanwhile_is_shown_beside_ones_own(portal) -> None:
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.goes(f"{sam.home}questions/supporter_status/?change=1")
    clerk = Actor("officer.clerk", "clerk-1", "supporter")
    officer(sam.case, services.record_facts, clerk, facts={"supporter_status": "asylee"})
    page = sam.replies("citizen")
    assert "someone else noted “Asylum granted”" in page.text and "you wrote “Citizen”" in page.text
    assert "Citizen" in sam.replies("citizen").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "There is no day 31 in February 1990."),
        ("es", "No existe el día 31 de febrero de 1990."),
    ],
)
def test_wrong_input_is_named_and_kept(portal, language: str, words: str) -> None:
    jose = Someone(language).begins("person")
    jose.goes(f"{jose.home}questions/birth_date/")
    page = jose.sends({"f.day": "31", "f.month": "2", "f.year": "1990", "do": "answer"})
    assert words.split(".")[0] in page.text
    assert "#f-day" in page.links
    assert page.inputs["f.year"][0]["value"] == "1990"
    # The other language, with what was typed.
    other = "es" if language == "en" else "en"
    jose.language = other
    page = jose.sends(
        {"f.day": "3", "f.month": "2", "f.year": "1990", "do": "show"},
        f"{jose.home}questions/birth_date/",
    )
    assert page.inputs["f.day"][0]["value"] == "3"
    jose.sends({"do": "save:99"}, f"{jose.home}questions/entries/", status=400)


def test_not_there_and_not_yours_are_one_answer(portal) -> None:
    sam, other = confirmed(), Someone().begins("supporter")
    pages = ["", "answers/", "questions/", "questions/supporter_status/", "withdrawal/", "review/",
             "evidence/", "representatives/", "family/", "supporter/", "invitation/"]  # fmt: skip
    for page in pages:
        foreign = other.goes(f"/my/{sam.number}/{page}", status=404).text
        missing = other.goes(f"/my/SFC9999999999/{page}", status=404).text
        assert foreign.replace(sam.number, "") == missing.replace("SFC9999999999", "")
    assert sam.number not in other.goes("/my/").text
    stranger = Someone()
    assert "Sign in" in stranger.goes(f"/my/{sam.number}/").text


def test_an_officer_has_no_case_of_their_own(portal) -> None:
    account = accounts.add_account(name="port-of-call")
    accounts.give_office(account=account, role="officer.port")
    someone = Someone()
    someone.client.force_login(account)
    someone.goes("/my/", status=404)
    someone.goes("/apply/supporter/")
    assert "cannot apply" in someone.sends(status=400).text


def test_evidence_is_asked_for_and_given_in_words(portal) -> None:
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.files()
    officer(sam.case, services.request_evidence, what="Proof of income", until=date(2022, 12, 20))
    page = sam.goes(sam.home)
    assert "Proof of income" in page.text and "20 December 2022" in page.text
    sam.goes(f"{sam.home}evidence/")
    assert "Write an answer first." in sam.sends({"answer": " ", "do": "send"}).text
    assert "longer than" in sam.sends({"answer": "x" * 4001, "do": "send"}).text
    form = dict(sam.page.hidden) | {"answer": "Here it is.", "do": "send"}
    assert "Your answer was sent." in sam.sends(form).text
    given = [e for e in selectors.events_of(sam.case) if e.kind is EventKind.EVIDENCE_GIVEN]
    assert "answer" in given[0].refs
    assert "already" in sam.sends(form, f"{sam.home}evidence/").text
    assert "Nothing is asked of you now." in sam.goes(f"{sam.home}evidence/").text


def test_a_negative_answer_has_reasons_and_a_way_on(portal) -> None:
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER | {"supporter_in_us": "no"})
    sam.files()
    officer(sam.case, services.act, outcome="not_confirmed", reasons="Not in the country.")
    assert "Not in the country." not in sam.goes(sam.home).text
    officer(sam.case, services.confirm, SECOND_REVIEWER)
    page = sam.goes(sam.home)
    assert "Not in the country." in page.text
    assert "The supporter is physically in the United States." in page.text
    sam.goes(f"{sam.home}review/")
    form = dict(sam.page.hidden)
    assert "You asked for a review" in sam.sends().text
    assert "already" in sam.sends(form, f"{sam.home}review/").text
    assert "A review is under way" in sam.goes(sam.home).text


def test_the_persons_reasons_are_not_the_supporters(portal) -> None:
    sam = confirmed()
    ana = Someone("es").accepts(sam.number, code_for(sam))
    account = ana.case.parties.get(role="beneficiary").account
    me = Actor("beneficiary", account)
    facts = JOSE | {
        "attestations_made": True,
        "vaccinations_attested": True,
        "medical_exception": False,
    }
    officer(
        sam.case, services.act, me, outcome="confirmed", facts=facts | {"other_nationality": "ES"}
    )
    officer(sam.case, services.act, me, outcome="made")
    officer(sam.case, services.act, me, outcome="sent")
    while selectors.state_of_case(sam.case).stage == "vetting":
        officer(
            sam.case, services.act, Actor("officer.vetting", "v"), outcome="vetted", facts=VETTED
        )
    officer(
        sam.case,
        services.act,
        DECIDER,
        outcome="refused",
        reasons="Another nationality.",
        facts=VETTED,
    )
    officer(sam.case, services.confirm, SECOND)
    page = ana.goes(ana.home)
    assert "Another nationality." in page.text and "derecho a pedir asilo" in page.text
    page = sam.goes(sam.home)
    assert "This case is over." in page.text
    assert "Another nationality." not in page.text and "against" not in page.text
    assert "no decision against you" in sam.goes(f"{sam.home}review/").text


def test_withdrawing_asks_once_more(portal) -> None:
    sam = Someone().begins("supporter")
    assert "cannot be opened again" in sam.goes(f"{sam.home}withdrawal/").text
    form = dict(sam.page.hidden)
    assert "Your case is withdrawn." in sam.sends().text
    assert "You had sent this already." in sam.sends(form, f"{sam.home}withdrawal/").text
    assert "The case has ended." in sam.goes(f"{sam.home}withdrawal/").text
    sam.goes(f"{sam.home}questions/supporter_status/")
    assert "The case has ended." in sam.replies("citizen").text


def test_a_representative_acts_within_their_leave_and_no_longer(portal) -> None:
    sam, rita = Someone().begins("supporter"), Someone().begins("supporter")
    code = rita.case.parties.get(role="supporter").account
    assert code in rita.goes("/my/").text
    rita.goes(f"/my/{sam.number}/", status=404)
    sam.goes(f"{sam.home}representatives/")
    page = sam.sends({"account": "party-nobody", "days": "9", "do": "name"})
    assert {"#account", "#scope-answer", "#days-30"} <= set(page.links)
    assert page.inputs["account"][0]["value"] == "party-nobody"
    sam.sends({"account": code, "scope": ["answer"], "days": "30", "do": "name"})
    assert sam.number in rita.goes("/my/").text
    rita.number, own = sam.number, rita.number
    assert "You act for someone else here." in rita.goes(rita.home).text
    rita.answers_all(SUPPORTER)
    assert "no leave in force" in rita.files().text
    rita.goes(f"{rita.home}representatives/")
    assert "no leave in force" in rita.page.text
    page = sam.goes(f"{sam.home}representatives/")
    leave = sam.page.hidden["delegation"]
    sam.sends({"delegation": leave, "do": "end"})
    rita.goes(rita.home, status=404)
    assert sam.number not in rita.goes("/my/").text and own in rita.page.text


def test_a_family_files_for_each_and_one_can_be_taken_out(portal) -> None:
    sam = Someone().begins("supporter")
    sam.answers_all(SUPPORTER)
    sam.goes(f"{sam.home}family/")
    form = dict(sam.page.hidden) | {"do": "add"}
    sam.sends(form)
    sam.sends(form, f"{sam.home}family/")
    group = sam.case.group
    assert Case.objects.filter(group=group).count() == 2
    second = Case.objects.filter(group=group).exclude(id=sam.case.id).get()
    # The supporter's own answers are the same for everyone.
    sam.number, first = second.receipt_number, sam.number
    assert sam.answers_all(SUPPORTER) == []
    sam.number = first
    sam.goes(f"{sam.home}family/")
    sam.sends({"member": "SFC9999999999", "do": "remove"}, status=404)
    sam.goes(f"{sam.home}family/")
    assert (
        "Their case is withdrawn"
        in sam.sends({"member": second.receipt_number, "do": "remove"}).text
    )
    second.standing.refresh_from_db()
    assert second.standing.end == "withdrawn"
    assert group.memberships.filter(left_at__isnull=True).count() == 1
    sam.files()
    sam.goes(f"{sam.home}family/")
    sam.sends({"do": "add"}, status=400)


def test_the_first_pages_say_what_is_kept_and_keep_nothing(portal) -> None:
    before = Case.objects.count(), Account.objects.count()
    someone = Someone("es")
    someone.goes("/apply/")
    assert "Como se describió" in someone.page.text
    assert "en persona" in someone.goes("/apply/helping/").text
    assert "Qué se guarda de usted" in someone.goes("/apply/supporter/").text
    someone.goes("/apply/nobody/", status=404)
    assert (Case.objects.count(), Account.objects.count()) == before


def test_under_notice_only_a_supporter_begins(portal, monkeypatch) -> None:
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")
    someone = Someone()
    assert "I apply for myself" not in someone.goes("/apply/").text
    someone.goes("/apply/person/", status=404)
    assert "As published" in someone.begins("supporter").page.text


def test_every_page_is_light_when_it_is_opened_first(portal) -> None:
    sam = Someone("es").begins("supporter")
    paths = [
        "/apply/",
        "/apply/supporter/",
        "/apply/helping/",
        "/apply/invitation/",
        "/my/",
        sam.home,
    ]
    pages = ["questions/", "answers/", "withdrawal/", "representatives/", "family/", "supporter/"]
    jose = Someone("es").begins("person")
    found = [(sam, path) for path in [*paths, *(sam.home + page for page in pages)]]
    found += [(jose, f"{jose.home}questions/{name}/") for name in ("entries", "nationality")]
    for someone, path in found:
        someone.goes(path)
        assert first_load(someone.answer.content) < MOST_BYTES, path


def first_load(html: bytes) -> int:
    """The bytes of a page with all that it names, and all that its sheets name, as they are sent."""
    weight = len(gzip.compress(html))
    named = re.findall(rb'(?:src|href)="/static/([^"?#]+)', html)
    waiting, seen = [name.decode() for name in named], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        with staticfiles_storage.open(name) as file:
            content = file.read()
        squeezed = name.endswith((".css", ".js", ".svg"))
        weight += len(gzip.compress(content)) if squeezed else len(content)
        if name.endswith(".css"):
            # Pictures for states that a page may never show: counted as if it did.
            waiting += re.findall(r"url\(\"?([^\")]+)", content.decode())
    return weight
