"""The day that people read is the one that it was in Washington, where the programme counts its days (I8)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import authorizations, letters
from safeconduct.cases.definitions import course_of
from safeconduct.cases.selectors import state_of_case
from safeconduct.issuing.words import day_in_words
from tests.web.portal.applying import Someone
from tests.web.portal.test_clerk import at_the_counter
from tests.web.portal.test_told import authorized, filed, notice, owned_by
from tests.web.portal.walking import FINE, Page, Walk

pytestmark = pytest.mark.database
__all__ = ["notice"]  # a fixture

WASHINGTON = ZoneInfo("America/New_York")
#: Late in the evening and just after midnight: on a common day, and on the day of 25 hours.
TIMES = ["2022-11-30T20:30", "2022-11-30T23:30", "2022-12-01T00:30", "2022-11-06T00:30", "2022-11-06T23:30"]  # fmt: skip
TIMELINE = re.compile(r'<ol class="timeline">.*?</ol>', re.S)
NOTES = re.compile(r'<span class="note">.*?</span>', re.S)
DAYS = re.compile(r'<time datetime="([^"]+)">([^<]+)</time>')


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=WASHINGTON)


@pytest.fixture(params=TIMES)
def instant(request: pytest.FixtureRequest, notice) -> datetime:
    return at(request.param)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_done_at_night_stands_under_that_night_s_day(
    instant: datetime, language: str
) -> None:
    day = instant.date()
    shown = (day.isoformat(), day_in_words(day, language))
    with clock.at(instant):
        sam = filed(language)
        case = sam.case
        page = _html(sam, sam.home)
        assert set(DAYS.findall(TIMELINE.search(page)[0])) == {shown}
        assert {one for note in NOTES.findall(page) for one in DAYS.findall(note)} == {shown}
        held = [one for one in letters.letters_of(case) if one.to == "supporter"]
        assert {(one.day, one.issued_date) for one in held} == {(day, day)}
        letter = _html(sam, f"/cases/{case.receipt_number}/letters/{held[-1].id}/")
        assert shown in DAYS.findall(letter)
        sam.goes(f"{sam.home}questions/supporter_status/?change=1")
        assert {shown} == set(DAYS.findall(sam.answer.content.decode()))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_last_day_on_screen_is_the_one_that_counts(instant: datetime, language: str) -> None:
    with clock.at(instant):
        case = filed().case
        authorized(case)
        ana = owned_by(case, "beneficiary", language)
        last = instant.date() + timedelta(days=90)
        (due,) = state_of_case(case).deadlines
        assert due.last_day == last == course_of(case).day(due.passes_at - timedelta(seconds=1))
        ana.goes(ana.home)
        words = day_in_words(last, language)
        assert f"{words} (" in ana.page.text, ana.page.text
        assert authorizations.authorization_of(case).valid_until == last
    with clock.at(datetime.combine(last, instant.time(), WASHINGTON)):
        assert authorizations.authorization_of(case).standing == "valid"
        assert authorizations.check_sealed(authorizations.authorization_of(case).paper.seal).result in (
            "valid", "demonstration",
        )  # fmt: skip
        ana.goes(ana.home)
        assert words in ana.page.text


#: Pages of a case, below it.
OWN = ("", "answers/", "questions/supporter_status/?change=1", "questions/nationality/?change=1",
       "documents/", "representatives/", "review/", "withdrawal/", "family/", "supporter/",
       "evidence/", "appointment/", "co-supporters/")  # fmt: skip
#: A date as machines write it, a name as programmes write it, a time zone.
RAW = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b[a-z]+_[a-z_]+\b|\b[A-Z][a-z]+/[A-Z][a-z]+\b")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_a_case_prints_a_raw_date_or_code(notice, language: str) -> None:
    with clock.at(at("2022-11-30T20:30")):
        case = filed(language).case
        authorized(case)
        for role in ("beneficiary", "supporter"):
            someone = owned_by(case, role, language)
            to = "person" if role == "beneficiary" else role
            written = [one.id for one in letters.letters_of(case) if one.to == to]
            paths = [f"{someone.home}{path}" for path in OWN]
            paths += [f"/cases/{case.receipt_number}/letters/{one}/" for one in written]
            paths += ["/my/", f"/cases/{case.receipt_number}/authorization/"]
            answers = [someone.client.get(f"/{language}{path}", follow=True) for path in paths]
            opened = [one for one in answers if one.status_code == 200]
            assert len(opened) > 10
            for answer in opened:
                page = Page(answer.content.decode())
                assert RAW.findall(page.text) == [], answer.wsgi_request.path
            someone.goes(someone.home)
            if role == "beneficiary":
                place = {"en": "(New York time)", "es": "(hora de Nueva York)"}[language]
                assert place in someone.page.text


def test_a_clerk_s_sheet_of_the_evening_bears_that_day(portal) -> None:
    with clock.at(at("2022-11-30T20:30")):
        clerk = at_the_counter(offices.CLERK, name="clerk-of-the-evening")
        clerk.goes("/apply/in-person/")
        page = clerk.sends(dict(clerk.page.hidden) | {"who": "person", "kind": "person"})
        assert "30 de noviembre de 2022" in page.text


@pytest.mark.parametrize(
    ("local", "day"), [("2022-11-30T23:30", "30 November"), ("2022-12-01T00:30", "1 December")]
)
def test_the_self_check_asks_the_rules_of_washington_s_today(portal, local: str, day: str) -> None:
    with clock.at(at(local)):
        walk = Walk(Client(headers={"host": "localhost"}), "/en/check/us-mx-ve-2022/article/")
        walk.press("begin")
        walk.answer_all(FINE)
        assert f"By the rules as of {day} 2022," in walk.page.text
        rules = Someone()
        rules.goes("/programmes/us-mx-ve-2022/")
        assert rules.page.inputs["on"][0]["value"] == local[:10]


def _html(someone: Someone, path: str) -> str:
    someone.goes(path)
    return someone.answer.content.decode()
