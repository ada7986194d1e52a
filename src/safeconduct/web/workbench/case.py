"""A case on one screen."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct.accounts import offices
from safeconduct.cases import authorizations, families, letters, second_looks
from safeconduct.cases.models import Case
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.web import appointed, wording
from safeconduct.web.doors import case_for, office_of
from safeconduct.web.workbench import (
    choosing,
    family,
    inputs,
    lines,
    looking,
    papers,
    words,
)
from safeconduct.web.workbench.inputs import Inputs
from safeconduct.web.workbench.sheet import SAY, Attempt, Sheet


@never_cache
@require_safe
def page(request: HttpRequest, receipt: str) -> HttpResponse:
    """Person, findings, facts, timeline, and what may be done now."""
    case, actor = case_for(request, receipt)
    if look := second_looks.blind_in(case, actor):
        # Whoever may still look at the decision for a second time reads it afterwards.
        return redirect("work_second_look", look.id)
    return show(request, case, actor)


def show(
    request: HttpRequest, case: Case, actor: Actor, attempt: Attempt | None = None
) -> HttpResponse:
    """The case's page, with a form on it that did not go through if there is one."""
    held = Sheet.of(case, actor)
    chosen = _chosen_fact(request, held, attempt)
    return render(
        request,
        "workbench/case.html",
        {
            "here": "work",
            "case": case,
            "definition": held.definition,
            "sheet": held,
            "attempt": attempt,
            "say": request.session.pop(SAY, None) if request.method != "POST" else None,
            "key": uuid.uuid4().hex,
            "post": _post(request, attempt),
            "today": held.course.day(held.now),
            "decide_facts": _decide_facts(held, attempt),
            "note": chosen,
            "looks": looking.looks(held, attempt),
            "reviews": words.REVIEWS,
            "why_ended": words.WHY_ENDED,
            "in_other_languages": _in_other_languages(case),
            "documents": papers.listed(held),
            "may_erase": actor.role == offices.SUPERVISOR,
            "document_kinds": papers.kinds(held),
            "appointment": appointed.shown(case),
            "family": family.of(held),
            "if_refused": families.if_refused(case) if held.may_refuse else None,
            "line": lines.told(case),
            "authorization": authorizations.authorization_of(case),
            **_letters(held),
        },
    )


def _decide_facts(held: Sheet, attempt: Attempt | None) -> list[Inputs]:
    if attempt is not None and attempt.act == "decide":
        return list(attempt.facts)
    if not held.choices.outcomes:
        return []
    return inputs.shown(held.stage_facts, held.values, "d")


def _chosen_fact(request: HttpRequest, held: Sheet, attempt: Attempt | None) -> dict[str, Any]:
    """The facts that may be noted, and the inputs of the one that was chosen."""
    facts = choosing.facts_to_note(held.definition, held.screening, held.facts)
    if attempt is not None and attempt.act == "note":
        return {"facts": facts, "inputs": attempt.facts[0] if attempt.facts else None}
    asked = request.GET.get("fact", "")
    chosen = [fact for fact in facts if fact.id == asked]
    if asked and not chosen:
        raise InputError(_("There is no such fact to be noted here."), given=asked)
    shown = inputs.shown(chosen, held.values, "n")
    return {"facts": facts, "inputs": shown[0] if shown else None}


def _letters(held: Sheet) -> dict[str, Any]:
    """The case's letters, and those that tell of the decision against the person."""
    written = letters.letters_for(held.case, held.actor)
    decided = held.state.decision.number if held.state.decision else None
    about = [each for each in written if each.about == decided and not each.is_erased]
    return {"letters": written, "decision_letters": about}


def _in_other_languages(case: Case) -> list[tuple[str, str, str]]:
    """The case's page in the other languages, also from the address of a form that was sent."""
    here = reverse("work_case", args=[case.receipt_number])
    return [
        (code, name, translate_url(here, code))
        for code, name in settings.LANGUAGES
        if code != wording.language()
    ]


def _post(request: HttpRequest, attempt: Attempt | None) -> str:
    """The post that was chosen, or the officer's own."""
    if attempt is not None and attempt.act == "decide":
        return attempt.typed.get("post", "")
    office = office_of(request)
    return office.post if office else ""
