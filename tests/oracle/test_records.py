"""`some`, `every` and counts over records that are partly unknown; tables worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.oracle import UNKNOWN, Records, answer, evaluate

FIELDS = frozenset({"country", "manner", "day"})


def records(*given, complete=True):
    """Records from letters: T satisfies country = "US", F does not, ? is unknown."""
    country = {"T": "US", "F": "MX", "?": UNKNOWN, "0": None}
    built = tuple({"country": country[g], "manner": "irregular", "day": None} for g in given)
    return {"entries": Records(built, complete, FIELDS)}


@pytest.mark.parametrize(
    ("given", "complete", "some", "every"),
    [
        ("", True, False, True),
        ("", False, None, None),
        ("T", True, True, True),
        ("T", False, True, None),
        ("F", True, False, False),
        ("F", False, None, False),
        ("?", True, None, None),
        ("?", False, None, None),
        ("TF", True, True, False),
        ("TF", False, True, False),
        ("T?", True, True, None),
        ("F?", True, None, False),
        ("T?", False, True, None),
        ("F?", False, None, False),
        ("0", True, False, False),
        ("0?", True, None, False),
    ],
)
def test_some_and_every(given, complete, some, every):
    scope = records(*given, complete=complete)
    assert answer('some e in entries satisfies e.country = "US"', scope) is some
    assert answer('every e in entries satisfies e.country = "US"', scope) is every
    # A filter first, then a question that every record passes: the same as `some`.
    filtered = 'some e in entries[country = "US"] satisfies e.manner = "irregular"'
    assert answer(filtered, scope) is some


@pytest.mark.parametrize(
    ("given", "complete", "number"),
    [
        ("", True, 0),
        ("TTF", True, 2),
        ("TTF", False, None),
        ("TT?", True, None),
        ("F0", True, 0),
    ],
)
def test_a_count_needs_every_record(given, complete, number):
    found = evaluate('count(entries[country = "US"])', records(*given, complete=complete))
    assert found is UNKNOWN if number is None else found == Decimal(number)


def test_a_second_filter_does_not_settle_what_the_first_left_open():
    text = 'count(entries[country = "US"][manner = "irregular"])'
    assert evaluate(text, records("T", "F")) == Decimal(1)
    assert evaluate(text, records("T", "?")) is UNKNOWN


def test_a_field_that_the_question_leaves_alone_may_be_unknown():
    scope = {
        "entries": Records(({"country": "US", "manner": UNKNOWN, "day": UNKNOWN},), True, FIELDS)
    }
    assert answer('some e in entries satisfies e.country = "US"', scope) is True
    assert answer("count(entries) = 1", scope) is True
    text = 'some e in entries satisfies e.country = "MX" and e.manner = "irregular"'
    assert answer(text, scope) is None, "a record is unknown as soon as one field that it needs is"


def test_a_fact_beside_the_records():
    scope = {**records("F"), "since": UNKNOWN, "until": date(2022, 10, 19)}
    text = 'some e in entries satisfies e.country = "US" and e.day > {}'
    assert answer(text.format("since"), scope) is None
    assert answer(text.format("until"), scope) is False
    assert answer(text.format("since"), {**scope, **records()}) is None


def test_the_latest_of_several_days():
    days = [date(2022, 10, 1), date(2022, 11, 1)]
    built = tuple({"country": "US", "manner": "regular", "day": day} for day in days)
    text = 'max(entries[country = "US"].day) = @"2022-11-01"'
    assert answer(text, {"entries": Records(built, True, FIELDS)}) is True
    assert answer(text, {"entries": Records(built, False, FIELDS)}) is None
    lost = ({"country": "US", "manner": "regular", "day": UNKNOWN}, *built)
    assert answer(text, {"entries": Records(lost, True, FIELDS)}) is None
    assert answer("max(entries.day) = null", records()) is True


def test_a_record_that_gives_null_fails_every_where_only_true_matters():
    rows = ({"country": None, "manner": "a", "day": None}, {"country": UNKNOWN, "day": UNKNOWN})
    scope = {"entries": Records(rows, True, FIELDS)}
    text = 'every e in entries satisfies e.day > @"2022-10-19"'
    assert answer(text, scope) is False
    assert answer(f"not({text})", scope) is None
    assert answer(text.replace("every", "some"), scope) is None


def test_lists_of_values_taken_from_records():
    assert answer('list contains(entries.country, "US")', records("T", "F")) is True
    assert answer('"US" in entries.country', records("F")) is False
    assert answer('"US" in entries.country', records("T", "?")) is True
    assert answer('"US" in entries.country', records("F", "?")) is None
    assert answer('list contains(entries.country, "US")', records("T", complete=False)) is True
    assert answer('list contains(entries.country, "US")', records("F", complete=False)) is None


def test_what_a_filter_leaves_out_may_still_be_unknown():
    mexican = {"country": "MX", "manner": UNKNOWN, "day": UNKNOWN}
    american = {"country": "US", "manner": "irregular", "day": date(2022, 11, 1)}
    scope = {"entries": Records((mexican, american), True, FIELDS)}
    # A count asks for the filter's fields alone; a greatest day for the day of every record.
    assert answer('count(entries[country = "US"]) = 1', scope) is True
    assert answer('max(entries[country = "US"].day) = @"2022-11-01"', scope) is None
    text = 'every e in entries[country = "US"] satisfies e.manner = "irregular"'
    assert answer(text, scope) is None
    text = 'some e in entries[country = "US"] satisfies e.manner = "irregular"'
    assert answer(text, scope) is True
    assert answer('count(entries[country = "US"][manner = "irregular"]) = 1', scope) is None
