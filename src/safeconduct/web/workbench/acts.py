"""What officers do to a case from its page. Each form says what its sender had seen, and has a key.

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

from safeconduct.cases import services
from safeconduct.cases.errors import Both, Conflict, NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done
from safeconduct.eligibility import FactsError
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.web import wording
from safeconduct.web.doors import case_for
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench import choosing, inputs, told, words
from safeconduct.web.workbench.case import SAY, Attempt, Sheet, show, stage_facts

_LONGEST_TEXT = 10_000


@dataclass
class Sending:
    """One form that was sent: by whom, about what, and what it said."""

    request: HttpRequest
    case: Case
    actor: Actor
    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        """A text as typed, without blanks around it."""
        return self.typed.get(name, "").strip()[:_LONGEST_TEXT]

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


def _route(name: str, deed: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
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
    attempt = Attempt(name, sending.typed)
    try:
        result = deed(sending)
    except Conflict as conflict:
        attempt = replace(attempt, both=_both(sending, conflict))
    except NotAllowed as refused:
        held = Sheet.of(sending.case, sending.actor)
        reason = refused.refusal
        attempt = replace(
            attempt,
            refusal=choosing.why(reason, held.screening),
            about=choosing.about(reason, held.screening),
        )
    except FactsError as error:
        attempt = replace(attempt, problems=_of_facts(sending, error, name))
    except NotFound:
        text = _("That is not known here, or not possible in this case.")
        attempt = replace(attempt, problems=(Problem(f"{name}-form", text),))
    except InputError:
        text = _(
            "This form was sent before with something else in it, or cannot be read. "
            "Look at the case as it is now, and send it again."
        )
        attempt = replace(attempt, problems=(Problem(f"{name}-form", text),))
    else:
        if isinstance(result, Done):
            sending.request.session[SAY] = "repeated" if result.repeated else "done"
            return redirect("work_case", sending.case.receipt_number)
        attempt = result
    return show(sending.request, sending.case, sending.actor, _with_facts(attempt, sending))


def _with_facts(attempt: Attempt, sending: Sending) -> Attempt:
    """The attempt with its facts as typed, so that nothing is lost."""
    if attempt.facts or attempt.act not in ("decide", "note"):
        return attempt
    _values, typed = _facts(sending, attempt.act)
    return replace(attempt, facts=tuple(typed))


def _facts(sending: Sending, act: str) -> tuple[dict[str, Any], list[inputs.Inputs]]:
    held = Sheet.of(sending.case, sending.actor)
    if act == "decide":
        # What the form showed, whatever stage the case is at by now.
        names = sending.typed.get("facts", "").split()
        known = {fact.id: fact for fact in stage_facts(held)}
        noted = choosing.facts_to_note(held.definition, held.screening, held.facts)
        known |= {fact.id: fact for fact in noted}
        asked = [known[name] for name in names if name in known]
        return inputs.read(asked, sending.typed, "d")
    facts = choosing.facts_to_note(held.definition, held.screening, held.facts)
    asked = [fact for fact in facts if fact.id == sending.typed.get("fact")]
    return inputs.read(asked, sending.typed, "n")


# --- the acts --------------------------------------------------------------------------------------


def _decide(sending: Sending) -> Done | Attempt:
    """Bring the present stage to an outcome, or propose one that needs a second officer."""
    values, typed = _facts(sending, "decide")
    problems = [problem for each in typed for problem in each.problems]
    outcome = sending.text("outcome")
    if not outcome:
        problems.insert(0, Problem("decide-outcome-0", _("Choose an outcome.")))
    if problems:
        return Attempt("decide", sending.typed, tuple(typed), tuple(problems))
    return services.act(
        **sending.asked,
        outcome=outcome,
        facts=values,
        reasons=sending.text("reasons") or None,
        post=sending.text("post") or None,
    )


def _confirm(sending: Sending) -> Done | Attempt:
    """Agree, as a second officer, with the outcome that was proposed."""
    return services.confirm(**sending.asked)


def _send_back(sending: Sending) -> Done | Attempt:
    """Do not agree with the proposal, and say why."""
    reasons = sending.text("reasons")
    if not reasons:
        return _lacks(sending, "send_back", "send_back-reasons", _("Say why you send it back."))
    return services.send_back(**sending.asked, reasons=reasons)


def _ask(sending: Sending) -> Done | Attempt:
    """Ask a party for evidence, until a last day."""
    held = Sheet.of(sending.case, sending.actor)
    what = sending.text("what")
    until = inputs.day(sending.text("until"), held.course.day(held.now))
    problems = []
    if not what:
        problems.append(Problem("ask-what", _("Say what evidence is asked for.")))
    if until is None:
        text = _("Enter the last day for the answer: today or a later day, such as 2022-12-31.")
        problems.append(Problem("ask-until", text))
    if problems or until is None:
        return Attempt("ask", sending.typed, problems=tuple(problems))
    return services.request_evidence(**sending.asked, what=what, until=until)


def _note(sending: Sending) -> Done | Attempt:
    """Note a fact, or correct one."""
    values, typed = _facts(sending, "note")
    problems = [problem for each in typed for problem in each.problems]
    if not typed:
        problems.append(Problem("note-fact", _("Choose the fact that is to be noted.")))
    elif not problems and not values:
        only = typed[0]
        first = only.fields[0].first_id if only.fields else only.rows[0][0].first_id
        problems.append(inputs.nothing_noted(first))
    if problems:
        return Attempt("note", sending.typed, tuple(typed), tuple(problems))
    return services.record_facts(**sending.asked, facts=values)


def _pause(sending: Sending) -> Done | Attempt:
    """Pause the case's stage, with reasons."""
    reasons = sending.text("reasons")
    if not reasons:
        return _lacks(sending, "pause", "pause-reasons", _("Say why the stage is paused."))
    return services.pause(**sending.asked, reasons=reasons)


def _resume(sending: Sending) -> Done | Attempt:
    """Let a paused stage go on."""
    return services.resume(**sending.asked)


def _review(sending: Sending) -> Done | Attempt:
    """Decide a review, with reasons."""
    outcome, reasons = sending.text("outcome"), sending.text("reasons")
    problems = []
    if outcome not in words.REVIEWS:
        problems.append(Problem("review-outcome-0", _("Choose an outcome.")))
    if not reasons:
        problems.append(Problem("review-reasons", _("Give the reasons of the review.")))
    if problems:
        return Attempt("review", sending.typed, problems=tuple(problems))
    return services.decide_review(**sending.asked, outcome=outcome, reasons=reasons)


def _lacks(sending: Sending, act: str, name: str, text: str) -> Attempt:
    return Attempt(act, sending.typed, problems=(Problem(name, text),))


decide = _route("decide", _decide)
confirm = _route("confirm", _confirm)
send_back = _route("send_back", _send_back)
ask = _route("ask", _ask)
note = _route("note", _note)
pause = _route("pause", _pause)
resume = _route("resume", _resume)
review = _route("review", _review)


# --- what went wrong, in words ---------------------------------------------------------------------


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
