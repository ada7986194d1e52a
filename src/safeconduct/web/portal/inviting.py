"""Handing a case on: a code by which the other party opens an account of their own.

The account is there from the beginning and nobody can sign in to it. The code is its password until it
is used; then a PIN takes its place, so that no code works twice.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.accounts import tries
from safeconduct.accounts.models import Account
from safeconduct.cases import services
from safeconduct.cases.models import Case, Party
from safeconduct.errors import NotFound
from safeconduct.flow import Act
from safeconduct.flow.events import PERSONS
from safeconduct.messages import server
from safeconduct.messages.services import put_mail
from safeconduct.people import services as people
from safeconduct.web import waiting
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal import applying, offered, opening, standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import CO_SUPPORTER, case_page, failed, show

SUPPORTER = "supporter"
#: Without letters and digits that are taken for one another when read out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS = 12


def _other(own: OwnCase) -> str:
    return "beneficiary" if own.me.voice == SUPPORTER else SUPPORTER


def waited_for(own: OwnCase) -> Party | None:
    """The other party, if the case waits for them and they have not opened their account yet."""
    may_invite = (own.is_person or own.me.voice == SUPPORTER) and own.me.acting_for is None
    if not may_invite or own.stage is None or own.stage.actor != _other(own):
        return None
    rows = own.case.parties.filter(role=_other(own)).exclude(account="").order_by("-id")
    return next((row for row in rows if unopened(row.account)), None)


def unopened(name: str) -> Account | None:
    """The account of someone who was invited and has not come yet."""
    return Account.objects.filter(name=name, last_login__isnull=True).first()


def _kept(number: str, code: str) -> str:
    """What is kept of a code, as a password is: it opens nothing but the account of this case."""
    return f"invitation to {number}: {code}"


@case_page
def invite(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """A new code for the other party, shown once; an earlier one is void."""
    party = waited_for(own)
    if party is None:
        raise NotFound(_("Nobody waits for an invitation in this case."))
    if request.method == "POST" and request.POST.get("do") != "show":
        return hand_over(request, own, party)
    return show(request, own, "my/invite.html", _page_of(own, party))


def hand_over(request: HttpRequest, own: OwnCase, party: Party) -> HttpResponse:
    """Make a code for a party who waits, and show it once; by mail as well if an address was given."""
    email = request.POST.get("email", "").strip()[:254]
    if email and not _is_address(email):
        text = _("This is no e-mail address. It looks like name@example.org.")
        return show(
            request,
            own,
            "my/invite.html",
            _page_of(own, party) | {"typed_email": email},
            failed(own, "email", text),
        )
    code = new_code(own.case.receipt_number, party)
    address = request.build_absolute_uri(reverse("invitation"))
    if email and server.configured() is not None:
        # Who reads along learns a number, a code and a page; nothing of the case or who is in it.
        put_mail(
            to=email,
            subject=_("You have been invited"),
            body=_(
                "Someone invites you to open an account of your own.\n\n"
                "Number: %(number)s\nCode: %(code)s\nPage: %(address)s\n\n"
                "If you do not know who this is, do nothing. It is free, and nobody may ask you for money.\n"
            )
            % {"number": own.case.receipt_number, "code": code, "address": address},
            kind="invitation",
            receipt_number=own.case.receipt_number,
        )
    more = {"code": code, "address": address, "mailed_to": email}
    return show(request, own, "my/invite.html", _page_of(own, party) | more)


def _page_of(own: OwnCase, party: Party) -> dict[str, Any]:
    return {
        "role": party.role,
        "party": party,
        "can_send_mail": server.configured() is not None,
        "action": reverse(
            "my_co_supporters" if party.role == CO_SUPPORTER else "my_invitation",
            args=[own.case.receipt_number],
        ),
    }


def _is_address(given: str) -> bool:
    try:
        validate_email(given)
    except ValidationError:
        return False
    return True


def new_code(number: str, party: Party) -> str:
    """A new code; an earlier one is void. NotFound if the account was opened meanwhile."""
    account = unopened(party.account)
    if account is None:
        raise NotFound(_("Nobody waits for an invitation in this case."))
    plain = "".join(secrets.choice(_ALPHABET) for _letter in range(_LETTERS))
    account.set_password(_kept(number, plain))
    account.save(update_fields=["password"])
    return "-".join(plain[at : at + 4] for at in range(0, _LETTERS, 4))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Open one's own account with a case number and a code; then the PIN, shown once."""
    typed = {name: request.POST.get(name, "").strip()[:40] for name in ("number", "code")}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and request.POST.get("do") != "show":
        problems = tuple(_missing(typed))
        number = _number(typed["number"])
        tried = waiting.tried(request, number)
        if not problems and (wait := tries.pause(tried)):
            problems = (Problem("code", waiting.pause_told(wait)),)
        elif not problems:
            account = _invited(number, typed["code"])
            if account is not None:
                return applying.signed_in_with_pin(request, account, number)
            tries.note_wrong(tried)
            # One answer, whatever was wrong: a guess learns nothing.
            text = _("This case number and this code do not belong together, or the code was used.")
            problems = (Problem("code", text),)
    context: dict[str, Any] = {
        "definition": offered.definition(),
        "typed": typed,
        "problems": problems,
        "here": "apply",
    }
    return render(request, "apply/invitation.html", context)


def _missing(typed: dict[str, str]) -> list[Problem]:
    missing = {
        "number": _("Enter the case number: three letters and ten digits."),
        "code": _("Enter the code that you were given."),
    }
    return [Problem(name, text) for name, text in missing.items() if not typed[name]]


def _number(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").upper()


@transaction.atomic
def _invited(number: str, code: str) -> Account | None:
    """The account that a code opens, locked, so that it opens once."""
    plain = "".join(letter for letter in code.lower() if letter in _ALPHABET)
    names = Party.objects.filter(case__receipt_number=number).values_list("account")
    waiting = Account.objects.select_for_update().filter(
        name__in=names, last_login__isnull=True, is_active=True
    )
    found = [each for each in waiting if each.has_usable_password()]
    if not found:
        # As slow as a comparison would have been.
        Account().set_password(plain)
        return None
    matching = next((each for each in found if each.check_password(_kept(number, plain))), None)
    if matching is not None:
        matching.set_unusable_password()
        matching.save(update_fields=["password"])
    return matching


# --- naming a supporter ----------------------------------------------------------------------------


def may_name_supporter(own: OwnCase) -> bool:
    """Whether a person who began alone can name a supporter now."""
    if own.me.voice not in PERSONS or own.me.acting_for is not None or own.state.end is not None:
        return False
    return not own.case.parties.filter(role=SUPPORTER).exists()


@case_page
def supporter(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Name a supporter: they get a place in the case, and a code for an account of their own."""
    if request.method == "POST" and may_name_supporter(own):
        name_supporter(own, is_organisation=request.POST.get("kind") == "organisation")
        return redirect("my_supporter", own.case.receipt_number)
    named = own.case.parties.filter(role=SUPPORTER).order_by("-id").first()
    more = {
        "may_name": may_name_supporter(own),
        "named": named,
        "is_open": named is not None and unopened(named.account) is None,
        "takes_part": named is not None and waited_for(own) is not None,
        "is_another": SUPPORTER in own.state.replaced,
        "change": standing.refusal_of(own, Act.END_PARTY),
    }
    return show(request, own, "my/supporter.html", more)


@transaction.atomic
def name_supporter(own: OwnCase, *, is_organisation: bool = False) -> Case:
    """Give the case a supporter with an account that waits for its owner; one that waited goes on."""
    person = people.add_person()
    services.name_supporter(
        case_id=own.case.id,
        person=person,
        actor=own.me,
        expected_number=own.number,
        account=opening.invited(person).name,
        is_organisation=is_organisation,
        facts={opening.NAMED: True} if opening.NAMED in own.definition.facts else None,
    )
    return own.case
