"""The application: one question a page, saved at each step, then a look at all answers before filing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.cases import services
from safeconduct.cases.facts import plain
from safeconduct.eligibility.dictionary import read_value
from safeconduct.errors import InputError, NotFound
from safeconduct.programme.schema import Fact
from safeconduct.web import facts_shown, wording
from safeconduct.web.facts import fields
from safeconduct.web.facts.answers import Answer
from safeconduct.web.facts.fields import Field, Problem
from safeconduct.web.portal import journey, together
from safeconduct.web.portal.answers import MOST_RECORDS
from safeconduct.web.portal.own import OwnCase, seen_by
from safeconduct.web.portal.sending import Sent, case_page, failed, notice, send, show

INPUT = "f"
#: Key of the session: questions that were left with `I do not know`, by case.
_LEFT = "left"


@case_page
def resume(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Where one left off: the next question, or all answers."""
    return redirect(_next(request, own))


@case_page
def page(request: HttpRequest, own: OwnCase, fact: str) -> HttpResponse:
    """One question; its answer is saved at once. NotFound for a fact that is not theirs to say."""
    asked = own.question(fact)
    if asked is None:
        raise NotFound(_("There is no such question."))
    if asked.type == "records":
        return _records(request, own, asked)
    if request.method != "POST":
        return _question(request, own, _filled(own, asked, INPUT, _held(own, asked.id)))
    typed = fields.typed(asked, INPUT, request.POST.dict(), _likely(own, asked))
    if request.POST.get("do") == "show":
        return _question(request, own, typed, failed_quietly(own))
    answer, field = fields.read(typed)
    if answer is None:
        return _question(request, own, field, Sent(None, field.problems, own.number))
    if answer.kind == "unknown":
        if asked.id in own.said:
            message = _(
                "You answered this before. An answer can be changed, but not taken back to “I do not know”."
            )
            return _question(request, own, field, failed(own, field.first_id, message))
        _leave(request, own, asked.id)
        return redirect(_next(request, own, asked.id))
    sent = _save(request, own, asked, answer.value, field.first_id)
    if sent.done is None:
        return _question(request, own, field, sent)
    return redirect(_next(request, own, asked.id))


def failed_quietly(own: OwnCase) -> Sent:
    """The same page again, as when the language changes: nothing typed is lost, nothing is judged."""
    return Sent(None, (), own.number)


def _question(
    request: HttpRequest, own: OwnCase, field: Field, sent: Sent | None = None
) -> HttpResponse:
    more = {"field": field, "fact": field.fact, "earlier": _earlier(own, field.fact)}
    return show(request, own, "my/question.html", more | _progress(request, own, field.fact), sent)


def _progress(request: HttpRequest, own: OwnCase, fact: Fact) -> dict[str, Any]:
    further = [each for each in waiting(request, own) if each.id != fact.id]
    is_change = "change" in request.GET or fact.id in own.said
    return {"further": len(further), "is_change": is_change}


def _earlier(own: OwnCase, fact: Fact) -> list[dict[str, Any]]:
    """What was said before, where an answer was corrected: was, and is now."""
    return [
        {"at": one.at, "texts": facts_shown.in_words(fact, one.value), "officer": one.by_officer}
        for one in own.said.get(fact.id, ())
    ]


# --- lists of records ------------------------------------------------------------------------------


def _records(request: HttpRequest, own: OwnCase, fact: Fact) -> HttpResponse:
    rows, _complete = facts_shown.rows_of(_list_of(own, fact))
    does, _colon, target = request.POST.get("do", "").partition(":")
    if does in ("edit", "remove", "save", "show") and target:
        fits = target.isascii() and target.isdecimal() and len(target) < 4
        if not (fits and int(target) <= len(rows)):
            raise InputError(_("We did not understand what this page sent. Please open it again."))
        return _one_record(request, own, fact, rows, does, int(target))
    if does == "add":
        if len(rows) >= MOST_RECORDS:
            raise InputError(_("A list can have at most %(n)d entries.") % {"n": MOST_RECORDS})
        return _record(request, own, fact, len(rows), _row_fields(own, fact, {}))
    if does in ("all", "some"):
        return _close(request, own, fact, rows, does == "all")
    return _list(request, own, fact, rows)


def _one_record(
    request: HttpRequest,
    own: OwnCase,
    fact: Fact,
    rows: list[dict[str, Any]],
    does: str,
    index: int,
) -> HttpResponse:
    if does == "edit" and index < len(rows):
        return _record(request, own, fact, index, _row_fields(own, fact, rows[index]))
    if does == "remove":
        return _keep(request, own, fact, rows[:index] + rows[index + 1 :])
    posted = request.POST.dict()
    shown = [
        fields.typed(part, f"{INPUT}.{part.id}", posted, _likely(own, part)) for part in fact.fields
    ]
    if does != "save":
        return _record(request, own, fact, index, shown, failed_quietly(own))
    read = [fields.read(field) for field in shown]
    problems = tuple(
        Problem(problem.field, f"{wording.told(field.fact.label)}: {problem.message}")
        for _answer, field in read
        for problem in field.problems
    )
    if problems:
        again = [field for _answer, field in read]
        return _record(request, own, fact, index, again, Sent(None, problems, own.number))
    row = {
        field.fact.id: plain(answer.value)
        for answer, field in read
        if answer is not None and answer.kind != "unknown"
    }
    return _keep(request, own, fact, [*rows[:index], row, *rows[index + 1 :]])


def _keep(
    request: HttpRequest, own: OwnCase, fact: Fact, rows: list[dict[str, Any]]
) -> HttpResponse:
    """Save the list as it stands; more may follow."""
    sent = _save(request, own, fact, {"records": rows, "complete": False}, "main")
    if sent.done is None:
        return _list(request, own, fact, rows, sent)
    again = reverse("my_question", args=[own.case.receipt_number, fact.id])
    return redirect(f"{again}?change=1" if "change" in request.GET else again)


def _close(
    request: HttpRequest, own: OwnCase, fact: Fact, rows: list[dict[str, Any]], complete: bool
) -> HttpResponse:
    if not complete:
        _leave(request, own, fact.id)
    if complete or rows or fact.id in own.said:
        sent = _save(request, own, fact, {"records": rows, "complete": complete}, "main")
        if sent.done is None:
            return _list(request, own, fact, rows, sent)
    return redirect(_next(request, own, fact.id))


def _list(
    request: HttpRequest,
    own: OwnCase,
    fact: Fact,
    rows: list[dict[str, Any]],
    sent: Sent | None = None,
) -> HttpResponse:
    more = {"fact": fact, "rows": [facts_shown.row_in_words(fact, row) for row in rows]}
    return show(request, own, "my/records.html", more | _progress(request, own, fact), sent)


def _record(
    request: HttpRequest,
    own: OwnCase,
    fact: Fact,
    index: int,
    shown: list[Field],
    sent: Sent | None = None,
) -> HttpResponse:
    more = {"fact": fact, "fields": shown, "index": index, "index_text": str(index)}
    more["record_number"] = index + 1
    return show(request, own, "my/record.html", more, sent)


def _row_fields(own: OwnCase, fact: Fact, row: Mapping[str, Any]) -> list[Field]:
    # A field that was left open once is open in a record that is changed, and new in a new one.
    return [
        _filled(own, part, f"{INPUT}.{part.id}", row.get(part.id, _NOTHING)) for part in fact.fields
    ]


# --- all answers, and filing -----------------------------------------------------------------------


@case_page
def answers(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Check your answers; and the step that they are for, if it is this party's turn."""
    sent = None
    is_together = together.goes_together(own)
    leads = [step.id for step in own.steps() if step.next is not None]
    if request.method == "POST":
        outcome = request.POST.get("outcome", "")
        if outcome not in {step.id for step in own.steps()} and own.is_my_turn:
            sent = failed(own, "steps", _("Choose one of the answers."))
        elif request.POST.get("together") == outcome:
            sent = together.act(request, own, outcome)
        else:
            sent = send(request, own, services.act, field="steps", outcome=outcome)
        if sent.done is not None:
            notice(request, "filed", sent.done)
            return redirect("my_case", own.case.receipt_number)
    told = [
        {"fact": fact, "said": _earlier(own, fact), "now": _earlier(own, fact)[-1]["texts"]}
        for fact in (own.question(name) for name in own.said)
        if fact is not None
    ]
    more = {
        "told": told,
        "open": [own.question(fact.id) for fact in own.open_questions],
        "steps": own.steps(),
        "chosen": request.POST.get("outcome", ""),
        "leads": leads[0] if leads else "",
        "family": together.ready(own, leads[0]) if is_together and leads else (),
    }
    return show(request, own, "my/answers.html", more, sent)


# --- what the pages share --------------------------------------------------------------------------

_NOTHING = object()


def _held(own: OwnCase, name: str) -> Any:
    said = own.said.get(name)
    return said[-1].value if said else _NOTHING


def _list_of(own: OwnCase, fact: Fact) -> Any:
    held = _held(own, fact.id)
    return None if held is _NOTHING else held


def _filled(own: OwnCase, fact: Fact, name: str, held: Any) -> Field:
    answer = None
    if held is None:
        answer = Answer("none")
    elif held is not _NOTHING:
        value, problems = read_value(fact, held, (fact.id,))
        answer = None if problems else Answer("value", value)
    return fields.filled(fact, name, answer, _likely(own, fact))


def _likely(own: OwnCase, fact: Fact) -> tuple[str, ...]:
    if fact.type != "country":
        return ()
    return journey.likely_countries(own.definition, fact.id)


def _save(request: HttpRequest, own: OwnCase, fact: Fact, value: Any, field: str) -> Sent:
    return send(request, own, services.record_facts, field=field, facts={fact.id: value})


def _leave(request: HttpRequest, own: OwnCase, name: str) -> None:
    """Go past a question for this time; it comes back at the next sign-in."""
    left = request.session.get(_LEFT, {})
    here = [*left.get(own.case.receipt_number, []), name]
    request.session[_LEFT] = {**left, own.case.receipt_number: here}


def waiting(request: HttpRequest, own: OwnCase) -> tuple[Fact, ...]:
    """The questions that are still to be put, without those left with `I do not know`."""
    left = request.session.get(_LEFT, {}).get(own.case.receipt_number, [])
    return tuple(fact for fact in own.open_questions if fact.id not in left)


def _next(request: HttpRequest, own: OwnCase, after: str = "") -> str:
    """The next question after what was just saved; back to all answers after a change."""
    number = own.case.receipt_number
    if after and "change" in request.GET:
        return reverse("my_answers", args=[number])
    again = seen_by(own.case, own.me)
    first = next(iter(waiting(request, again)), None)
    if first is None:
        return reverse("my_answers", args=[number])
    return reverse("my_question", args=[number, first.id])
