"""Officers' accounts and offices: made, given, ended and closed by managers; every act on record."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.accounts import officers, offices, selectors, services
from safeconduct.accounts.errors import AccountRefused
from safeconduct.accounts.models import Account, OfficerAct
from safeconduct.errors import NotFound
from safeconduct.messages.services import tell_first_link
from safeconduct.programme import Edition
from safeconduct.programme.schema import Post
from safeconduct.web import asked, wording
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written
from safeconduct.web.workbench import words

SAY = "work_officers_say"
#: The secret of a new link, until the next page has shown it once.
LINK = "work_officers_link"
PAGE_SIZE, MOST_ACTS = 50, 25
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

#: What the accounts' services refuse, in the reader's language, and the field that it is about.
_REFUSALS: Mapping[str, tuple[str, str | Promise]] = {
    "name": (
        "name",
        gettext_lazy("A name has letters without accents, digits and . _ @ + - only, no blanks."),
    ),
    "name_taken": ("name", gettext_lazy("There is an account of this name already.")),
    "shown_name": (
        "shown_name",
        gettext_lazy("Enter the name by which colleagues and letters call the officer."),
    ),
    "email": (
        "email",
        gettext_lazy("This is no e-mail address. It looks like name@example.org."),
    ),
    "email_taken": ("email", gettext_lazy("Another account has this address already.")),
    "role": ("role", gettext_lazy("Choose an office.")),
    "own": (
        "acts",
        gettext_lazy(
            "Nobody gives or ends their own office, or closes their own account. Ask another manager."
        ),
    ),
    "closed": ("acts", gettext_lazy("This account is closed.")),
    "entered": (
        "acts",
        gettext_lazy(
            "This account was entered before. A forgotten password is set anew by its owner, on the "
            "sign-in page."
        ),
    ),
}
_WHY_APART: Mapping[str, str | Promise] = {
    offices.REVIEW: gettext_lazy("Who decides first never reviews."),
    offices.CLERK: gettext_lazy("Who takes down what people say decides nothing."),
    offices.AUDITOR: gettext_lazy("Who checks on everybody does nothing else."),
}


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Everyone who holds or held an office, a page at a time, and what was done last."""
    actor = officer(request)
    after = request.GET.get("after", "")[:100]
    accounts, more = selectors.officers(after=after, most=PAGE_SIZE)
    proven = _with_second_factor(accounts)
    acts = selectors.acts_on(most=MOST_ACTS)
    return render(
        request,
        "workbench/officers.html",
        {
            "here": "work_officers",
            "rows": [_row(account, proven) for account in accounts],
            "following": accounts[-1].name if more else "",
            "after": after,
            "acts": _told(acts),
            "may_act": actor.role == offices.GIVES_OFFICES,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an account with its first office; its owner gets a link to set the password by."""
    actor = officer(request)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _lacking(request)
        if not problems:
            try:
                account = officers.add_officer(
                    name=written(request.POST, "name"),
                    shown_name=written(request.POST, "shown_name"),
                    email=written(request.POST, "email"),
                    language=written(request.POST, "language"),
                    role=written(request.POST, "role"),
                    post=written(request.POST, "post"),
                    by=actor.account or "",
                )
                _hand_over(request, account, actor.account or "")
                return redirect("work_officer", account.pk)
            except AccountRefused as refused:
                problems = (_problem(refused),)
    return render(
        request,
        "workbench/officer_new.html",
        {
            "here": "work_officers",
            "problems": problems,
            "typed": request.POST,
            "roles": _roles(),
            "posts": _posts(),
            "languages": django_settings.LANGUAGES,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, account: uuid.UUID) -> HttpResponse:
    """An officer's account, its offices and its record; a manager changes them here.

    NotFound for an account that never held an office, as for one that there is not.
    """
    actor, found = officer(request), selectors.access_officer(account)
    if request.method == "POST":
        if actor.role != offices.GIVES_OFFICES:
            raise NotFound(_("There is nothing here."))
        deed = _DEEDS.get(request.POST.get("act", ""))
        if deed is None:
            raise NotFound(_("There is nothing here."))
        try:
            problem = deed(request, found, actor.account or "")
        except AccountRefused as refused:
            problem = _problem(refused)
        if problem is None:
            return redirect("work_officer", found.pk)
        return _one(request, found, (problem,))
    return _one(request, found)


def _one(
    request: HttpRequest, account: Account, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    actor = officer(request)
    link = request.session.pop(LINK, None) if not problems else None
    held = selectors.offices_of(account)
    return render(
        request,
        "workbench/officer.html",
        {
            "here": "work_officers",
            "officer": account,
            "row": _row(account, _with_second_factor([account])),
            "held": [{"role": each.role, "post": _post_name(each.post)} for each in held],
            "roles": _roles([each.role for each in held]),
            "posts": _posts(),
            "acts": _told(selectors.acts_on(account)),
            "may_act": actor.role == offices.GIVES_OFFICES and account.is_active,
            "is_own": actor.account == account.name,
            "may_link": account.is_active and officers.waits_for_first_entry(account),
            "link": link if link and link["account"] == str(account.pk) else None,
            "problems": problems,
            "typed": request.POST if problems else {},
            "say": request.session.pop(SAY, None) if not problems else None,
        },
    )


def _give(request: HttpRequest, account: Account, by: str) -> Problem | None:
    role, post = written(request.POST, "role"), written(request.POST, "post")
    if post and post not in {each.id for each in _posts()}:
        return Problem("post", _("Choose a post from the list, or none."))
    had = {each.role for each in selectors.offices_of(account)}
    services.give_office(account=account, role=role, post=post, by=by)
    request.session[SAY] = "repeated" if role in had else "given"
    return None


def _end(request: HttpRequest, account: Account, by: str) -> Problem | None:
    request.session[SAY] = "ended"
    try:
        services.end_office(account=account, role=written(request.POST, "role"), by=by)
    except NotFound:
        request.session[SAY] = "repeated"
    return None


def _close(request: HttpRequest, account: Account, by: str) -> Problem | None:
    if request.POST.get("sure") != "yes":
        return Problem("sure", _("Say that you want to close the account."))
    is_closed = officers.close_officer(account=account, by=by)
    request.session[SAY] = "closed" if is_closed else "repeated"
    return None


def _link(request: HttpRequest, account: Account, by: str) -> Problem | None:
    _hand_over(request, account, by)
    return None


_DEEDS: Mapping[str, Callable[[HttpRequest, Account, str], Problem | None]] = {
    "give": _give,
    "end": _end,
    "close": _close,
    "link": _link,
}


def _hand_over(request: HttpRequest, account: Account, by: str) -> None:
    """Make a first link and send it; where no mail goes out, the next page shows it once."""
    secret, _until = officers.make_first_link(account=account, by=by)
    address = request.build_absolute_uri(reverse("first_sign_in", args=[secret]))
    if tell_first_link(account=account, address=address) is not None:
        request.session[SAY] = "sent"
        return
    request.session[SAY] = "shown"
    request.session[LINK] = {"account": str(account.pk), "address": address}


def _lacking(request: HttpRequest) -> tuple[Problem, ...]:
    problems = []
    if not written(request.POST, "name"):
        problems.append(Problem("name", _("Enter a name to sign in with, such as olga.")))
    if not written(request.POST, "shown_name"):
        problems.append(Problem("shown_name", str(_REFUSALS["shown_name"][1])))
    if written(request.POST, "language") not in dict(django_settings.LANGUAGES):
        problems.append(Problem("language", _("Choose a language.")))
    if written(request.POST, "role") not in offices.ROLES:
        problems.append(Problem("role", str(_REFUSALS["role"][1])))
    post = written(request.POST, "post")
    if post and post not in {each.id for each in _posts()}:
        problems.append(Problem("post", _("Choose a post from the list, or none.")))
    return tuple(problems)


def _problem(refused: AccountRefused) -> Problem:
    if refused.why == "excluded":
        role = str(refused.given)
        text = _("Nobody holds “%(role)s” together with “%(others)s”. %(why)s") % {
            "role": wording.office(role),
            "others": ", ".join(wording.office(each) for each in refused.others),
            "why": _WHY_APART[offices.why_apart(role, refused.others[0])],
        }
        return Problem("role", text)
    field, said = _REFUSALS[refused.why]
    return Problem(field, str(said))


def _roles(held: list[str] | None = None) -> list[tuple[str, str]]:
    roles = [role for role in offices.ROLES if role not in (held or ())]
    return sorted(((role, wording.office(role)) for role in roles), key=lambda one: one[1])


def _posts() -> list[Post]:
    return list(Edition(definition := asked.run_here(), asked.today(definition)).posts)


def _post_name(post: str) -> str:
    named = {each.id: wording.told(each.name) for each in _posts()}
    return named.get(post, post)


def _with_second_factor(accounts: list[Account]) -> set[uuid.UUID]:
    found = Authenticator.objects.filter(user__in=accounts, type__in=_FACTORS)
    return set(found.values_list("user_id", flat=True))


def _row(account: Account, proven: set[uuid.UUID]) -> dict[str, Any]:
    held = selectors.offices_of(account)
    return {
        "id": account.pk,
        "name": account.name,
        "shown_name": account.shown_name,
        "offices": [(wording.office(each.role), _post_name(each.post)) for each in held],
        "has_second_factor": account.pk in proven,
        "is_active": account.is_active,
        "waits": officers.waits_for_first_entry(account),
    }


def _told(acts: tuple[OfficerAct, ...]) -> list[dict[str, Any]]:
    names = selectors.shown_names({act.by for act in acts} | {act.account.name for act in acts})
    return [
        {
            "at": act.at,
            "by": _who(act.by, names),
            "about": act.account,
            "name": names.get(act.account.name, act.account.name),
            "what": words.OFFICER_ACTS[act.what],
            "role": wording.office(act.role) if act.role else "",
            "post": _post_name(act.post) if act.post else "",
        }
        for act in acts
    ]


def _who(by: str, names: Mapping[str, str]) -> str:
    if not by:
        return _("set up with the installation")
    kind, colon, name = by.partition(":")
    if colon and kind == "command":
        return _("by a command (%(name)s)") % {"name": name}
    return names.get(by, by)
