"""The self-check: one question a page, no account, nothing stored, nothing in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from safeconduct.errors import InputError, NotFound
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact
from safeconduct.web import asked, wording
from safeconduct.web.facts import fields
from safeconduct.web.facts.answers import Answer
from safeconduct.web.portal import answers as given
from safeconduct.web.portal import journey, results
from safeconduct.web.portal.answers import Answers, Records

#: The name of the inputs of the question on the page.
INPUT = "f"


@dataclass(frozen=True)
class Asking:
    """One request: the programme, the answers so far, and what the page's button says."""

    request: HttpRequest
    definition: Definition
    posted: Mapping[str, str]
    answers: Answers
    question: str
    does: str
    target: str

    def fact(self, name: str) -> Fact:
        """A fact that may be asked; InputError for another."""
        fact = journey.asked_facts(self.definition).get(name)
        if fact is None:
            raise _not_understood(name)
        return fact


# A forged form could make nobody do anything here, and without a token there is no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, programme: str, variant: str | None = None) -> HttpResponse:
    """The start on GET; every further page on POST."""
    definition = asked.definition(programme, variant)
    if not journey.is_offered(definition):
        raise NotFound(
            _("There is no self-check for this programme in this variant."),
            accepted=", ".join(str(each.variant) for each in _offered(programme)) or None,
        )
    if request.method != "POST":
        return render(request, "portal/start.html", _around(definition))
    asking = _read(request, definition)
    action = _ACTIONS.get(asking.does)
    if action is None:
        raise _not_understood(asking.does)
    return action(asking)


def _read(request: HttpRequest, definition: Definition) -> Asking:
    posted = request.POST.dict()
    does, _colon, target = str(posted.get("do", "answer")).partition(":")
    return Asking(
        request=request,
        definition=definition,
        posted=posted,
        answers=given.read(posted, journey.asked_facts(definition)),
        question=str(posted.get("q", "")),
        does=does,
        target=target,
    )


# --- what a button does ----------------------------------------------------------------------------


def _begin(asking: Asking) -> HttpResponse:
    return _go_on(replace(asking, answers=Answers()))


def _answer(asking: Asking) -> HttpResponse:
    name, index = _place(asking)
    fact = asking.fact(name)
    if fact.type == "records":
        return _answer_record(asking, fact, index)
    field = fields.typed(fact, INPUT, asking.posted, _likely(asking, fact))
    answer, field = fields.read(field)
    if answer is None:
        return _show_field(asking, field)
    return _go_on(replace(asking, answers=asking.answers.with_answer(name, answer)))


def _answer_record(asking: Asking, fact: Fact, index: int | None) -> HttpResponse:
    if index is None:
        raise _not_understood(asking.question)
    row: dict[str, Answer] = {}
    shown = []
    for part in fact.fields:
        field = fields.typed(part, f"{INPUT}.{part.id}", asking.posted, _likely(asking, part))
        answer, field = fields.read(field)
        shown.append(field)
        if answer is not None:
            row[part.id] = answer
    if any(field.problems for field in shown):
        return _show_record(asking, fact, index, shown)
    held = asking.answers.records(fact.id).with_row(index, row)
    return _show_list(replace(asking, answers=asking.answers.with_answer(fact.id, held)), fact)


def _back(asking: Asking) -> HttpResponse:
    name, index = _place(asking) if asking.question else (None, None)
    if name and index is not None:
        return _show_list(asking, asking.fact(name))
    earlier = journey.before(asking.answers, name)
    if earlier is None:
        return render(asking.request, "portal/start.html", _around(asking.definition))
    return _show(asking, earlier)


def _change(asking: Asking) -> HttpResponse:
    return _show(asking, asking.target)


def _again(asking: Asking) -> HttpResponse:
    """The same page, as when the language changes: nothing typed is lost, nothing is judged."""
    if asking.question in ("", "result"):
        return _go_on(asking)
    name, index = _place(asking)
    fact = asking.fact(name)
    if fact.type != "records":
        return _show_field(asking, fields.typed(fact, INPUT, asking.posted, _likely(asking, fact)))
    if index is None:
        return _show_list(asking, fact)
    shown = [
        fields.typed(part, f"{INPUT}.{part.id}", asking.posted, _likely(asking, part))
        for part in fact.fields
    ]
    return _show_record(asking, fact, index, shown)


def _add(asking: Asking) -> HttpResponse:
    fact = _records_fact(asking)
    index = len(asking.answers.records(fact.id).rows)
    if index >= given.MOST_RECORDS:
        raise InputError(_("A list can have at most %(n)d entries.") % {"n": given.MOST_RECORDS})
    return _show_record(asking, fact, index, _record_fields(asking, fact, {}))


def _edit(asking: Asking) -> HttpResponse:
    fact, index = _row(asking)
    row = asking.answers.records(fact.id).rows[index]
    return _show_record(asking, fact, index, _record_fields(asking, fact, row))


def _remove(asking: Asking) -> HttpResponse:
    fact, index = _row(asking)
    held = asking.answers.records(fact.id).without_row(index)
    return _show_list(replace(asking, answers=asking.answers.with_answer(fact.id, held)), fact)


def _all(asking: Asking) -> HttpResponse:
    return _close_list(asking, "all")


def _some(asking: Asking) -> HttpResponse:
    return _close_list(asking, "some")


def _close_list(asking: Asking, listed: given.Listed) -> HttpResponse:
    fact = _records_fact(asking)
    held = Records(asking.answers.records(fact.id).rows, listed)
    return _go_on(replace(asking, answers=asking.answers.with_answer(fact.id, held)))


_ACTIONS = {
    "begin": _begin,
    "answer": _answer,
    "back": _back,
    "change": _change,
    "show": _again,
    "add": _add,
    "edit": _edit,
    "remove": _remove,
    "all": _all,
    "some": _some,
}


# --- reading what a button names -------------------------------------------------------------------


def _place(asking: Asking) -> tuple[str, int | None]:
    """The fact on the page, and which record of it."""
    name, _dot, index = asking.question.partition(".")
    if index and not (index.isascii() and index.isdecimal() and int(index) < given.MOST_RECORDS):
        raise _not_understood(asking.question)
    asking.fact(name)
    return name, int(index) if index else None


def _records_fact(asking: Asking) -> Fact:
    fact = asking.fact(asking.target)
    if fact.type != "records":
        raise _not_understood(asking.target)
    return fact


def _row(asking: Asking) -> tuple[Fact, int]:
    name, _dot, index = asking.target.partition(".")
    fact = _records_fact(replace(asking, target=name))
    rows = asking.answers.records(name).rows
    if not (index.isascii() and index.isdecimal() and int(index) < len(rows)):
        raise _not_understood(asking.target)
    return fact, int(index)


def _not_understood(given_text: str) -> InputError:
    return InputError(
        _("We did not understand what this page sent. Please start the questions again."),
        given=given_text,
    )


def _likely(asking: Asking, fact: Fact) -> tuple[str, ...]:
    if fact.type != "country":
        return ()
    return journey.likely_countries(asking.definition, fact.id)


def _offered(programme: str) -> list[Definition]:
    return [each for each in asked.variants(programme) if journey.is_offered(each)]


# --- pages -----------------------------------------------------------------------------------------


def _go_on(asking: Asking) -> HttpResponse:
    """The next question that still matters, or the result."""
    where = journey.position(asking.definition, asking.answers, asked.today(asking.definition))
    if where.next is None:
        return _show_result(asking)
    return _show(asking, where.next)


def _show(asking: Asking, name: str) -> HttpResponse:
    fact = asking.fact(name)
    if fact.type == "records":
        return _show_list(asking, fact)
    held = asking.answers.given.get(name)
    answer = held if isinstance(held, Answer) else None
    return _show_field(asking, fields.filled(fact, INPUT, answer, _likely(asking, fact)))


def _show_field(asking: Asking, field: fields.Field) -> HttpResponse:
    more = {"field": field, "problems": field.problems}
    return _page(asking, "portal/question.html", field.fact.id, more)


def _record_fields(asking: Asking, fact: Fact, row: Mapping[str, Answer]) -> list[fields.Field]:
    return [
        fields.filled(part, f"{INPUT}.{part.id}", row.get(part.id), _likely(asking, part))
        for part in fact.fields
    ]


def _show_record(asking: Asking, fact: Fact, index: int, shown: list[fields.Field]) -> HttpResponse:
    problems = tuple(
        fields.Problem(problem.field, f"{wording.told(field.fact.label)}: {problem.message}")
        for field in shown
        for problem in field.problems
    )
    more = {"fact": fact, "fields": shown, "record_number": index + 1, "problems": problems}
    return _page(asking, "portal/record.html", f"{fact.id}.{index}", more)


def _show_list(asking: Asking, fact: Fact) -> HttpResponse:
    rows = asking.answers.records(fact.id).rows
    more = {"fact": fact, "rows": [_told_row(fact, row) for row in rows]}
    return _page(asking, "portal/records.html", fact.id, more)


def _show_result(asking: Asking) -> HttpResponse:
    outcome = results.outcome(
        asking.definition,
        asking.answers,
        asked.today(asking.definition),
        _offered(asking.definition.programme.id),
    )
    return _page(
        asking,
        "portal/result.html",
        "result",
        {"outcome": outcome, "as_of": asked.today(asking.definition)},
    )


def _page(asking: Asking, template: str, question: str, more: dict[str, Any]) -> HttpResponse:
    where = journey.position(asking.definition, asking.answers, asked.today(asking.definition))
    current = question.partition(".")[0]
    further = [name for name in where.waiting if name != current]
    earlier = [name for name in asking.answers.given if name != current]
    context = _around(asking.definition) | {
        "question": question,
        "hidden": list(asking.answers.hidden()),
        "told": told_answers(asking.definition, asking.answers),
        "number": len(earlier) + 1,
        "further": len(further),
        **more,
    }
    return render(asking.request, template, context)


def _around(definition: Definition) -> dict[str, Any]:
    return {"definition": definition, "here": "check", "is_self_check": True}


def told_answers(definition: Definition, answers: Answers) -> list[dict[str, Any]]:
    """The answers so far in words, in the order in which they were given."""
    facts = journey.asked_facts(definition)
    return [
        {
            "id": name,
            "label": wording.told(facts[name].label),
            "texts": _told_records(facts[name], held)
            if isinstance(held, Records)
            else [_told(facts[name], held)],
        }
        for name, held in answers.given.items()
    ]


def _told_records(fact: Fact, held: Records) -> list[str]:
    if not held.rows:
        return [_("None") if held.listed == "all" else str(wording.UNKNOWN)]
    texts = ["; ".join(text for _label, text in _told_row(fact, row)) for row in held.rows]
    return texts + ([_("Perhaps more")] if held.listed == "some" else [])


def _told_row(fact: Fact, row: Mapping[str, Answer]) -> list[tuple[str, str]]:
    return [
        (wording.told(part.label), _told(part, row[part.id]))
        for part in fact.fields
        if part.id in row
    ]


def _told(fact: Fact, answer: Answer) -> str:
    if answer.kind == "unknown":
        return str(wording.UNKNOWN)
    if answer.kind == "none":
        return wording.told(fact.none_label) or _("None")
    return wording.value(fact, answer.value)
