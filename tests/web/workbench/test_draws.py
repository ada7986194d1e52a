"""The order in which cases are taken, and draws where chance has a part in it."""

from __future__ import annotations

import json

import pytest

from safeconduct.capacity.models import Draw
from tests.stories.telling import on

pytestmark = pytest.mark.database


def posts(officer, path: str, **given: str) -> str:
    answer = officer.client.post(f"/en/work/draws/{path}", given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_where_the_oldest_come_first_nothing_is_drawn(filed, desk) -> None:
    filed()
    with on("2022-11-23"):
        chief = desk("chief-9", "supervisor")
        page = chief.sees("work/draws/")
        assert "oldest first" in page and "1 case waits" in page
        assert "Announce a draw" not in page
        at = "/en/work/draws/supporter_review/announce/"
        assert chief.client.post(at).status_code == 404
        assert not Draw.objects.exists()
        assert desk("boss-1", "manager").client.get("/en/work/draws/").status_code == 404


def test_a_draw_of_the_evening_bears_that_day(filed, desk) -> None:
    filed("2023-06-01")
    with on("2023-06-06T03:30+00:00"):
        page = posts(desk("chief-9", "supervisor"), "supporter_review/announce/")
        assert "Announced on 5 June 2023" in page
        posts(desk("chief-9", "supervisor"), f"{Draw.objects.get().id}/make/", places="1")
        assert "Made on 5 June 2023" in desk("chief-9", "supervisor").sees("work/draws/")


def test_a_draw_is_announced_made_once_and_proved(filed, desk) -> None:
    stories = [filed("2023-06-01") for _ in range(3)]
    with on("2023-06-05"):
        chief = desk("chief-9", "supervisor")
        page = posts(chief, "supporter_review/announce/")
        draw = Draw.objects.get()
        assert "The draw is announced." in page and draw.seed_digest in page
        assert draw.seed not in page
        assert "second time changed nothing" in posts(chief, "supporter_review/announce/")
        for wrong in ("", "0", "-3", "two", "9999999"):
            page = posts(chief, f"{draw.id}/make/", places=wrong)
            assert "Enter the number of places" in page and f'href="#places-{draw.id}"' in page
        at = f"/en/work/draws/{draw.id}/proof/"
        assert chief.client.get(at).status_code == 404
        page = posts(chief, f"{draw.id}/make/", places="2")
        assert "The draw is made." in page and "2 of 3 were taken." in page
        assert "second time changed nothing" in posts(chief, f"{draw.id}/make/", places="3")
        told = json.loads(chief.client.get(at).content)
        assert told["announced_seed_digest"] == draw.seed_digest
        assert len(told["pool"]) == 3
        seen = [
            desk("review-7", "supporter_review").sees(f"work/{story.case.receipt_number}/")
            for story in stories
        ]
        assert sum("Drawn by lot: its turn is number" in page for page in seen) == 2


def test_the_place_in_line_stands_on_the_case(filed, desk) -> None:
    story = filed()
    with on("2022-11-23"):
        page = desk("review-7", "supporter_review").sees(f"work/{story.case.receipt_number}/")
    assert "Oldest first: fewer than 10 cases came earlier." in page
