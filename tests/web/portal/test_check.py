"""The self-check by its forms: what it asks, what it tells, and that it keeps nothing."""

from __future__ import annotations

import pytest

from tests.web.portal.walking import FINE, Walk, date_parts

pytestmark = pytest.mark.database

ARTICLE = "/en/check/us-mx-ve-2022/article/"
NOTICE = "/en/check/us-mx-ve-2022/notice/"
CROSSING = {
    "f.country": "US",
    **date_parts("f.entry_date", "2022-11-02"),
    "f.manner": "irregular",
    "f.border": "southwest",
    "f.departure": "expelled",
    "f.returned_under": "us-mx-2022",
}


@pytest.fixture
def walk(visitor) -> Walk:
    started = Walk(visitor, ARTICLE)
    started.press("begin")
    return started


def crossed_and_was_returned(walk: Walk) -> Walk:
    while walk.page.question != "entries":
        walk.reply({**FINE, "present_country": "MX"}[walk.page.question])
    walk.press("add:entries")
    walk.press("answer", CROSSING)
    walk.press("all:entries")
    return walk


def test_it_stops_at_the_first_certain_bar_and_says_why(walk: Walk) -> None:
    asked = walk.answer_all({"nationality": "FR", "family_relation": "none"})
    assert asked == ["nationality", "family_relation"]
    text = walk.page.text
    assert "something stands in the way" in text
    assert "This does not end your right to ask for asylum" in text
    assert "Venezuelan national" in text
    assert "87 FR 63507" in text
    assert "We read the source itself." in text
    assert "Variant: As described in November 2022" in text


def test_when_only_officers_are_left_nothing_was_found(walk: Walk) -> None:
    asked = walk.answer_all(FINE)
    assert "travels_with_eligible_principal" not in asked
    assert not {"vetting_passed", "merits_discretion"} & set(asked)
    assert "We found nothing that bars you; an officer decides." in walk.page.text
    assert "What officers will check" in walk.page.text
    assert "Under “As published”" in walk.page.text


def test_what_is_not_known_stays_open_and_can_be_answered_later(walk: Walk) -> None:
    walk.answer_all({**FINE, "birth_date": "unknown", "travels_with_parent_or_guardian": "no"})
    assert "We cannot say yet" in walk.page.text
    assert "When were you born?" in walk.page.text
    walk.press("change:birth_date")
    assert walk.page.question == "birth_date"
    assert "At most 0" not in walk.page.text
    walk.reply("1990-04-03")
    assert walk.page.question == "result"
    assert "We found nothing that bars you" in walk.page.text


def test_what_is_open_or_comes_later_is_never_told_as_if_it_were_so(walk: Walk) -> None:
    walk.answer_all({**FINE, "birth_date": "unknown", "travels_with_parent_or_guardian": "no"})
    bar = "You are under 18 and travel without a parent or legal guardian."
    assert f"Would stand in the way, if it is so: {bar}" in walk.page.text
    assert "Required: You passed the vetting for national security" in walk.page.text


def test_an_unverified_exception_is_named_as_what_leaves_the_answer_open(walk: Walk) -> None:
    walk.answer_all({**FINE, "vaccinations_attested": "no", "medical_exception": "yes"})
    assert "We cannot say yet" in walk.page.text
    assert "An exception may help you, but it rests on a source" in walk.page.text


def test_a_list_that_may_lack_something_stays_open(walk: Walk) -> None:
    while walk.page.question != "entries":
        walk.reply(FINE[walk.page.question])
    walk.press("add:entries")
    walk.press("answer", {**CROSSING, "f.manner": "regular", "f.returned_under": "none"})
    walk.press("some:entries")
    walk.answer_all(FINE)
    assert "We cannot say yet" in walk.page.text
    assert "Perhaps more" in walk.page.text
    walk.press("change:entries")
    walk.press("all:entries")
    assert "We found nothing that bars you" in walk.page.text


def test_a_returned_person_is_told_both_variants(walk: Walk) -> None:
    crossed_and_was_returned(walk).answer_all(FINE)
    text = walk.page.text
    assert "We found nothing that bars you" in text
    assert "This exception helps you:" in text
    assert "Under “As published”: something would stand in the way." in text
    assert "after 19 October 2022" in text


def test_the_answers_go_along_to_the_other_variant(walk: Walk) -> None:
    crossed_and_was_returned(walk).answer_all({**FINE, "present_country": "MX"})
    assert f'formaction="{NOTICE}"' in walk.answer.content.decode()
    walk.press("show", address=NOTICE)
    assert walk.page.question == "result"
    assert "something stands in the way" in walk.page.text
    assert "Variant: As published" in walk.page.text


def test_the_published_notice_bars_the_same_person(visitor) -> None:
    walk = Walk(visitor, NOTICE)
    walk.press("begin")
    crossed_and_was_returned(walk).answer_all(FINE)
    text = walk.page.text
    assert "something stands in the way" in text
    assert "What would have to be different:" in text
    assert "Others said something else:" in text
    assert "after 12 October 2022" in text
    assert "Under “As described in November 2022”" in text


def test_a_step_that_comes_later_is_no_question_and_no_bar(walk: Walk) -> None:
    asked = walk.answer_all(FINE)
    assert not {"attestations_made", "declaration_per_person", "consular_appointment_date"} & set(
        asked
    )
    assert "We found nothing that bars you; an officer decides." in walk.page.text
    assert "Steps that come later" in walk.page.text
    assert "You have confirmed your statements" in walk.page.text


def test_the_step_at_which_a_requirement_is_looked_at_is_named(walk: Walk) -> None:
    walk.answer_all({**FINE, "can_pay_for_travel": "no"})
    assert "Required, and not met:" in walk.page.text
    assert "The programme looks at this at the step “" in walk.page.text


def test_a_wrong_date_is_explained_and_kept(walk: Walk) -> None:
    while walk.page.question != "birth_date":
        walk.reply(FINE[walk.page.question]) if walk.page.question != "entries" else walk.press(
            "all:entries"
        )
    page = walk.reply("2022-02-31")
    assert walk.answer.status_code == 200
    assert page.question == "birth_date"
    assert "There is no day 31 in February 2022." in page.text
    assert "#f-day" in page.links and "f-day" in page.ids
    assert [field["value"] for field in page.inputs["f.day"]] == ["31"]
    assert page.selected["f.month"] == "2"
    assert "Error: Questions" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Enter the day, the month and the year"),
        ({"f.day": "3"}, "Also enter the month and the year."),
        ({"f.day": "x", "f.month": "1", "f.year": "1990"}, "“x” is not a number."),
        ({"f.day": "3", "f.month": "13", "f.year": "1990"}, "Choose a month from the list."),
        ({"f.day": "3", "f.month": "1", "f.year": "90"}, "Enter the year with four digits"),
        ({"f.day": "²", "f.month": "1", "f.year": "1990"}, "“²” is not a number."),
        (
            {"f.day": "3", "f.month": "1", "f.year": "1990", "f.other": "unknown"},
            "You gave an answer and also ticked “I do not know”.",
        ),
    ],
)
def test_every_mistake_in_a_date_has_its_sentence(walk: Walk, typed, told: str) -> None:
    walk.press("change:birth_date")
    assert told in walk.press("answer", typed).text
    assert walk.page.question == "birth_date"


@pytest.mark.parametrize("typed", [{}, {"f": "ZZ"}, {"f": "VE", "f.other": "unknown"}])
def test_a_country_that_is_none_is_asked_again(walk: Walk, typed) -> None:
    page = walk.press("answer", typed)
    assert page.question == "nationality"
    assert "One answer needs a correction" in page.text


def test_a_record_with_mistakes_keeps_what_was_typed(walk: Walk) -> None:
    walk.press("add:entries")
    page = walk.press(
        "answer", {**CROSSING, **date_parts("f.entry_date", "2022-02-31"), "f.manner": ""}
    )
    assert "2 answers need a correction" in page.text
    assert page.selected["f.country"] == "US"
    checked = [field["value"] for field in page.inputs["f.departure"] if "checked" in field]
    assert checked == ["expelled"]
    walk.press("answer", CROSSING)
    assert walk.page.question == "entries"
    walk.press("remove:entries.0")
    assert "Tell us about the first one" in walk.page.text


def test_back_and_change_lead_to_earlier_answers(walk: Walk) -> None:
    walk.reply("VE")
    walk.reply("none")
    assert walk.press("back").question == "family_relation"
    assert walk.press("back").question == "nationality"
    assert walk.page.selected["f"] == "VE"
    assert walk.press("back").text.count("Start") >= 1
    assert walk.answer.status_code == 200


def test_the_other_language_keeps_answers_and_what_is_typed(walk: Walk) -> None:
    walk.reply("VE")
    page = walk.press("show", {"f": "spouse"}, address="/es/check/us-mx-ve-2022/article/")
    assert page.question == "family_relation"
    assert page.hidden["a.nationality"] == "=VE"
    checked = [field["value"] for field in page.inputs["f"] if "checked" in field]
    assert checked == ["spouse"]
    assert "¿Hace usted la solicitud por derecho propio" in page.text
    assert "needs a correction" not in page.text and "Hay que corregir" not in page.text


def test_nothing_is_kept_and_nothing_shows_in_an_address(walk: Walk) -> None:
    walk.reply("VE")
    answer = walk.answer
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not [link for link in walk.page.links if "VE" in link or "nationality" in link]
    assert "<title>Questions</title>" in answer.content.decode()


def test_a_first_page_is_small(visitor) -> None:
    assert len(visitor.get(ARTICLE).content) < 10_000


@pytest.mark.parametrize(
    "posted",
    [
        {"do": "answer", "q": "nationality", "a.nationality": "=ZZ", "f": "VE"},
        {"do": "answer", "q": "nationality", "a.no_such_fact": "=VE"},
        {"do": "answer", "q": "vetting_passed", "f": "yes"},
        {"do": "answer", "q": "no_such_fact", "f": "yes"},
        {"do": "answer", "q": "entries.9999", "f": "yes"},
        {"do": "answer", "q": "entries", "f": "yes"},
        {"do": "dance"},
        {"do": "change:entries[1]"},
        {"do": "edit:entries.3"},
        {"do": "add:nationality"},
        {"do": "show", "a.entries": "all", "a.entries.3.country": "=US"},
        {"do": "show", "a.entries.0.country": "=US"},
        {"do": "show", "a.birth_date": "=2022-02-31"},
        {"do": "show", "a.birth_date": "-"},
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_form_that_is_not_ours_is_refused_with_a_page(visitor, language: str, posted) -> None:
    answer = visitor.post(f"/{language}/check/us-mx-ve-2022/article/", posted)
    assert answer.status_code == 400
    assert b"<h1>" in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/en/check/no-such-programme/",
        "/es/check/us-mx-ve-2022/no-such-variant/",
        "/en/check/us-mx-ve-2022/practice/",
        "/en/check/eu-georgia-readmission/",
    ],
)
def test_where_there_is_no_self_check_the_page_says_so(visitor, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert b"<h1>" in answer.content


def test_it_works_for_a_programme_without_variants(visitor) -> None:
    walk = Walk(visitor, "/es/check/uniting-for-ukraine/")
    walk.press("begin")
    asked = []
    while walk.page.question != "result":
        asked.append(walk.page.question)
        walk.reply("unknown")
        assert walk.answer.status_code == 200
    assert len(asked) == len(set(asked)) > 5
    assert "Preguntas que todavía podría responder" in walk.page.text
