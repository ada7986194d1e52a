"""Pages for what goes wrong, in both languages."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation

from safeconduct.web import failures

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("address", "told"),
    [("/en/nowhere/", "There is no page here"), ("/es/nowhere/", "Aquí no hay ninguna página")],
)
def test_an_address_that_leads_nowhere(visitor, address: str, told: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert told in answer.content.decode()
    assert "23" in answer.content.decode()


@pytest.mark.parametrize(("language", "told"), [("en", "went wrong"), ("es", "salió mal")])
def test_our_own_mistake_is_told_without_leaning_on_anything(language: str, told: str) -> None:
    with translation.override(language):
        answer = failures.failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert told in answer.content.decode()
