"""What people and officers read when a cap is reached, and of a place that is kept for a review."""

from __future__ import annotations

from pathlib import Path

import django
import pytest

django.setup()

from django.db import connections  # noqa: E402

from safeconduct import programme  # noqa: E402
from safeconduct.accounts import services as accounts  # noqa: E402
from safeconduct.accounts.models import Account  # noqa: E402
from safeconduct.cases import services  # noqa: E402
from safeconduct.database.services import record_loaded, store_content  # noqa: E402
from safeconduct.programme import Definition  # noqa: E402
from tests.databases import Databases  # noqa: E402
from tests.signing_in import sign_in  # noqa: E402
from tests.stories.conftest import few_places  # noqa: E402
from tests.stories.conftest import two_a_month as two_a_month  # noqa: E402
from tests.stories.people import APPEALS, DECIDER, SECOND  # noqa: E402
from tests.stories.telling import Story, on  # noqa: E402
from tests.stories.ways import waits_for_the_decision  # noqa: E402
from tests.web.portal.applying import Someone  # noqa: E402
from tests.web.workbench.conftest import desk as desk  # noqa: E402

pytestmark = pytest.mark.database
WAITS = {
    "en": "Your case waits and keeps its place in line.",
    "es": "Su caso espera y conserva su lugar en la fila.",
}


@pytest.fixture
def one_place(tmp_path: Path, test_databases: Databases, fresh_database: str) -> Definition:
    folder = few_places(tmp_path, 1)
    with test_databases.as_owner():
        store_content(folder)
    yield programme.load(str(folder), "notice")
    connections.close_all()


def page_of(story: Story, day: str, language: str = "en", role: str = "person") -> str:
    """The case's own page, as one of its parties reads it on a day."""
    actor = getattr(story, role)
    account = Account.objects.filter(name=actor.account).first()
    if account is None:
        account = accounts.add_account(name=actor.account, shown_name="Ana Ejemplo")
    someone = Someone(language)
    someone.number = story.case.receipt_number
    with on(day):
        sign_in(someone.client, account, second_factor=False)
        return someone.goes(someone.home).text


def revoked(definition: Definition) -> Story:
    ana = waits_for_the_decision(definition, "2022-11")
    ana.does("2022-11-14", DECIDER, "authorized")
    ana.does("2022-11-20", DECIDER, "revoked", because="The passport was stolen.")
    ana.is_confirmed("2022-11-21", SECOND)
    return ana


@pytest.mark.parametrize("language", ["en", "es"])
def test_whoever_waits_for_a_place_reads_that_nothing_is_lost(
    two_a_month: Definition, language: str
) -> None:
    first, second, third = (waits_for_the_decision(two_a_month, "2023-01") for _ in range(3))
    first.does("2023-01-17", DECIDER, "authorized")
    assert WAITS[language] not in page_of(third, "2023-01-18", language)
    second.does("2023-01-18", DECIDER, "authorized")
    told = page_of(third, "2023-01-20", language)
    assert WAITS[language] in told
    for words in {
        "en": ("All places of this month are taken.", "There are places again from 1 February 2023."),
        "es": ("Todas las plazas de este mes", "Vuelve a haber plazas a partir del 1 de febrero de 2023."),
    }[language]:  # fmt: skip
        assert words in told
    # Who has a place, who supports someone, and the new month know of none of it.
    for other, day, role in (
        (first, "2023-01-20", "person"),
        (third, "2023-01-20", "supporter"),
        (third, "2023-02-01", "person"),
    ):
        assert WAITS[language] not in page_of(other, day, language, role)


def test_the_officer_reads_it_before_and_after_trying(two_a_month: Definition, desk) -> None:
    first, second, third = (waits_for_the_decision(two_a_month, "2023-01") for _ in range(3))
    olga = desk("olga", "travel")
    path = f"work/{third.case.receipt_number}/"
    with on("2023-01-20"):
        assert 'id="no-place"' not in olga.sees(path)
    for story in (first, second):
        story.does("2023-01-20", DECIDER, "authorized")
    with on("2023-01-20"):
        told = olga.sees(path)
        assert "2 of 2 places are taken." in told
        assert "What takes a place cannot be decided now." in told
        assert "There are places again from 1 February 2023." in told
        assert "2 de 2 plazas están ocupadas." in olga.sees(path, "es")
        tried = olga.sends(third, "decide", outcome="authorized", reasons="")
        assert "Nothing was decided: the case waits and keeps its place in line." in tried
    with on("2023-02-01"):
        assert 'id="no-place"' not in olga.sees(path)


def test_the_officer_reads_that_the_programme_disagrees_with_itself(
    two_a_month: Definition, desk, test_databases: Databases
) -> None:
    first, second = (waits_for_the_decision(two_a_month, "2023-01") for _ in range(2))
    first.does("2023-01-17", DECIDER, "authorized")
    limits = two_a_month.folder / "limits.yaml"
    limits.write_text(limits.read_text(encoding="utf-8").replace("size: 2\n", "size: 3\n"))
    with test_databases.as_owner():
        digest = store_content(two_a_month.folder)
        record_loaded(programme="us-mx-ve-2022", variant="article", digest=digest)
    olga = desk("olga", "travel")
    with on("2023-01-20"):
        tried = olga.sends(second, "decide", outcome="authorized", reasons="")
    assert "two different numbers of places for the same day" in tried
    assert second.stands_at == ("travel_decision", "open")


def test_where_no_day_is_known_none_is_promised(one_place: Definition) -> None:
    waits = waits_for_the_decision(one_place, "2022-11")
    revoked(one_place)
    told = page_of(waits, "2022-11-23")
    assert "All places of the programme are taken." in told
    assert "The programme names no day from which there are more." in told
    assert "A place that someone does not use comes back, also before that." in told


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_may_ask_for_a_review_reads_until_when_the_place_is_kept(
    one_place: Definition, desk, language: str
) -> None:
    ana = revoked(one_place)
    olga, path = desk("olga", "travel"), f"work/{ana.case.receipt_number}/"
    mine, theirs, under_review = {
        "en": ("Your place is kept for you until the end of", "Its place of the cap is kept until the end", "until the review is decided"),
        "es": ("Se le guarda su plaza hasta el final del", "Su plaza del cupo se guarda hasta el final", "hasta que se resuelva la revisión"),
    }[language]  # fmt: skip
    assert mine in page_of(ana, "2022-11-22", language)
    assert mine not in page_of(ana, "2022-11-22", language, "supporter")
    with on("2022-11-22"):
        assert theirs in olga.sees(path, language)
    ana.asks("2022-11-23", services.request_review, ana.person)
    assert under_review in page_of(ana, "2022-11-24", language)
    with on("2022-11-24"):
        assert under_review in olga.sees(path, language)
    ana.asks("2022-11-25", services.decide_review, APPEALS, outcome="upheld", reasons="It was.")
    assert mine not in page_of(ana, "2022-11-26", language)
    assert under_review not in page_of(ana, "2022-11-26", language)
    with on("2022-11-26"):
        assert 'id="kept-place"' not in olga.sees(path, language)
