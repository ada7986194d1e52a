"""Tries other people's identifiers on a route, beside identifiers that nobody has.

The thing that an address names is its first part; further parts are filled with something that fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.test import Client
from django.urls import get_resolver, reverse

from safeconduct.accounts import offices
from safeconduct.web.access import Entry, Thing, may_reach
from tests.signing_in import signed_in

#: What fits a converter, by its class's name.
FILLING = {
    "IntConverter": 1,
    "SlugConverter": "x",
    "StringConverter": "x",
    "PathConverter": "x",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@dataclass(frozen=True)
class Pair:
    """Two names of a thing: one that is somebody else's, and one that nobody has."""

    foreign: object
    missing: object


def told_apart(route: str, entry: Entry, pair: Pair) -> list[str]:
    """Who can tell, on this route, a thing that is not theirs from one that is not there."""
    found = []
    for reader, client in _strangers(entry):
        for parts in _parts(route):
            for method in ("get", "post"):
                answers = [
                    _answer(client, method, route, parts, name)
                    for name in (pair.foreign, pair.missing)
                ]
                if answers[0] != answers[1]:
                    found.append(f"{method} {route} as {reader}: {answers[0][0]}, {answers[1][0]}")
                elif answers[0][0] not in (302, 403, 404, 405):
                    found.append(f"{method} {route} as {reader}: {answers[0][0]} for a stranger")
    return found


def _strangers(entry: Entry) -> Iterator[tuple[str, Client]]:
    """Everyone to whom the thing does not belong. A case belongs to every officer who may reach it."""
    yield "nobody", Client(headers={"host": "localhost"})
    yield "another party", signed_in("stranger")
    for role in offices.ROLES:
        is_theirs = entry.thing is Thing.CASE and may_reach(entry, is_signed_in=True, role=role)
        if not is_theirs:
            yield role, signed_in(role.replace(".", "-"), role)


def _parts(route: str) -> Iterator[Mapping[str, object]]:
    """For each way to write the route's address: its parts, filled; the first is the thing's."""
    for shapes, _pattern, _defaults, converters in get_resolver().reverse_dict.getlist(route):
        for _text, names in shapes:
            if names:
                yield {name: FILLING[type(converters[name]).__name__] for name in names}


def _answer(
    client: Client, method: str, route: str, parts: Mapping[str, object], thing: object
) -> tuple[int, str, str]:
    address = reverse(route, kwargs={**parts, next(iter(parts)): thing})
    answer = getattr(client, method)(address)
    body = b"".join(answer) if answer.streaming else answer.content
    said = _TOKEN.sub("", body.decode("utf-8", "replace"))
    location = answer.headers.get("Location", "")
    return answer.status_code, _without(address, said), _without(address, location)


def _without(address: str, said: str) -> str:
    """What was said, without the address itself, which the links to other languages repeat."""
    own = address.removeprefix("/en")
    for text in (own, quote(own), quote(own, safe="")):
        said = said.replace(text, "…")
    return said
