"""Forms about a case: each says what its sender had seen, and has a key.

What does not go through comes back on the page, with everything that was typed and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from safeconduct.capacity.services import CapsDisagree
from safeconduct.cases.errors import Both, Conflict, NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done
from safeconduct.eligibility import FactsError
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.programme.schema import Fact
from safeconduct.web import wording
from safeconduct.web.doors import case_for
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written
from safeconduct.web.workbench import choosing, inputs, told
from safeconduct.web.workbench.case import show
from safeconduct.web.workbench.sheet import SAY, Attempt, Sheet


@dataclass
class Sending:
    """One form that was sent: by whom, about what, and what it said."""

    request: HttpRequest
    case: Case
    actor: Actor
    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        """A text as typed, without blanks around it."""
        return written(self.typed, name)

    @property
    def asked(self) -> dict[str, Any]:
        """What every service is told: the case, who asks, what they had seen, and the key."""
        try:
            number = int(self.typed.get("expected_number", ""))
        except ValueError as error:
            raise InputError(_("This form did not reach us whole."), given="") from error
        return {
            "case_id": self.case.id,
            "actor": self.actor,
            "expected_number": number,
            "key": self.text("key")[:64] or None,
        }


#: Does what a form asks for; gives an attempt with what is wrong instead if it cannot be sent on.
Deed = Callable[[Sending], Done | Attempt]


def route(name: str, deed: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
    @never_cache
    @require_POST
    def view(request: HttpRequest, receipt: str) -> HttpResponse:
        case, actor = case_for(request, receipt)
        sending = Sending(request, case, actor, request.POST.dict())
        return _answer(name, deed, sending)

    view.__name__ = name
    view.__doc__ = deed.__doc__
    return view


def _answer(name: str, deed: Deed, sending: Sending) -> HttpResponse:
    result = tried(name, deed, sending)
    if isinstance(result, Done):
        say(sending.request, result)
        return redirect("work_case", sending.case.receipt_number)
    return show(sending.request, sending.case, sending.actor, _with_facts(result, sending))


def say(request: HttpRequest, result: Done) -> None:
    """Leave for the next page whether something was done, or had been done before."""
    request.session[SAY] = "repeated" if result.repeated else "done"


def tried(name: str, deed: Deed, sending: Sending) -> Done | Attempt:
    """Do what a form asks for; what does not go through comes back as an attempt with the reason."""
    attempt = Attempt(name, sending.typed)
    try:
        return deed(sending)
    except Conflict as conflict:
        return replace(attempt, both=_both(sending, conflict))
    except NotAllowed as refused:
        held = Sheet.of(sending.case, sending.actor)
        reason = refused.refusal
        return replace(
            attempt,
            refusal=choosing.why(reason, held.screening),
            about=choosing.about(reason, held.screening),
        )
    except FactsError as error:
        return replace(attempt, problems=_of_facts(sending, error, name))
    except NotFound:
        text = _("That is not known here, or not possible in this case.")
    except CapsDisagree:
        text = _(
            "The programme says two different numbers of places for the same day. Nobody gets a place "
            "until that is put right; nothing was decided. Tell the manager of the programme."
        )
    except InputError:
        text = _(
            "This form was sent before with something else in it, or cannot be read. "
            "Look at the case as it is now, and send it again."
        )
    return replace(attempt, problems=(Problem(f"{name}-form", text),))


def _with_facts(attempt: Attempt, sending: Sending) -> Attempt:
    """The attempt with its facts as typed, so that nothing is lost."""
    if attempt.facts or attempt.act not in ("decide", "note"):
        return attempt
    _values, typed = facts_of(sending, attempt.act)
    return replace(attempt, facts=tuple(typed))


def facts_of(sending: Sending, act: str) -> tuple[dict[str, Any], list[inputs.Inputs]]:
    held = Sheet.of(sending.case, sending.actor)
    if act == "decide":
        asked = asked_facts(held, sending.typed.get("facts", ""))
        return inputs.read(asked, sending.typed, "d")
    facts = choosing.facts_to_note(held.definition, held.screening, held.facts)
    asked = [fact for fact in facts if fact.id == sending.typed.get("fact")]
    return inputs.read(asked, sending.typed, "n")


def asked_facts(held: Sheet, names: str) -> list[Fact]:
    """The facts that a form showed, by the names on it, whatever stage the case is at by now."""
    known = {fact.id: fact for fact in held.stage_facts}
    noted = choosing.facts_to_note(held.definition, held.screening, held.facts)
    known |= {fact.id: fact for fact in noted}
    return [known[name] for name in names.split() if name in known]


def _both(sending: Sending, conflict: Conflict) -> tuple[tuple[str, str, str, str], ...]:
    held = Sheet.of(sending.case, sending.actor)
    names = told.Names((), *(both.by for both in conflict.both.values()))
    return tuple(
        (*_told_both(held, name, both), names.account(both.by))
        for name, both in conflict.both.items()
    )


def _told_both(held: Sheet, name: str, both: Both) -> tuple[str, str, str]:
    fact = held.definition.facts.get(name)
    if fact is not None:
        return (
            wording.told(fact.label),
            told.value_in_words(fact, both.yours),
            told.value_in_words(fact, both.theirs),
        )
    stage = held.course.stage(name, held.course.day(held.now))
    about = wording.told(stage.name) if stage else _("The case")
    return about, held.tried(name, str(both.yours)), held.tried(name, str(both.theirs))


def _of_facts(sending: Sending, error: FactsError, name: str) -> tuple[Problem, ...]:
    held = Sheet.of(sending.case, sending.actor)
    prefix = "d" if name == "decide" else "n"
    found = []
    for problem in error.problems:
        fact = held.definition.facts.get(str(problem.path[0]))
        label = wording.told(fact.label) if fact else problem.name
        text = _("%(fact)s: this value cannot be used.") % {"fact": label}
        found.append(Problem(f"{prefix}-{problem.path[0]}", text))
    return tuple(found)
