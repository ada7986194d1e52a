"""The check that anyone can make of a travel authorization, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.cases import authorizations
from safeconduct.cases.authorizations import Check, Standing
from safeconduct.demo.prepare import PROGRAMME
from safeconduct.issuing.seals import LONGEST
from safeconduct.issuing.words import demonstration_lines
from safeconduct.programme import load

#: What each result means: (whether one may rely on it, headline, sentence).
RESULTS = {
    "valid": (
        True,
        _("Valid"),
        _("This travel authorization was issued here and has not been used."),
    ),
    "valid_in_demonstration": (
        False,
        _("Valid, in this demonstration only"),
        _("This travel authorization was issued in the demonstration and has not been used."),
    ),
    "demonstration": (
        False,
        _("Sealed by a demonstration"),
        _("The seal belongs to its content, but a demonstration made it. Nobody may rely on it."),
    ),
    "used": (
        False,
        _("Used"),
        _("The holder was inspected with this travel authorization. It cannot be used again."),
    ),
    "expired": (
        False,
        _("Expired"),
        _("The time of this travel authorization is over."),
    ),
    "not_yet_valid": (
        False,
        _("Not valid yet"),
        _("The time of this travel authorization has not begun."),
    ),
    "cancelled": (
        False,
        _("Not valid any more"),
        _("This travel authorization was cancelled."),
    ),
    "not_ours": (
        False,
        _("Not issued here"),
        _("Someone sealed this whom we do not trust. Do not rely on it."),
    ),
    "changed": (
        False,
        _("Changed"),
        _(
            "The seal does not belong to this content: something in it was changed. "
            "Do not rely on it."
        ),
    ),
    "unreadable": (
        False,
        _("No seal"),
        _(
            "This text is no seal of a travel authorization. Scan the whole code and "
            "paste all of it."
        ),
    ),
    "unknown": (
        False,
        _("Not found"),
        _(
            "We know no travel authorization with this number and check code. Look "
            "whether both are typed as on the paper."
        ),
    ),
}


@never_cache
@csrf_exempt  # It changes nothing, and sets no cookie for those who only check.
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and under it what the check found. What is typed stands in no address."""
    typed = {name: request.POST.get(name, "")[: LONGEST + 1] for name in ("text", "number", "code")}
    check = None
    if request.method == "POST" and typed["text"].strip():
        check = authorizations.check_sealed(typed["text"])
    elif request.method == "POST":
        check = authorizations.check_number(typed["number"], typed["code"])
    return _shown(request, check, typed)


@never_cache
@require_safe
def number(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The check of a number and its code, by address."""
    check = authorizations.check_number(number, code)
    return _shown(request, check, {"number": number, "code": code})


def _told(check: Check) -> tuple[bool, object, object]:
    is_valid = check.result == Standing.VALID
    name = "valid_in_demonstration" if is_valid and check.is_demonstration else check.result
    return RESULTS[name]


def _shown(request: HttpRequest, check: Check | None, typed: dict[str, str]) -> HttpResponse:
    told = _told(check) if check else None
    shown = {
        "here": "verify",
        "check": check,
        "typed": typed,
        "is_good": told[0] if told else False,
        "headline": told[1] if told else "",
        "sentence": told[2] if told else "",
        "demonstration": demonstration_lines(load(PROGRAMME).programme.ends),
    }
    return render(request, "documents/verify.html", shown)
