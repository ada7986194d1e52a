"""The caseload's pages: numbers that agree with screening, lists that lead on, and what they refuse."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from safeconduct import programme
from safeconduct.eligibility import screen
from safeconduct.web.control import screened

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("demonstration")]

PAGE = "/en/caseload/us-mx-ve-2022/"
DAY = date(2022, 11, 23)


@pytest.fixture
def article() -> screened.Caseload:
    return screened.caseload(programme.load("us-mx-ve-2022", "article"), DAY)


@pytest.fixture
def notice() -> screened.Caseload:
    return screened.caseload(programme.load("us-mx-ve-2022", "notice"), DAY)


def cases(answer) -> list[str]:
    return re.findall(r"people/(DEMO-\d+)/", answer.content.decode())


def following(answer) -> str | None:
    found = re.search(r'<a href="(\?[^"]*after=[^"]*)"', answer.content.decode())
    return unescape(found[1]) if found else None


def test_every_condition_is_tallied_to_the_last_person(article) -> None:
    assert article.size == 17_919
    for tally in article.tallies:
        assert tally.in_the_way + tally.undecided + tally.lifted + tally.fine == article.size
        assert tally.met + tally.not_met + tally.unknown == article.size
    assert sum(article.results.values()) == article.size


@pytest.mark.parametrize("variant", ["article", "notice"])
def test_the_table_and_the_single_person_agree(variant: str) -> None:
    definition = programme.load("us-mx-ve-2022", variant)
    held = screened.caseload(definition, DAY)
    for position in range(0, held.size, 900):
        case = held.people.frame["case_id"][position]
        alone = screen(definition, "admission", DAY, held.people.facts(case, definition))
        assert alone.result.value == held.result_of(position)
        assert {f.condition.id for f in alone.in_the_way} == {
            condition.id for condition in held.in_the_way_of(position)
        }
        effects = {f.condition.id: f.effect.value for f in alone.findings}
        for tally in held.tallies:
            name = tally.condition.id
            shown = next(e for e in screened.EFFECTS if held.with_effect(name, e)[position])
            assert effects[name] == shown


def test_the_page_tells_who_loses_the_way_in(visitor, article, notice) -> None:
    moved = screened.moved(article, notice)
    assert moved.lose_the_way_in > 1000
    text = visitor.get(PAGE).content.decode()
    assert f"<strong>{moved.lose_the_way_in:,}</strong>" in text
    assert "without permission between official crossings after 19 October 2022" in text
    assert text.count("<svg") == 2 and "<script" not in text
    assert 'style="' not in text


@pytest.mark.parametrize(
    "asked",
    ["result=barred", "result=open&then=barred", "condition=irregular_entry_us&effect=lifted"],
)
def test_a_list_leads_on_to_its_end_without_a_gap(visitor, article, notice, asked: str) -> None:
    wanted = dict(part.split("=") for part in asked.split("&"))
    keep = article.with_result(wanted.get("result", "open"))
    if "condition" in wanted:
        keep = article.with_effect(wanted["condition"], wanted["effect"])
    if "then" in wanted:
        keep &= notice.with_result(wanted["then"])
    expected = article.people.frame.filter(keep)["case_id"].to_list()
    found: list[str] = []
    address: str | None = f"?variant=article&{asked}"
    while address and len(found) < 75:
        answer = visitor.get(f"{PAGE}people/{address}")
        assert answer.status_code == 200
        found += cases(answer)
        address = following(answer)
    assert found == expected[: len(found)] and len(found) >= 75


def test_the_last_page_leads_nowhere(visitor, article) -> None:
    last = article.people.frame["case_id"][-3]
    answer = visitor.get(f"{PAGE}people/?after={last}")
    assert len(cases(answer)) == 2
    assert following(answer) is None


def test_one_person_shows_findings_facts_and_both_variants(visitor, article, notice) -> None:
    position = int((article.with_result("open") & notice.with_result("barred")).arg_true()[0])
    case = article.people.frame["case_id"][position]
    text = visitor.get(f"{PAGE}people/{case}/").content.decode()
    assert article.people.frame["name"][position] in text
    assert "under “As published”" in text
    assert "The software proposes; an officer decides." in text
    assert text.count('class="finding ') == len(article.screened.compiled.conditions)
    assert "87 FR 63507" in text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("us-mx-ve-2022/?variant=none-such", 404),
        ("us-mx-ve-2022/?compare=none-such", 404),
        ("uniting-for-ukraine/", 404),
        ("no-such-programme/", 404),
        ("us-mx-ve-2022/people/?result=happy", 400),
        ("us-mx-ve-2022/people/?condition=none_such", 400),
        ("us-mx-ve-2022/people/?effect=none", 400),
        ("us-mx-ve-2022/people/?after=NOBODY", 404),
        ("us-mx-ve-2022/people/?result=open&then=happy", 400),
        ("us-mx-ve-2022/people/NOBODY/", 404),
    ],
)
def test_what_does_not_exist_gives_a_clear_page(visitor, language, asked: str, status: int) -> None:
    answer = visitor.get(f"/{language}/caseload/{asked}")
    assert answer.status_code == status
    assert {"en": "Possible here:", "es": "Aquí es posible:"}[language] in answer.content.decode()


def test_an_answer_that_changes_nothing_may_not_be_posted(visitor) -> None:
    assert visitor.post(PAGE).status_code == 405
