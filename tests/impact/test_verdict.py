"""The verdict: each sentence with its numbers, in both languages, and none that the design does not carry."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from safeconduct.impact import saying, sentences
from safeconduct.impact.analysis import Analysis, estimated, measured
from safeconduct.impact.claims import recount
from safeconduct.impact.displacement import displacement, months_before
from safeconduct.impact.effect import Scale
from safeconduct.impact.shipped import load_figures
from safeconduct.impact.study import Study, load_study
from safeconduct.impact.verdict import Verdict, verdict
from safeconduct.programme import load
from safeconduct.programme.schema import PartialDate
from tests.impact import studies


def of(study: Study, table: pl.DataFrame, analysis: Analysis | None = None) -> Verdict:
    analysis = analysis or estimated(study, table)
    return verdict(analysis, displacement(study, table), recount(study, table), table)


def said(found: Verdict, part: str, language: str = "en") -> str:
    [held] = [each for each in found.parts if each.name == part]
    return "\n".join(sentence.as_data()[language] for sentence in held.sentences)  # type: ignore[misc]


@pytest.fixture(scope="module")
def shipped() -> Verdict:
    definition = load("us-mx-ve-2022")
    return of(load_study(definition), load_figures(definition.folder).table)


def test_the_answer_for_the_reference_programme(shipped: Verdict) -> None:
    """12,282 a month in all months before, 25,551 in the last three, 6,504 after: 47 to 75 percent fewer."""
    assert shipped.answer.en == (
        "Venezuelans met between ports of entry, southwest border: between 47 percent and 75 percent fewer "
        "a month in November and December 2022 than before, by the months with which one compares. How "
        "much of that the measure did cannot be told from these figures."
    )
    assert (
        "entre 47 por ciento y 75 por ciento menos al mes en noviembre y diciembre"
        in shipped.answer.es
    )
    assert "no puede saberse con estas cifras" in shipped.answer.es


def test_the_second_programme_is_told_by_the_same_words() -> None:
    """Ukrainians at ports: 1,176 a month just before, 62 a year before, 126 after. No code knows them."""
    definition = load("uniting-for-ukraine")
    found = of(load_study(definition), load_figures(definition.folder).table)
    assert found.answer.en.startswith(
        "Ukrainians met at ports of entry, southwest border: from 89 percent fewer to 102 percent more a "
        "month from May to July 2022 than before, by the months with which one compares."
    )
    assert "Whether there were fewer or more hangs on the months" in said(found, "seen")
    text = said(found, "effect")
    assert "2020-04, 2020-06 and 2020-07 are zero, and this method takes logarithms" in text
    assert "April 2022, when most Ukrainians came" in said(found, "untold")
    assert [part.name for part in found.parts] == [
        "seen",
        "how_long",
        "others",
        "effect",
        "else",
        "untold",
    ]


def test_what_fell_is_said_against_three_sets_of_months(shipped: Verdict) -> None:
    text = said(shipped, "seen")
    assert "22,556 a month in November and December 2021 (the same months a year earlier)" in text
    assert "So there were between 47 percent and 75 percent fewer" in text
    assert "entre 47 por ciento y 75 por ciento menos" in said(shipped, "seen", "es")


def test_for_how_long_is_said_by_the_month(shipped: Verdict) -> None:
    text = said(shipped, "how_long")
    assert "(25,551) for 5 months, until March 2023; in April 2023 it was 29,731." in text
    assert "in 21 of the 26 months of November 2022 to December 2024" in text
    assert "(June to December 2023): 28,637 a month, 12 percent more" in text


def test_what_else_moved_stands_beside_it(shipped: Verdict) -> None:
    text = said(shipped, "else")
    assert "11,364 of 13,008 (Venezuelans met between ports of entry, southwest border)" in text
    assert "87 percent" in text
    assert "through the Darién, Panama: 26,366 a month" in text and "96 percent fewer" in text
    assert "at ports of entry, southwest border: 53 a month" in text and "30 times as many" in text
    assert "with an appointment at a port (app): no figures for November and December 2022" in text


def test_others_and_why_nothing_leads(shipped: Verdict) -> None:
    assert "The 17 groups with which the plan compares, together: 164,817 a month" in said(
        shipped, "others"
    )
    text = said(shipped, "effect")
    assert "It cannot be told from these figures: each of the 2 estimates" in text
    assert "19 months before the start; this model needs 24." in text
    assert "Months are compared here, not causes" in text


def test_the_claim_that_began_it_is_answered_in_numbers(shipped: Verdict) -> None:
    text = said(shipped, "claim")
    assert "not stated precisely enough" in text
    assert "from 75 percent fewer to 63 percent more" in text
    assert (
        "On the figures of that day, at the whole southwest border, October against September 2022: 22,044 a month after 33,804, 34.8 percent fewer."
        in text
    )
    assert "by the fixed comparison" in text


def test_no_sentence_claims_a_cause_or_calls_anything_significant(shipped: Verdict) -> None:
    ours = [
        s for part in shipped.parts if part.name not in ("claim", "untold") for s in part.sentences
    ]
    for sentence in (shipped.answer, *ours):
        assert not re.search(r"signific|caused|because of|thanks to|led to", sentence.en)
        assert not re.search(r"signific|causó|gracias a|debido a|logró", sentence.es)


def test_every_sentence_is_told_in_both_languages(shipped: Verdict) -> None:
    for part in shipped.parts:
        for sentence in (part.heading, *part.sentences):
            assert sentence.en and sentence.es and sentence.en != sentence.es
            assert "None" not in sentence.en + sentence.es and "nan" not in sentence.en.split()


def test_an_estimate_that_passes_is_the_answer(tmp_path: Path) -> None:
    study, table = studies.study_in(tmp_path), studies.world()
    analysis = measured(estimated(study, table, window="early"), simulations=300)
    found = of(study, table, analysis)
    assert (
        "Synthetic control: 61 percent fewer from February to July 2022 than was expected (95 percent interval:"
        in found.answer.en
    )
    text = said(found, "effect")
    assert "On simulated series of the same shape this interval held the truth in 9" in text
    assert "The other 8 estimates of a share lie between" in text
    assert (
        "By the estimate it is seen without a break from February to July 2022, and in 6 of 6 months"
        in said(found, "how_long")
    )


def test_a_rise_is_called_one(tmp_path: Path) -> None:
    study, table = studies.study_in(tmp_path), studies.world(effect=2.0)
    found = of(study, table)
    assert re.search(r"and [0-9]+ percent more a month from February to July 2022", found.answer.en)
    assert "stayed above the average" in said(found, "how_long")


def test_a_count_that_hangs_on_the_months_is_said_to(tmp_path: Path) -> None:
    """100 a month, 300 in the last three, 200 after: fewer than just before, more than long before."""
    counts = [*[100] * 33, 300, 300, 300, 0, *[200] * 12]
    table = studies.table_of({("encounters", "VE"): counts, ("expulsions", "VE"): counts})
    study = studies.study_in(tmp_path)
    text = said(of(study, table), "seen")
    assert "Whether there were fewer or more hangs on the months with which one compares." in text
    assert (
        "100 a month from February to July 2021 (the same months a year earlier), 200 a month"
        in text
    )


def test_months_published_in_part_are_said_to_be(tmp_path: Path) -> None:
    study, table = studies.study_in(tmp_path), studies.world()
    fact = displacement(study, table).of("elsewhere")
    assert (fact.before.per_month, fact.during("early").published, fact.during("early").of) == (
        100,
        3,
        6,
    )
    assert fact.during("late").per_month is None
    assert "(of 6 months 3 are published)" in said(of(study, table), "else")
    assert months_before(study) == ("2021-10", "2021-12")


@pytest.mark.parametrize(
    ("before", "after", "en", "es"),
    [
        (100, 25, "75 percent fewer", "75 por ciento menos"),
        (100, 95.5, "4.5 percent fewer", "4,5 por ciento menos"),
        (100, 163, "63 percent more", "63 por ciento más"),
        (100, 299, "199 percent more", "199 por ciento más"),
        (100, 350, "3.5 times as many", "3,5 veces la cantidad anterior"),
        (53, 1596, "30 times as many", "30 veces la cantidad anterior"),
        (100, 100, "as many", "igual que antes"),
        (100, 0, "100 percent fewer", "100 por ciento menos"),
        (0, 0, "none, as before", "ninguno, como antes"),
        (0, 7, "where there were none before", "donde antes no había"),
    ],
)
def test_changes_in_words(before: float, after: float, en: str, es: str) -> None:
    assert saying.change(before, after, "en") == en
    assert saying.change(before, after, "es") == es


@pytest.mark.parametrize(
    ("scale", "value", "en", "es"),
    [
        (Scale.LOG, -0.745, "-74%", "-74%"),
        (Scale.LOG, 1.63, "+163%", "+163%"),
        (Scale.LOG, 9.9, "+990%", "+990%"),
        (Scale.LOG, 4e6, ">+1,000%", ">+1.000%"),
        (Scale.COUNT, -7973, "-7,973", "-7.973"),
    ],
)
def test_effects_in_tables(scale: Scale, value: float, en: str, es: str) -> None:
    assert sentences.signed(scale, value, "en") == en
    assert sentences.signed(scale, value, "es") == es


def test_months_and_days_in_words() -> None:
    assert saying.during("2022-11", "2022-11", "en") == "in November 2022"
    assert saying.during("2022-11", "2022-12", "es") == "en noviembre y diciembre de 2022"
    assert saying.during("2022-11", "2023-04", "en") == "from November 2022 to April 2023"
    assert saying.during("2022-07", "2022-09", "es") == "de julio a septiembre de 2022"
    days = [saying.day(PartialDate.of(given), "es") for given in ("2022-11-22", "2022-11", "2022")]
    assert days == ["22 de noviembre de 2022", "noviembre de 2022", "2022"]
    assert saying.number(6504, "es") == "6.504" and saying.number(4.25, "es") == "4,2"


def test_a_year_earlier_that_is_no_longer_before_is_no_comparison(tmp_path: Path) -> None:
    """A window of twelve months: a year earlier reaches into the month in which it began."""
    whole_year = ("first: 2022-02, last: 2022-07", "first: 2022-02, last: 2023-01")
    study, table = studies.study_in(tmp_path, whole_year), studies.world()
    text = said(of(study, table), "seen")
    assert "a year earlier" not in text and "the last months before" in text
