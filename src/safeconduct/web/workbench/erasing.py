"""Erasing people: whose time is over, what is proposed, and the page on which two supervisors decide."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.accounts import offices
from safeconduct.accounts.selectors import shown_names
from safeconduct.cases import erasing
from safeconduct.cases.access import cases_seen_by
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case, Erasure, Party
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.people.models import Person
from safeconduct.web import wording
from safeconduct.web.doors import case_for, officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench import words

SAY = "work_erasing_say"
MOST_SHOWN = 100
_REFERENCE = re.compile(r"[A-Za-z0-9./ -]{0,60}")


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Whose time for keeping is over, what waits for a second officer, and what was decided."""
    actor = officer(request)
    rows = Erasure.objects.filter(case__in=cases_seen_by(actor)).select_related("case")
    waiting = list(rows.filter(ended_at__isnull=True).order_by("noted_at", "id")[:MOST_SHOWN])
    over = list(rows.filter(ended_at__isnull=False).order_by("-ended_at", "id")[:MOST_SHOWN])
    names = _names([*waiting, *over])
    return render(
        request,
        "workbench/erasures.html",
        {
            "here": "work_erasures",
            "due": [_row(row, names) for row in waiting if not row.proposed_by],
            "proposed": [_row(row, names) for row in waiting if row.proposed_by],
            "over": [_row(row, names) for row in over],
            "may_act": actor.role == offices.SUPERVISOR,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, receipt: str) -> HttpResponse:
    """Each person of a case: what is kept, until when, and whether they are to be erased."""
    case, actor = case_for(request, receipt)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        person = _person(case, request.POST.get("person", ""))
        problems = _sent(request, case, person, actor)
        if not problems:
            return redirect("work_erase", case.receipt_number)
    people = [_told(case, person, roles, actor) for person, roles in _people(case)]
    definition = definition_of(case)
    return render(
        request,
        "workbench/erase.html",
        {
            "here": "work_erasures",
            "case": case,
            "definition": definition,
            "retention": definition.programme.retention,
            "people": people,
            "why": [(code, words.WHY_ERASED[code]) for code in erasing.WHY],
            "kept_for": [(code, words.WHY_KEPT[code]) for code in erasing.KEPT_FOR],
            "problems": problems,
            "typed": request.POST if problems else {},
            "say": request.session.pop(SAY, None) if not problems else None,
        },
    )


def _sent(request: HttpRequest, case: Case, person: Person, actor: Actor) -> tuple[Problem, ...]:
    """Do what a form asks for; what is wrong with it, if it does not go through."""
    act, typed = request.POST.get("act", ""), request.POST
    try:
        if act == "propose":
            problems = _lacking(person, typed)
            if not problems:
                erasing.propose(
                    case=case,
                    person=person,
                    why=typed["why"],
                    reference=typed.get("reference", "").strip(),
                    actor=actor,
                )
                request.session[SAY] = "proposed"
            return problems
        row = Erasure.objects.filter(person=person, ended_at__isnull=True).first()
        if row is None:
            request.session[SAY] = "repeated"
        elif act == "confirm" and typed.get("sure") != "yes":
            text = _("Say that you have looked at it and want it erased.")
            return (Problem(f"sure-{person.pk}", text),)
        elif act == "confirm":
            erasing.confirm(erasure_id=row.pk, actor=actor)
            request.session[SAY] = "erased"
        elif act == "keep" and typed.get("kept_for") not in erasing.KEPT_FOR:
            return (Problem(f"kept_for-{person.pk}", _("Say why the values are kept.")),)
        elif act == "keep":
            erasing.keep(erasure_id=row.pk, actor=actor, kept_for=typed["kept_for"])
            request.session[SAY] = "kept"
        else:
            raise InputError(_("This form did not reach us whole."), given=act)
    except NotAllowed as refused:
        return (Problem(f"person-{person.pk}", wording.told(refused.refusal.words)),)
    return ()


def _lacking(person: Person, typed: Mapping[str, Any]) -> tuple[Problem, ...]:
    problems = []
    why = typed.get("why", "")
    if why not in erasing.WHY:
        problems.append(Problem(f"why-{person.pk}", _("Choose why the person is erased.")))
    if why == erasing.TIME_OVER and not erasing.is_over(erasing.kept_until(person)):
        text = _("The time for keeping is not over. Choose another reason, or wait.")
        problems.append(Problem(f"why-{person.pk}", text))
    if not _REFERENCE.fullmatch(typed.get("reference", "").strip()):
        text = _("A reference has letters without accents, digits, blanks and . / - only.")
        problems.append(Problem(f"reference-{person.pk}", text))
    if erasing.running_cases(person).exists():
        text = _("A case of this person is not over. Nothing is erased before it is.")
        problems.append(Problem(f"person-{person.pk}", text))
    return tuple(problems)


def _people(case: Case) -> list[tuple[Person, list[str]]]:
    """The people of a case, each once, with their roles in it."""
    found: dict[uuid.UUID, tuple[Person, list[str]]] = {}
    for party in Party.ever.filter(case=case).select_related("person").order_by("role", "id"):
        found.setdefault(party.person_id, (party.person, []))[1].append(party.role)
    return list(found.values())


def _person(case: Case, given: str) -> Person:
    for person, _roles in _people(case):
        if str(person.pk) == given:
            return person
    raise InputError(_("This form did not reach us whole."), given=given)


def _told(case: Case, person: Person, roles: list[str], actor: Actor) -> dict[str, Any]:
    values, documents = erasing.what_is_kept(person)
    until = erasing.kept_until(person)
    running = erasing.running_cases(person)
    seen = cases_seen_by(actor).filter(pk__in=running.values("pk"))
    rows = list(person.erasures.order_by("-noted_at", "id")[:10])
    names = _names(rows)
    waiting = next((row for row in rows if row.ended_at is None), None)
    return {
        "id": person.pk,
        "roles": ", ".join(str(words.PARTIES[role]) for role in roles),
        "values": values,
        "documents": documents,
        "until": until,
        "is_over": erasing.is_over(until),
        "running": [each.receipt_number for each in seen],
        "is_running": running.exists(),
        "waiting": _row(waiting, names) if waiting else None,
        "is_proposed": waiting is not None and bool(waiting.proposed_by),
        "is_own": waiting is not None and waiting.proposed_by == actor.account,
        "before": [_row(row, names) for row in rows if row.ended_at is not None],
    }


def _names(rows: list[Erasure]) -> dict[str, str]:
    return shown_names({name for row in rows for name in (row.proposed_by, row.ended_by) if name})


def _row(row: Erasure, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "receipt": row.case.receipt_number,
        "course": course_of(row.case),
        "why": words.WHY_ERASED[row.why],
        "kept_for": words.WHY_KEPT.get(row.kept_for, ""),
        "proposed_by": names.get(row.proposed_by, row.proposed_by),
        "ended_by": names.get(row.ended_by, row.ended_by),
    }
