"""Deciding for a family: one form, and in it a part of its own for each person.

Nothing is chosen beforehand. All lead on in one step, or nobody does and each reads why.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.cases import families, services
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done
from safeconduct.cases.together import Asked, NotTogether, Readiness
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.programme.schema import Outcome
from safeconduct.web.doors import case_for
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written
from safeconduct.web.workbench import choosing, family, inputs, told, words
from safeconduct.web.workbench.inputs import Inputs
from safeconduct.web.workbench.sending import Sending, asked_facts, say, tried
from safeconduct.web.workbench.sheet import READERS, Attempt, Sheet

_MOST = 40


@dataclass(frozen=True)
class Part:
    """One person's part of the form."""

    sheet: Sheet
    role: str
    outcomes: tuple[Outcome, ...]
    facts: tuple[Inputs, ...]
    seen: str
    outcome: str = ""
    reasons: str = ""
    values: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    why: str = ""
    about: tuple[str, ...] = ()

    @property
    def receipt(self) -> str:
        """What the part's fields begin with."""
        return self.sheet.case.receipt_number

    @property
    def findings(self) -> dict[str, list[told.Found]]:
        """The person's own findings."""
        return self.sheet.findings

    @property
    def proposed(self) -> str:
        """The outcome that waits for a second officer."""
        held = self.sheet.proposal
        return held["outcome"] if held else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, receipt: str) -> HttpResponse:
    """Everybody's part; sent as one. A case that goes alone leads back to its own page."""
    case, actor = case_for(request, receipt)
    members = [(member.case, member.role) for member in families.members(case)]
    if request.method == "POST":
        # Those whom the form was about, whatever became of the family by now.
        members = _named(case, request.POST.get("members", "").split(), dict(members)) or members
    parts = [_part(each, role, actor) for each, role in members]
    if len(parts) < 2 or actor.role in READERS:
        return redirect("work_case", case.receipt_number)
    attempt = None
    if request.method == "POST":
        sending = Sending(request, case, actor, request.POST.dict())
        parts = [_read(part, sending.typed) for part in parts]
        result, parts = _decide(sending, parts)
        if isinstance(result, Done):
            say(request, result)
            return redirect("work_case", case.receipt_number)
        attempt = result
    stages = {part.sheet.state.stage for part in parts}
    return render(
        request,
        "workbench/together.html",
        {
            "here": "work",
            "case": case,
            "parts": parts,
            "attempt": attempt,
            "stage": parts[0].sheet.stage,
            "is_open": len(stages) == 1
            and all(family.goes_together(part.sheet) and part.outcomes for part in parts),
            "is_mine": family.may_lead(parts[0].sheet),
            "key": uuid.uuid4().hex,
        },
    )


def _named(case: Case, receipts: list[str], roles: Mapping[Case, str]) -> list[tuple[Case, str]]:
    if case.group is None:
        return []
    found = Case.objects.filter(group=case.group, receipt_number__in=receipts[:_MOST])
    cases = found.select_related("standing").order_by("receipt_number")
    return [(each, roles.get(each, "")) for each in cases]


def _part(case: Case, role: str, actor: Actor) -> Part:
    held = Sheet.of(case, actor)
    shown = inputs.shown(held.stage_facts, held.values, case.receipt_number)
    return Part(
        held,
        str(words.PARTIES.get(role, "")),
        family.leading(held),
        tuple(shown),
        str(held.state.number),
    )


def _read(part: Part, typed: Mapping[str, str]) -> Part:
    """A person's part as it was filled in."""
    name = part.receipt
    asked = asked_facts(part.sheet, typed.get(f"{name}.facts", ""))
    values, facts = inputs.read(asked, typed, name)
    outcome = typed.get(f"{name}.outcome", "").strip()
    problems = [problem for each in facts for problem in each.problems]
    if not outcome:
        text = _("%(case)s: choose an outcome.") % {"case": name}
        problems.insert(0, Problem(f"{name}-outcome-0", text))
    return replace(
        part,
        facts=tuple(facts),
        seen=typed.get(f"{name}.seen", ""),
        outcome=outcome,
        reasons=written(typed, f"{name}.reasons"),
        values=values,
        problems=tuple(problems),
    )


def _decide(sending: Sending, parts: list[Part]) -> tuple[Done | Attempt, list[Part]]:
    problems = tuple(problem for part in parts for problem in part.problems)
    if problems:
        return Attempt("family", sending.typed, problems=problems), parts
    apart: list[Readiness] = []

    def deed(sent: Sending) -> Done | Attempt:
        try:
            done = services.act_together(
                members=[_asked(part) for part in parts],
                actor=sent.actor,
                key=sent.text("key")[:64] or None,
            )
        except NotTogether as refused:
            apart.extend(refused.members)
            raise
        return done[0]

    result = tried("family", deed, sending)
    why = {each.case.pk: each for each in apart if each.refusal}
    return result, [_told(part, why.get(part.sheet.case.pk)) for part in parts]


def _asked(part: Part) -> Asked:
    if not part.seen.isdecimal() or len(part.seen) > 9:
        raise InputError(_("This form did not reach us whole."), given=part.seen)
    return Asked(
        part.sheet.case.id,
        part.outcome,
        int(part.seen),
        facts=part.values or {},
        reasons=part.reasons or None,
    )


def _told(part: Part, member: Readiness | None) -> Part:
    """The part with the reason why its person was not ready, judged with what came on the form."""
    if member is None or member.refusal is None:
        return part
    found = part.sheet.screening
    return replace(
        part, why=choosing.why(member.refusal, found), about=choosing.about(member.refusal, found)
    )
