"""What holds for every address: who may read it, which headers it carries, which language."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from safeconduct.web import settings as web_settings
from safeconduct.web.access import ACCESS

pytestmark = pytest.mark.database


def routes(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every route below a resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        else:
            yield entry


def test_every_route_says_who_may_read_it(database: str) -> None:
    found = list(routes(get_resolver()))
    nameless = [str(route.pattern) for route in found if not route.name]
    assert not nameless, f"routes need a name for the access table: {nameless}"
    assert {route.name for route in found} == set(ACCESS)
    assert all(entry.readers for entry in ACCESS.values()), "a route for nobody is no route"


@pytest.mark.parametrize("address", ["/", "/en/", "/es/", "/health", "/nowhere"])
def test_every_answer_is_closed_to_others_and_sets_no_cookie(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("asked", "given"), [("es-VE,es;q=0.9", "/es/"), ("en", "/en/"), ("uk", "/en/"), ("", "/en/")]
)
def test_the_root_leads_to_the_readers_language(visitor: Client, asked: str, given: str) -> None:
    answer = visitor.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, given)


def test_health_tells_when_the_database_is_gone(visitor: Client) -> None:
    assert visitor.get("/health").status_code == 200
    connections.close_all()
    before = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = "no_such_database"
    try:
        answer = visitor.get("/health")
    finally:
        connections.close_all()
        connections.settings["default"]["NAME"] = before
    assert answer.status_code == 503
    assert answer.json()["database"] == "no answer"


def test_an_unknown_host_name_is_refused(visitor: Client) -> None:
    assert visitor.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400


def test_behind_a_proxy_that_speaks_tls_forms_are_known_and_browsers_told(
    monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.setenv("SAFECONDUCT_HTTPS", "1")
    monkeypatch.setenv("SAFECONDUCT_PROXIES", "1")
    held = runpy.run_path(str(Path(web_settings.__file__)))
    told = {name: held[name] for name in held if name.startswith(("SECURE_", "CSRF_", "SESSION_"))}
    with override_settings(**told):
        client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
        tls = {"X-Forwarded-Proto": "https", "Origin": "https://localhost"}
        page = client.get("/en/sign-in/case/", headers=tls)
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert client.cookies["csrftoken"]["secure"]
        token = re.search('csrfmiddlewaretoken" value="([^"]+)', page.content.decode())[1]
        sent = client.post("/en/sign-in/case/", {"csrfmiddlewaretoken": token}, headers=tls)
    assert sent.status_code == 200
