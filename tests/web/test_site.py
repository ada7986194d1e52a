"""What holds for every address: who may read it, which headers it carries, which language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

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
