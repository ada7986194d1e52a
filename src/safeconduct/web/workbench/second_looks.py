"""Second looks at a sample of what was decided: drawing them, giving one blind, and what they show."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.accounts import offices
from safeconduct.accounts.selectors import shown_names
from safeconduct.capacity.models import Draw
from safeconduct.cases import second_looks
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.second_looks import LEAST_SHOWN, SIDES, Sampled
from safeconduct.cases.selectors import events_of
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.flow.course import calendar_of, outcome_of
from safeconduct.oversight.models import SecondLook
from safeconduct.people import selectors as people
from safeconduct.programme import Definition
from safeconduct.web import asked, wording
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written
from safeconduct.web.workbench import papers, told
from safeconduct.web.workbench.sheet import Sheet

SAY = "work_second_looks_say"
_MOST_SHOWN = 50


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """An officer's looks that wait; for a supervisor the draws, the agreement and what differs."""
    return _page(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, look: uuid.UUID) -> HttpResponse:
    """A decision to be looked at, without its outcome and reasons; both beside one's own afterwards."""
    actor = officer(request)
    row, case = second_looks.look_for(look, actor)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _lacking(request)
        if not problems:
            try:
                done = second_looks.give(
                    look_id=look,
                    actor=actor,
                    outcome=request.POST.get("outcome", ""),
                    reasons=written(request.POST, "reasons"),
                    key=request.POST.get("key", "")[:64] or None,
                )
            except (InputError, NotAllowed):
                request.session[SAY] = "repeated"
            else:
                request.session[SAY] = "repeated" if done.repeated else "given"
            return redirect("work_second_look", look)
    return render(request, "workbench/second_look.html", _look(request, row, case, actor, problems))


@never_cache
@require_POST
def announce(request: HttpRequest, look: str) -> HttpResponse:
    """Fix the next draw, before it is known what will be in it."""
    actor, what = officer(request), _named(asked.run_here(), look)
    stood = second_looks.announced_draw(what, SIDES[0]) is not None
    second_looks.announce(what=what, by=actor.account or "")
    request.session[SAY] = "repeated" if stood else "announced"
    return redirect("work_second_looks")


@never_cache
@require_POST
def make(request: HttpRequest, look: str) -> HttpResponse:
    """Draw the share from all that was decided since the last draw."""
    actor, what = officer(request), _named(asked.run_here(), look)
    try:
        second_looks.make(what=what, by=actor.account or "")
        request.session[SAY] = "made"
    except InputError:
        request.session[SAY] = "repeated"
    return redirect("work_second_looks")


@never_cache
@require_POST
def close(request: HttpRequest, look: uuid.UUID) -> HttpResponse:
    """Say what was done about a difference."""
    note = written(request.POST, "note")
    if not note:
        problem = Problem(f"note-{look}", _("Say what was done about it."))
        return _page(request, (problem,))
    second_looks.close(look_id=look, actor=officer(request), note=note)
    request.session[SAY] = "closed"
    return redirect("work_second_looks")


def _lacking(request: HttpRequest) -> tuple[Problem, ...]:
    problems = []
    if not request.POST.get("outcome"):
        problems.append(Problem("look-outcome-0", _("Choose what you would have decided.")))
    if not written(request.POST, "reasons"):
        problems.append(Problem("look-reasons", _("Give your reasons.")))
    return tuple(problems)


def _named(definition: Definition, name: str) -> Sampled:
    for what in second_looks.sampled(definition):
        if what.entry.id == name:
            return what
    raise NotFound(_("The programme has no such second look today."), given=name)


def _page(request: HttpRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor, definition = officer(request), asked.run_here()
    oversees = actor.role == offices.SUPERVISOR
    context: dict[str, Any] = {
        "here": "work_second_looks",
        "definition": definition,
        "calendar": calendar_of(definition),
        "oversees": oversees,
        "problems": problems,
        "say": request.session.pop(SAY, None) if not problems else None,
        "least": LEAST_SHOWN,
    }
    if oversees:
        context["samples"] = [
            _sample(definition, what) for what in second_looks.sampled(definition)
        ]
        context["differing"] = _differing(definition)
    else:
        context["waiting"] = [
            {"row": row, "receipt": case.receipt_number, "stage": _stage_name(row, case)}
            for row, case in second_looks.waiting_for(actor)
        ]
    return render(request, "workbench/second_looks.html", context)


def _sample(definition: Definition, what: Sampled) -> dict[str, Any]:
    lines = [what.line(side) for side in SIDES]
    made = list(Draw.objects.filter(line__in=lines).order_by("-announced_at", "line")[:_MOST_SHOWN])
    ground = definition.facts.get(what.entry.ground or "")
    return {
        "entry": what.entry,
        "announced": second_looks.announced_draw(what, SIDES[0]) is not None,
        "waiting": SecondLook.objects.filter(
            programme=what.programme, look=what.entry.id, answered_at__isnull=True
        ).count(),
        "draws": [
            {
                "row": row,
                "side": _side(row.line.rpartition("/")[2]),
                "taken": row.turns.count(),
                "pool": len(row.pool or ()),
            }
            for row in made
        ],
        "ground": wording.told(ground.label) if ground else "",
        "agreement": [
            {
                "outcome": _outcome_name(definition, what, one.outcome),
                "ground": told.value_in_words(ground, one.ground)
                if ground and one.ground
                else told.words_unknown(),
                "looked_at": one.looked_at,
                "agreed": one.agreed,
            }
            for one in second_looks.agreement(what)
        ],
    }


def _side(code: str) -> str:
    return _("for the person") if code == second_looks.FOR else _("against the person")


def _outcome_name(definition: Definition, what: Sampled, name: str) -> str:
    for stage in definition.tracks[what.track].stages:
        if stage.id == what.entry.stage and (outcome := outcome_of(stage, name)):
            return wording.told(outcome.name)
    return name


def _differing(definition: Definition) -> list[dict[str, Any]]:
    rows = list(second_looks.differing(definition.programme.id)[:_MOST_SHOWN])
    cases = Case.objects.in_bulk([row.case_id for row in rows])
    names = shown_names({row.answered_by for row in rows})
    held = people.values([row.reasons for row in rows if row.reasons])
    return [
        {
            "row": row,
            "receipt": cases[row.case_id].receipt_number,
            "stage": _stage_name(row, cases[row.case_id]),
            "first": _named_outcome(row, cases[row.case_id], row.outcome),
            "second": _named_outcome(row, cases[row.case_id], row.given),
            "by": names.get(row.answered_by, row.answered_by),
            "reasons": held.get(row.reasons, "") if row.reasons else "",
        }
        for row in rows
    ]


def _stage_name(row: SecondLook, case: Case) -> str:
    event = events_of(case)[row.about - 1]
    course = second_looks.course_of(case)
    stage = course.stage(event.stage, course.day(event.at))
    return wording.told(stage.name) if stage else ""


def _named_outcome(row: SecondLook, case: Case, name: str) -> str:
    outcomes = {one.id: one for one in second_looks.choices(row, case)}
    return wording.told(outcomes[name].name) if name in outcomes else name


def _look(
    request: HttpRequest,
    row: SecondLook,
    case: Case,
    actor: Actor,
    problems: tuple[Problem, ...],
) -> dict[str, Any]:
    held = Sheet.of(case, actor)
    judged = _judged(held, row)
    shown = {name: fact for name, fact in held.facts.items() if name not in judged}
    groups = held.findings.values()
    return {
        "here": "work_second_looks",
        "row": row,
        "case": case,
        "sheet": held,
        "definition": held.definition,
        "stage": _stage_name(row, case),
        "known": told.known(held.definition, shown, held.events, held.course, held.names),
        "findings": [
            found
            for group in groups
            for found in group
            if not judged & set(found.finding.facts_used)
        ],
        "documents": papers.listed(held),
        "outcomes": second_looks.choices(row, case),
        "typed": request.POST if problems else {},
        "problems": problems,
        "key": uuid.uuid4().hex,
        "say": request.session.pop(SAY, None) if not problems else None,
        "first": _first(held, row) if row.answered_at else None,
        "given": _named_outcome(row, case, row.given),
    }


def _judged(held: Sheet, row: SecondLook) -> set[str]:
    """The facts that those who decided noted, and what came after: they tell how it was decided."""
    by_number = {event.number: event.actor.account for event in held.events}
    deciders = second_looks.deciders(held.events, row.about)
    return {
        name
        for name, fact in held.facts.items()
        if fact.number > row.about or by_number[fact.number] in deciders
    }


def _first(held: Sheet, row: SecondLook) -> dict[str, str]:
    """What the first officers decided, and why: shown once one's own answer is given."""
    texts = told.written(held.events)
    proposed = [
        e.number for e in held.events[: row.about] if e.number in texts and e.outcome == row.outcome
    ]
    return {
        "outcome": _named_outcome(row, held.case, row.outcome),
        "reasons": texts.get(proposed[-1], "") if proposed else "",
    }
