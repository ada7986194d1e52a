"""Dates known to the month or the year: how they are written, refused, ordered and told."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.eligibility import screen
from safeconduct.issuing.letters import cited
from safeconduct.issuing.words import dated_in_words
from safeconduct.programme import available, load
from safeconduct.programme.json_schemas import schemas
from safeconduct.programme.schema import Mark, PartialDate, Source
from tests import small_programme
from tests.programme.test_load import messages

DATES = st.dates(min_value=date(1000, 1, 1))
WRITTEN = DATES.flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"])
)


@given(WRITTEN)
def test_what_is_written_is_what_is_kept(text: str) -> None:
    found = PartialDate.of(text)
    assert str(found) == text
    assert PartialDate.of(str(found)) == found
    assert (found.exact is None) == (len(text) < 10)
    assert found.first <= found.last
    assert str(found.first).startswith(text) and str(found.last).startswith(text)


@given(WRITTEN, WRITTEN)
def test_one_comes_before_another_by_its_last_day(one: str, other: str) -> None:
    a, b = PartialDate.of(one), PartialDate.of(other)
    if a.last != b.last:
        assert (a < b) == (a.last < b.last)
    else:
        assert (a < b) == (a.first < b.first)
    assert (a <= b) and (b <= a) if a == b else (a < b) != (b < a)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        (date(2022, 10, 19), "2022-10-19", "2022-10-19"),
        ("2022-10", "2022-10-01", "2022-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (2023, "2023-01-01", "2023-12-31"),
    ],
)
def test_a_month_lasts_from_its_first_to_its_last_day(written, first: str, last: str) -> None:
    found = PartialDate.of(written)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.last.day == monthrange(found.last.year, found.last.month)[1] or found.exact


def test_a_month_comes_after_the_days_in_it_and_before_the_next() -> None:
    in_order = ["2022-09-30", "2022-10-01", "2022-10-30", "2022-10", "2022-10-31", "2022-11-01",
                "2022", "2022-12-31", "2023-01"]  # fmt: skip
    assert sorted(map(PartialDate.of, reversed(in_order))) == list(map(PartialDate.of, in_order))


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        (
            "2022-1",
            "`2022-1` is no date; accepted: a day (2022-10-19), a month (2022-10) or a year",
        ),
        ("2022-13", "`2022-13` names month 13"),
        ("2022-00", "`2022-00` names month 0"),
        ("2023-02-29", "`2023-02-29` is no day of the calendar"),
        ("October 2022", "`October 2022` is no date"),
        (True, "`True` is no date"),
        (22, "`22` is no date"),
        (datetime(2022, 10, 19, 8), "is no date"),  # noqa: DTZ001
        ("2022-10-19T08:00", "is no date"),
    ],
)
def test_what_is_no_date_is_refused_with_what_is_accepted(given_, why: str) -> None:
    with pytest.raises(ValueError, match="accepted: a day") as refused:
        PartialDate.of(given_)
    assert why in str(refused.value)


LAW = "  law: {citation: The Law, date: 2022-01-01, mark: V}"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "date: 2022-13",
            "11:28: small: `2022-13` names month 13; accepted: a day (2022-10-19), a month",
        ),
        ("date: 2022-10-32", "`2022-10-32` is no day of the calendar"),
        ("date: yes", "`True` is no date"),
        ("not_before: 2022-10", "`not_before`"),
        ("address: none", "one of `date` (a day, a month or a year), `not_before` or `not_after`"),
        ("date: 2022, not_after: 2022-10-01", "one of `date`"),
        ("date: 2022-10, checked: 2022-09-30", "checked (2022-09-30) lies before its own date"),
    ],
)
def test_a_wrong_date_of_a_source_is_named_with_its_line(
    tmp_path: Path, keys: str, expected: str
) -> None:
    spoilt = ("programme.yaml", LAW, f"  law: {{citation: The Law, {keys}, mark: V}}")
    (found,) = messages(small_programme.write(tmp_path, spoilt))
    assert found.startswith("small/programme.yaml:") and expected in found, found


@pytest.mark.parametrize(
    ("keys", "en", "es"),
    [
        ({"date": "2022-10-19"}, "19 October 2022", "19 de octubre de 2022"),
        ({"date": "2022-10"}, "October 2022", "octubre de 2022"),
        ({"date": 2023}, "2023", "2023"),
        ({"not_before": "2022-04-21"}, "undated, not before 21 April 2022",
         "sin fecha, no antes del 21 de abril de 2022"),
        ({"not_after": "2026-11-24"}, "undated, not after 24 November 2026",
         "sin fecha, no después del 24 de noviembre de 2026"),
    ],
)  # fmt: skip
def test_a_letter_tells_no_more_of_a_date_than_is_known(keys, en: str, es: str) -> None:
    source = Source(citation="A text", mark=Mark.SECONDARY, **keys)
    assert (dated_in_words(source, "en"), dated_in_words(source, "es")) == (en, es)


def test_a_letter_and_a_finding_carry_it(tmp_path: Path) -> None:
    known = ("programme.yaml", "date: 2022-01-01, mark", "date: 2022-01, mark")
    definition = load(str(small_programme.write(tmp_path, known)))
    assert list(cited(definition, ("law#two",), "es")) == ["The Law, enero de 2022"]
    answer = screen(definition, "admission", date(2022, 11, 23), {}).as_data("en")
    assert {s["date"] for f in answer["findings"] for s in f["sources"]} == {"2022-01"}


@pytest.mark.parametrize(
    ("date_", "is_accepted"),
    [("2022-10-19", True), ("2022-10", True), (2022, True), ("2022", True), ("2022-13", False),
     ("2022-1", False), (22, False), (True, False), ("soon", False)],
)  # fmt: skip
def test_the_published_schema_accepts_the_same(date_, is_accepted: bool) -> None:
    schema = schemas()["programme"]
    one = {"$ref": "#/$defs/Source", "$defs": schema["$defs"]}
    source = {"citation": "A text", "mark": "V", "date": date_}
    assert jsonschema.Draft202012Validator(one).is_valid(source) == is_accepted


def test_no_shipped_source_pretends_a_day_that_it_says_is_not_known() -> None:
    for name in available():
        for key, source in load(name).programme.sources.items():
            assert "day not known" not in source.citation, (name, key)
            assert "day given" not in source.citation, (name, key)
