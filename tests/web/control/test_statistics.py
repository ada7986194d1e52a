"""Public statistics: the page in both languages and the files tell the published numbers, and no more."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import nullcontext
from html import unescape

import django
import pytest
from click.testing import CliRunner
from django.test import Client

django.setup()

from safeconduct import clock  # noqa: E402
from safeconduct.accounts import offices  # noqa: E402
from safeconduct.cli import statistics as cli  # noqa: E402
from safeconduct.database import roles  # noqa: E402
from safeconduct.flow import EventKind  # noqa: E402
from safeconduct.statistics import files  # noqa: E402
from safeconduct.statistics.models import PublishedCount  # noqa: E402
from tests.signing_in import signed_in  # noqa: E402
from tests.statistics.conftest import publish  # noqa: E402, F401 (a fixture)
from tests.statistics.figures import COUNTS, MONTHS, NAME, write_figures  # noqa: E402
from tests.stories.conftest import definitions  # noqa: E402, F401 (a fixture)
from tests.stories.telling import Story  # noqa: E402

pytestmark = pytest.mark.database
CELL = re.compile(r'<td class="n">(.*?)</td>', re.DOTALL)


@pytest.fixture
def client(fresh_database: str) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def figures(test_databases, fresh_database: str) -> None:
    write_figures(test_databases)


def page(client: Client, language: str = "en", **asked: str) -> str:
    answer = client.get(f"/{language}/statistics/{NAME}/", asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def numbers(text: str) -> list[int]:
    """All numbers of the tables, in their order; what is hidden as 0."""
    cells = (re.sub(r"<[^>]+>", "", cell) for cell in CELL.findall(text))
    return [int(re.sub(r"\D", "", cell) or 0) for cell in cells]


def row(text: str, name: str) -> list[int]:
    """The numbers of the first line of a table that holds the words."""
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', text, re.DOTALL)
    return numbers(next(each for each in rows if name in re.sub(r"<[^>]+>", "", each)))


def test_page_and_files_tell_the_same(client: Client, figures) -> None:
    text = page(client, variant="notice")
    assert row(text, "October 2022") == [7815]
    assert row(text, ": Filed") == [28080]
    assert row(text, "denied") == [135]
    assert row(text, "Reviews asked for") == [75]
    told = json.loads(client.get(f"/en/statistics/{NAME}/figures.json").content)
    newest = {}
    for each in told["rows"]:
        if each["measure"] != "waited":
            key = tuple(each[name] for name in ("measure", "stage", "outcome", "month"))
            newest[key] = (newest.get(key, (-1, 0)), (each["revision"], each["count"]))[1]
    assert sum(n for (m, *_), (_r, n) in newest.items() if m == "opened") == 30210
    assert len(newest) == sum(bool(n) for *_, months in COUNTS for n in months)
    lines = list(
        csv.DictReader(
            io.StringIO(client.get(f"/es/statistics/{NAME}/figures.csv").content.decode())
        )
    )
    assert [(line["count"], line["month"], line["measure"]) for line in lines] == [
        (str(each["count"]), each["month"], each["measure"]) for each in told["rows"]
    ]


@pytest.mark.parametrize("month", ["", "2022-11"])
def test_both_languages_tell_the_same_numbers(client: Client, figures, month: str) -> None:
    english = numbers(page(client, variant="notice", month=month))
    assert english == numbers(page(client, "es", variant="notice", month=month))
    assert len(english) > 30


def test_a_month_is_shown_beside_what_was_told_up_to_it(client: Client, figures) -> None:
    text = page(client, variant="notice", month="2022-11")
    assert row(text, ": Filed") == [11980, 18380]
    assert "published on 1 December 2022" in text
    # Came, left, and about how many still wait.
    came, left, there = numbers(text[text.index("stages-title") :])[:3]
    assert (came, left, there) == (20305, 20305, 0)


def test_what_was_not_told_is_hidden_and_why_is_said(client: Client, figures) -> None:
    text = page(client, variant="notice", month="2022-10")
    assert "Why numbers are hidden" in text and "packets of 5" in text
    assert "All other outcomes are hidden" in text
    assert "Not authorized" not in text
    assert "Of this variant all numbers are hidden so far" in page(client, variant="article")


def test_a_number_that_was_corrected_is_shown_with_what_it_was(client: Client, figures) -> None:
    text = page(client, variant="notice")
    assert row(text, "Cases that stood still") == [120, 115]
    assert "2 January 2023" in text
    assert "with their whole stage: 115" in re.sub(r"\s+", " ", text)


def told(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Overrides of gates: 0. None can be recorded",
                "nothing here does so: Fit to travel (G7); Travel document (G9); ",
                "Here no page carries out a return",
            ),
        ),
        (
            "es",
            (
                "Excepciones a las salvaguardias: 0. No puede registrarse ninguna",
                "aquí nada lo hace: Aptitud para viajar (G7); ",
                "Aquí ninguna página tramita un retorno",
            ),
        ),
    ],
)
def test_returns_and_overrides_are_told_as_they_are(
    client: Client, figures, language: str, said: tuple[str, ...]
) -> None:
    text = page(client, language, variant="notice")
    for each in said:
        assert each in told(text)
    opened = {"en": "Cases of a return opened", "es": "Casos de retorno abiertos"}[language]
    assert row(text, opened) == [0]
    data = json.loads(client.get(f"/en/statistics/{NAME}/figures.json").content)
    assert data["overrides_of_gates"] == {"recorded": 0, "can_be_recorded": False}


def test_returns_are_counted_where_they_run(client: Client, test_databases, figures) -> None:
    counts = [
        ("opened", "", "", 25),
        ("left", "follow_up", "safe", 10),
        ("left", "follow_up", "not_wished", 5),
    ]
    with test_databases.in_role(roles.WORKER):
        for measure, stage, outcome, count in counts:
            PublishedCount.objects.create(
                programme=NAME, variant="notice", track="return", month=MONTHS[0], measure=measure,
                stage=stage, outcome=outcome, count=count, published_at=clock.now(),
            )  # fmt: skip
    text = page(client, variant="notice")
    assert row(text, "October 2022") == [7815]
    assert row(text, "Cases of a return opened") == [25]
    assert row(text, "Ended with the person returned") == [15]


def test_no_kind_of_event_is_an_override() -> None:
    """As soon as one is, the statistics have to count it: see `files.OVERRIDES`."""
    assert files.OVERRIDES["recorded"] == 0
    assert not [kind for kind in EventKind if "overr" in kind.value.lower()]


def test_before_a_month_is_over_nothing_is_told(client: Client) -> None:
    assert "Nothing is published yet" in page(client)
    assert "Todavía no hay nada publicado" in page(client, "es")


def test_an_address_that_asks_for_what_is_not_there_says_what_is(client: Client, figures) -> None:
    answer = client.get(f"/en/statistics/{NAME}/", {"month": "2023-05"})
    assert answer.status_code == 400
    assert "“2023-05” is no month" in unescape(answer.content.decode())
    assert client.get("/en/statistics/nowhere/").status_code == 404
    assert client.get("/en/statistics/nowhere/figures.csv").status_code == 404
    assert client.get(f"/en/statistics/{NAME}/", {"variant": "x"}).status_code == 404
    assert client.get("/en/statistics/").headers["Location"] == f"/en/statistics/{NAME}/"


def test_managers_see_the_publics_numbers_and_others_no_such_page(client: Client, figures) -> None:
    for role in (offices.MANAGER, offices.SUPERVISOR, offices.AUDITOR):
        desk = signed_in(f"at-{role}", role)
        answer = desk.get("/en/work/statistics/", {"variant": "notice"})
        assert answer.status_code == 200
        assert numbers(unescape(answer.content.decode())) == numbers(page(client, variant="notice"))
    assert signed_in("at-travel", offices.TRAVEL).get("/en/work/statistics/").status_code == 404
    assert client.get("/en/work/statistics/").status_code == 302


def test_from_cases_to_the_page_no_small_number_is_told(
    client: Client,
    definitions,  # noqa: F811
    publish,  # noqa: F811
) -> None:
    for number in range(7):
        Story.begins(
            f"2022-11-{number + 1:02}", definitions["notice"], by="supporter", supporter_named=True
        )
    publish("2022-12-01")
    text = page(client, variant="notice")
    assert row(text, "November 2022") == [5]
    told = [n for n in numbers(text) if n != 24000]
    assert told and all(n % 5 == 0 for n in told)


def test_the_command_prints_the_published_rows(client: Client, figures, monkeypatch) -> None:
    monkeypatch.setattr(cli, "casework", nullcontext)
    told = CliRunner().invoke(cli.command, [NAME, "--month", "2022-11", "--json"])
    rows = json.loads(told.output)["rows"]
    assert {each["month"] for each in rows} == {"2022-11"}
    assert [each["count"] for each in rows if each["measure"] == "stood_still"] == [120, 115]
    plain = CliRunner().invoke(cli.command, [NAME])
    assert "days at 25, 50, 75, 90 %: 3, 6, 11, 19" in plain.output
    wrong = CliRunner().invoke(cli.command, [NAME, "--month", "2022-13"])
    assert "is no month" in str(wrong.exception)
    late = CliRunner().invoke(cli.command, [NAME, "--month", "2023-05"])
    assert "2022-10, 2022-11, 2022-12" in str(late.exception)
