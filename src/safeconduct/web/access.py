"""Who may reach which page, and about what: one line for each route.

`doors` refuses whoever is not named here before a page runs; which one of the things it may be is for
the doors of `cases.access` to say. A test fails for a route without a line, and tries other people's
identifiers on every route whose thing is not `NOTHING`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.accounts import offices


class Reader(StrEnum):
    """Kinds of readers beside the officers' roles, which stand in `accounts.offices`."""

    ANYONE = "anyone"
    #: Whoever is signed in: people who apply, those who act for them, officers.
    SIGNED_IN = "signed_in"
    #: Whoever is signed in and holds no office.
    PARTY = "party"


class Thing(StrEnum):
    """What the address names, of which a reader may see only their own."""

    NOTHING = "nothing"
    #: By receipt number: of a party, their own; of an officer, one of this installation.
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may reach a route, and what it is about."""

    readers: frozenset[str]
    thing: Thing = Thing.NOTHING


def _for(*readers: str, thing: Thing = Thing.NOTHING) -> Entry:
    return Entry(frozenset(readers), thing)


PUBLIC = _for(Reader.ANYONE)
OFFICERS = tuple(offices.ROLES)

#: Route name -> who may reach it, and about what.
ACCESS: dict[str, Entry] = {
    # For everyone.
    "health": PUBLIC,
    "home": PUBLIC,
    "caseload": PUBLIC,
    "check": PUBLIC,
    "people": PUBLIC,
    "person": PUBLIC,
    "programme": PUBLIC,
    "verify": PUBLIC,
    "verify_number": PUBLIC,
    # What is handed out in a case. A letter is read by whom it went to, and by officers.
    "letter": _for(Reader.SIGNED_IN, thing=Thing.CASE),
    "letter_pdf": _for(Reader.SIGNED_IN, thing=Thing.CASE),
    "authorization": _for(Reader.SIGNED_IN, thing=Thing.CASE),
    "authorization_pdf": _for(Reader.SIGNED_IN, thing=Thing.CASE),
    # Signing in and out.
    "sign_in": PUBLIC,
    "sign_out": _for(Reader.SIGNED_IN),
    "sign_in_demo": PUBLIC,
    "choose_office": _for(*OFFICERS),
}


def may_reach(entry: Entry, *, is_signed_in: bool, role: str | None) -> bool:
    """Whether someone may reach a route: `role` is the office they sit in, if any."""
    return (
        Reader.ANYONE in entry.readers
        or (is_signed_in and Reader.SIGNED_IN in entry.readers)
        or (is_signed_in and role is None and Reader.PARTY in entry.readers)
        or (role is not None and role in entry.readers)
    )
