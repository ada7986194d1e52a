"""Who may read which page: one line for each route, and a test that no route lacks one."""

from __future__ import annotations

from enum import StrEnum


class Reader(StrEnum):
    """A kind of reader, as the desks know them."""

    ANYONE = "anyone"


#: Route name -> who may read it.
READERS: dict[str, frozenset[Reader]] = {
    "health": frozenset({Reader.ANYONE}),
    "home": frozenset({Reader.ANYONE}),
    "caseload": frozenset({Reader.ANYONE}),
    "check": frozenset({Reader.ANYONE}),
    "people": frozenset({Reader.ANYONE}),
    "person": frozenset({Reader.ANYONE}),
    "programme": frozenset({Reader.ANYONE}),
}
