"""Test modules here import Django's models, which need Django set up; and mail goes to a list."""

from __future__ import annotations

from collections.abc import Iterator

import django
import pytest

django.setup()

from django.core import mail  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.test import override_settings  # noqa: E402


@pytest.fixture(autouse=True)
def outbox() -> Iterator[list[mail.EmailMessage]]:
    """Messages sent during the test."""
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield mail.outbox


@pytest.fixture
def no_tries(database: str) -> None:
    """Nobody has tried anything yet: tests share a database and an address."""
    cache.clear()
