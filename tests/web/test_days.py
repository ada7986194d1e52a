"""One door from an instant to a day: every page asks the place where days are counted."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from safeconduct.cases.definitions import course
from safeconduct.flow.course import Calendar, calendar_of
from safeconduct.programme import load
from safeconduct.web import wording
from safeconduct.web.templatetags.safeconduct import as_day_at, day_at

SOURCE = Path(__file__).parents[2] / "src/safeconduct"
#: An instant turned into a day without a place: in templates, and in what people are told.
IN_TEMPLATES = re.compile(
    r"\.date\s*\||\|\s*(?:naturalday|timesince)|_at\s*\|\s*(?:as_)?day\b|\{%\s*now\b"
)
IN_PYTHON = re.compile(r"(?:_at|\.at|now\(\))\.(?:date\(\)|strftime)|clock\.today\(\)")
#: The seal of a paper that was not issued here: no case says where its days are counted.
ALLOWED = {("cases/authorizations.py", "clock.today()")}


def test_no_template_makes_a_day_of_an_instant_by_itself() -> None:
    found = [
        (path.name, match[0])
        for path in sorted((SOURCE / "web/templates").rglob("*.html"))
        for match in IN_TEMPLATES.finditer(path.read_text())
    ]
    assert found == []


def test_no_page_service_or_command_does() -> None:
    found = {
        (str(path.relative_to(SOURCE)), match[0])
        for folder in ("web", "cases", "cli", "capacity", "messages", "accounts")
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for match in IN_PYTHON.finditer(path.read_text())
    }
    assert found == ALLOWED


def test_an_instant_is_no_day() -> None:
    with pytest.raises(TypeError, match="asked of a place"):
        wording.day(datetime(2022, 12, 1, 1, 30, tzinfo=UTC))


def test_a_programme_without_posts_counts_where_it_says() -> None:
    calendar = calendar_of(load("uniting-for-ukraine"))
    assert calendar.day(datetime(2022, 12, 1, 1, 30, tzinfo=UTC)) == date(2022, 11, 30)
    assert calendar.countries == ()
    assert calendar_of(load("eu-georgia-readmission")) == Calendar()


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2023-03-12T04:30", "2023-03-11"),  # 23:30, the clocks go forward in the night
        ("2023-03-12T05:30", "2023-03-12"),  # 00:30
        ("2023-03-13T03:30", "2023-03-12"),  # 23:30, in summer time
        ("2023-03-13T04:30", "2023-03-13"),  # 00:30
        ("2023-11-05T03:30", "2023-11-04"),  # 23:30, the clocks go back in the night
        ("2023-11-06T04:30", "2023-11-05"),  # 23:30, in winter time
    ],
)
def test_a_day_is_the_place_s_own_also_when_the_clocks_change(utc: str, day: str) -> None:
    instant = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    calendar = calendar_of(load("us-mx-ve-2022", "notice"))
    assert calendar.day(instant) == date.fromisoformat(day)
    assert f'datetime="{day}"' in as_day_at(instant, calendar)


def test_a_programme_counts_where_it_takes_applications() -> None:
    definition = load("us-mx-ve-2022", "article")
    calendar, half_past_eight = calendar_of(definition), datetime(2022, 12, 1, 1, 30, tzinfo=UTC)
    assert calendar.day(half_past_eight) == date(2022, 11, 30)
    assert course(definition, "admission").day(half_past_eight) == date(2022, 11, 30)
    assert Calendar().day(half_past_eight) == date(2022, 12, 1)
    assert day_at(half_past_eight, calendar) == "30 November 2022"
    assert as_day_at(half_past_eight, calendar) == (
        '<time datetime="2022-11-30">30 November 2022</time>'
    )
    assert as_day_at(None, calendar) == ""
