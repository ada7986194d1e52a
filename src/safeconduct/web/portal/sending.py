"""Forms about a case: each has a key of its own and says what its writer had seen.

The same form, sent twice, changes nothing the second time and says so. The key that the case keeps is
made of the form's and of what was told, so that going back and answering otherwise is no mistake.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.cases import services
from safeconduct.cases.errors import Both, Conflict, NotAllowed
from safeconduct.cases.facts import plain
from safeconduct.cases.requests import Done
from safeconduct.errors import NotFound
from safeconduct.flow.reasons import Reason
from safeconduct.people.digests import canonical
from safeconduct.web import wording
from safeconduct.web.facts.fields import Problem
from safeconduct.web.facts_shown import in_words
from safeconduct.web.portal import own as owning
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.templatetags.safeconduct import as_reason

_SAID = "said"
#: What a page says on the one that follows it.
NOTICES = {
    "saved": gettext_lazy("Saved."),
    "filed": gettext_lazy("Sent. What happens next stands below."),
    "again": gettext_lazy("You had sent this already. Nothing was changed the second time."),
    "withdrawn": gettext_lazy("Your case is withdrawn."),
    "answered": gettext_lazy("Your answer was sent."),
    "review": gettext_lazy("You asked for a review. Someone else will look at the decision."),
    "named": gettext_lazy("Your representative can act for you now."),
    "ended": gettext_lazy("Your representative can no longer act for you."),
    "document": gettext_lazy("Your document was sent."),
    "booked": gettext_lazy("The appointment is yours."),
    "laid_down": gettext_lazy("You gave the appointment up. The time is free for someone else."),
    "added": gettext_lazy("A person was added. They have a case number of their own."),
    "removed": gettext_lazy("The person was taken out. Their case is withdrawn."),
    "left": gettext_lazy("Your case goes on alone from here."),
    "co_supporter": gettext_lazy("Added. Now hand them a code for an account of their own."),
    "promised": gettext_lazy("What you add was sent."),
    "changed": gettext_lazy("Your supporter’s part has ended. They are told so."),
    "stepped_back": gettext_lazy(
        "You took your support back. The person is told so and can name someone else."
    ),
    "address": gettext_lazy("Your e-mail address is set."),
    "no_address": gettext_lazy("Your e-mail address is forgotten here."),
}


@dataclass(frozen=True)
class Sent:
    """What became of a form: done, or what to tell its writer, and what they have seen then."""

    done: Done | None
    problems: tuple[Problem, ...]
    number: int


#: Who adds means to a supporter's declaration sees their own part, and none of the other pages.
CO_SUPPORTER = "co_supporter"


def shared_case_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a case of the reader's own, a co-supporter's too; it is kept nowhere on the way."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: HttpRequest, case: str, **named: Any) -> HttpResponse:
        return view(request, owning.read(request, case), **named)

    return page


def case_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same, but not for co-supporters: to them it is not there."""

    @wraps(view)
    def page(request: HttpRequest, own: OwnCase, **named: Any) -> HttpResponse:
        if own.me.voice == CO_SUPPORTER:
            raise NotFound("There is no such case.")
        return view(request, own, **named)

    return shared_case_page(page)


def show(
    request: HttpRequest,
    own: OwnCase,
    template: str,
    more: Mapping[str, Any] | None = None,
    sent: Sent | None = None,
) -> HttpResponse:
    """A page about a case, with what its forms carry and what the page before has to say."""
    key = request.POST.get("key", "")
    context = {
        "own": own,
        "definition": own.definition,
        "key": key if key and sent is not None else uuid.uuid4().hex,
        "number": sent.number if sent else own.number,
        "notice": take_notice(request),
        "problems": sent.problems if sent else (),
        **(more or {}),
    }
    return render(request, template, context)


def notice(request: HttpRequest, code: str, done: Done | None = None) -> None:
    """Leave a word for the next page."""
    request.session[_SAID] = "again" if done is not None and done.repeated else code


def take_notice(request: HttpRequest) -> str:
    """The word that was left, once."""
    return str(NOTICES.get(request.session.pop(_SAID, ""), ""))


def send_written(
    request: HttpRequest,
    own: OwnCase,
    typed: str,
    *,
    empty: str,
    longest: int,
    service: Callable[..., Done] = services.give_evidence,
) -> Sent:
    """Send an answer in someone's own words; one that is `empty` or too long is asked for again."""
    if not typed:
        return failed(own, "answer", empty)
    if len(typed) > longest:
        text = _("Your answer is longer than %(n)d letters. Shorten it, or send it in two parts.")
        return failed(own, "answer", text % {"n": longest})
    return send(request, own, service, field="answer", answer=typed)


def failed(own: OwnCase, field: str, message: str) -> Sent:
    """A form that asks for a correction; the case does not hear of it."""
    return Sent(None, (Problem(field, message),), own.number)


def send(
    request: HttpRequest,
    own: OwnCase,
    service: Callable[..., Done],
    *,
    field: str = "main",
    seen: int | None = None,
    settles: bool = False,
    **told: Any,
) -> Sent:
    """Call a service of the case; refusals and conflicts come back in words, by a field of the page.

    What is sent may itself be what `settles` a condition, such as the day of an appointment.
    """
    number = _number(request, own) if seen is None else seen
    key = _key(request, told)
    keyed = {"key": key} if key else {}
    try:
        done = service(case_id=own.case.id, actor=own.me, expected_number=number, **told, **keyed)
    except NotAllowed as refused:
        return Sent(None, tuple(_refused(own, refused, field, settles)), own.number)
    except Conflict as conflict:
        if seen is None and _is_my_own(own, conflict):
            # Only what they said themselves from an earlier page.
            seen = conflict.number
            return send(request, own, service, field=field, seen=seen, settles=settles, **told)
        problems = [Problem(field, text) for text in _both(own, conflict)]
        return Sent(None, tuple(problems), conflict.number)
    return Sent(done, (), done.number)


def _number(request: HttpRequest, own: OwnCase) -> int:
    given = request.POST.get("number", "")
    fits = given.isascii() and given.isdecimal() and len(given) < 10
    return min(int(given), own.number) if fits else own.number


def _key(request: HttpRequest, told: Mapping[str, Any]) -> str | None:
    """No key for what goes beside: there a second time finds nothing left to change."""
    given = request.POST.get("key", "")
    if not given or "account" in told or "delegation_id" in told:
        return None
    squeezed = {
        name: hashlib.sha256(held).hexdigest() if isinstance(held, bytes) else plain(held)
        for name, held in told.items()
    }
    text = canonical([given[:100], squeezed])
    return hashlib.sha256(text).hexdigest()


def _refused(own: OwnCase, refused: NotAllowed, field: str, settles: bool) -> list[Problem]:
    words = [own.why_not(refused.refusal)]
    if refused.refusal.reason is Reason.CONDITIONS_OPEN:
        words += _conditions(own, refused.refusal.about, settles)
    return [Problem(field, text) for text in words]


def _conditions(own: OwnCase, names: tuple[str, ...], settles: bool) -> list[str]:
    """Conditions that stand open: what each says, then what would settle it or have to be different."""
    found = {f.condition.id: f for f in own.screening.findings}
    texts = []
    for name in names:
        if name in found:
            condition = found[name].condition
            is_unknown = found[name].status.value == "unknown" and not settles
            more = condition.unknown if is_unknown else condition.remedy
            texts.append(f"{as_reason(condition)} {wording.told(more)}".strip())
    return texts


def _is_my_own(own: OwnCase, conflict: Conflict) -> bool:
    return all(
        name in own.definition.facts and both.by == own.me.account
        for name, both in conflict.both.items()
    )


def _both(own: OwnCase, conflict: Conflict) -> list[str]:
    facts = own.definition.facts
    texts = []
    for name, both in conflict.both.items():
        if name in facts and own.asks_me(facts[name]):
            text = _(
                "While this page was open, someone else noted “%(theirs)s” for “%(name)s”; you wrote"
                " “%(yours)s”. If yours is right, send it again."
            )
            texts.append(
                text
                % {
                    "name": wording.told(facts[name].label),
                    "theirs": "; ".join(in_words(facts[name], both.theirs)),
                    "yours": "; ".join(in_words(facts[name], both.yours)),
                }
            )
        else:
            texts.append(_moved(own, name, both))
    return texts


def _moved(own: OwnCase, name: str, both: Both) -> str:
    """The case moved on: both steps by the names that people know them by."""
    stage = own.course.stage(name, own.course.day(own.at))
    names = {outcome.id: wording.told(outcome.name) for outcome in stage.outcomes} if stage else {}
    text = _(
        "While this page was open, the case moved on: “%(theirs)s”. You asked for “%(yours)s”."
        " Nothing of yours was changed. Look at the case again first."
    )
    others = {"theirs": _("another step"), "yours": _("this step")}
    return text % {
        "theirs": names.get(str(both.theirs), others["theirs"]),
        "yours": names.get(str(both.yours), others["yours"]),
    }
