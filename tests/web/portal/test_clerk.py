"""A clerk opens a case for someone who comes in person."""

from __future__ import annotations

import re

import pytest

from safeconduct.accounts import offices
from safeconduct.accounts.models import Account
from safeconduct.accounts.services import account_for_code
from safeconduct.cases import selectors
from safeconduct.cases.models import Case
from tests.signing_in import signed_in
from tests.web.portal.applying import Someone

pytestmark = pytest.mark.database


def at_the_counter(*roles: str, name: str) -> Someone:
    someone = Someone("es")
    someone.client = signed_in(name, *roles)
    return someone


def test_a_sheet_with_number_pin_and_what_happens_next(portal) -> None:
    clerk = at_the_counter(offices.CLERK, name="clerk-of-the-sheet")
    clerk.goes("/apply/in-person/")
    form = dict(clerk.page.hidden) | {"who": "person", "kind": "person"}
    page = clerk.sends(form)
    clerk._wrote_down(page)
    assert "Qué pasa ahora" in page.text and "Nadie puede venderle un lugar" in page.text
    case = clerk.case
    (opened, *_rest) = selectors.events_of(case)
    assert (opened.actor.role, opened.actor.acting_for) == ("officer.clerk", "beneficiary")
    name = case.parties.get(role="beneficiary").account
    assert account_for_code(names=[name], pin=clerk.pin) == Account.objects.get(name=name)
    before, first = Case.objects.count(), clerk.pin
    page = clerk.sends(form, "/apply/in-person/")
    assert "no se abrió otro" in page.text or "ya estaba abierto" in page.text
    assert Case.objects.count() == before
    assert account_for_code(names=[name], pin=first) is None
    clerk.sends({"who": "nobody", "key": "x"}, "/apply/in-person/", status=400)
    assert re.search(r"\d{4} \d{4}", page.text)


def test_nobody_else_reaches_it(portal) -> None:
    at_the_counter(offices.PORT, name="port-of-the-sheet").goes("/apply/in-person/", status=404)
    sam = Someone().begins("supporter")
    sam.goes("/apply/in-person/", status=404)
    assert "Sign in" in Someone().goes("/apply/in-person/").text
