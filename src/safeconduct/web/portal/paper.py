"""What was handed out in a case, as its reader may see it: letters, and the travel authorization."""

from __future__ import annotations

from typing import Any

from safeconduct.cases.authorizations import IssuedAuthorization, authorization_of
from safeconduct.cases.letters import letters_for
from safeconduct.flow.events import PARTIES
from safeconduct.messages.selectors import unopened
from safeconduct.web import wording
from safeconduct.web.portal.own import OwnCase


def letters(own: OwnCase) -> dict[str, Any]:
    """For `components/letters.html`: the reader's letters, and which of them are new to them."""
    found = letters_for(own.case, own.me, language=wording.language())
    new: frozenset[Any] = frozenset()
    if own.me.role in PARTIES and own.me.account:
        new = unopened(own.me.account, [letter.id for letter in found if not letter.is_erased])
    return {"letters": found, "unopened": new}


def authorization(own: OwnCase) -> IssuedAuthorization | None:
    """The travel authorization; it is the person's alone: who holds it holds its code."""
    return authorization_of(own.case) if own.is_person else None
