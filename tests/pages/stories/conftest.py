"""The stories' own fixtures, for the pages: a walk in each language, and the programmes of the stories."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pages.stories.walking import Walk
from tests.stories.conftest import definitions, two_a_month

__all__ = ("definitions", "two_a_month")


@pytest.fixture(params=["en", "es"])
def walk(request, page_at, site) -> Iterator[Walk]:
    """A story's main steps through the pages, in one language and then in the other."""
    with Walk.begun(page_at, site, request.param) as walk:
        yield walk


@pytest.fixture
def as_published(monkeypatch) -> None:
    """People apply under the published notice here."""
    monkeypatch.setenv("SAFECONDUCT_PROGRAMME", "us-mx-ve-2022/notice")
