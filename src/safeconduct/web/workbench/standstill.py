"""Stages that stand still, now and before: beginning and ending a hold, and what the programme depends on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.accounts import offices
from safeconduct.accounts.selectors import shown_names
from safeconduct.cases import dependencies, holding, holds
from safeconduct.cases.definitions import course
from safeconduct.cases.models import StageHold
from safeconduct.errors import InputError, NotFound
from safeconduct.flow.course import calendar_of
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import Stage
from safeconduct.web import asked, wording
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written

SAY = "work_holds_say"
MOST_SHOWN = 100
_NAMES = dict(settings.LANGUAGES)


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every hold that there is and was, and how that on which the programme depends was found last."""
    return _page(request)


def _page(
    request: HttpRequest, problems: tuple[Problem, ...] = (), about: str = ""
) -> HttpResponse:
    actor, definition = officer(request), asked.run_here()
    held = list(holding.holds_of(definition.programme.id)[:MOST_SHOWN])
    names = shown_names({name for row in held for name in (row.account, row.ended_by) if name})
    rows = [_row(definition, row, names) for row in held]
    return render(
        request,
        "workbench/holds.html",
        {
            "here": "work_holds",
            "definition": definition,
            "in_force": [row for row in rows if not row["until"]],
            "over": [row for row in rows if row["until"]],
            "dependencies": _dependencies(definition),
            "stages": _stages(definition),
            "may_check": actor.role == offices.MANAGER,
            "problems": problems,
            "about": about,
            "typed": request.POST if problems else None,
            "say": request.session.pop(SAY, None) if not problems else None,
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Hold a stage: first whom it concerns and what happens to them, then the words and the reasons."""
    actor, definition = officer(request), asked.run_here()
    named = request.POST.get("stage") or request.GET.get("stage", "")
    track, _slash, name = named.partition("/")
    stage = next((each for t, each in _stages(definition) if (t, each.id) == (track, name)), None)
    if stage is None:
        raise NotFound(_("There is no such stage that could be held."), given=named)
    every = request.POST.get("every_variant") == "yes"
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = _lacking(definition, request.POST)
        if not problems:
            request.session[SAY] = "repeated"
            if not _is_held(definition, track, name, every=every):
                holds.hold_stages(
                    definition=definition,
                    track=track,
                    stages=[name],
                    actor=actor,
                    reasons=written(request.POST, "reasons"),
                    words={
                        each: written(request.POST, f"words-{each}")
                        for each in definition.programme.languages
                    },
                    every_variant=every,
                )
                request.session[SAY] = "held"
            return redirect("work_holds")
    return render(
        request,
        "workbench/hold.html",
        {
            "here": "work_holds",
            "definition": definition,
            "stage": stage,
            "named": f"{track}/{name}",
            "here_only": holds.concerned(definition, track, name, every_variant=False),
            "everywhere": holds.concerned(definition, track, name, every_variant=True),
            "is_held": _is_held(definition, track, name, every=False),
            "languages": [
                (each, request.POST.get(f"words-{each}", ""))
                for each in definition.programme.languages
            ],
            "typed": request.POST,
            "every": every,
            "problems": problems,
        },
    )


@never_cache
@require_POST
def end(request: HttpRequest, hold: uuid.UUID) -> HttpResponse:
    """Let a held stage go on, with the reasons. NotFound for a hold that there never was."""
    actor, definition = officer(request), asked.run_here()
    found = holding.holds_of(definition.programme.id).filter(id=hold).first()
    if found is None:
        raise NotFound(_("There is no such hold."), given=hold)
    reasons = written(request.POST, "reasons")
    if not reasons:
        problem = Problem(f"end-{hold}", _("Say why the stage goes on."))
        return _page(request, (problem,), str(hold))
    request.session[SAY] = "repeated"
    if found.until is None:
        holds.end_hold(hold_id=hold, actor=actor, reasons=reasons)
        request.session[SAY] = "ended"
    return redirect("work_holds")


@never_cache
@require_POST
def check(request: HttpRequest, dependency: str) -> HttpResponse:
    """Note what was found of that on which the programme depends. NotFound for anything else."""
    actor, definition = officer(request), asked.run_here()
    known = {each.dependency.id: each for each in dependencies.standing_of(definition)}
    if dependency not in known:
        raise NotFound(_("The programme depends on no such thing."), given=dependency)
    stands, source = request.POST.get("stands", ""), written(request.POST, "source")
    problems = []
    if stands not in ("yes", "no"):
        problems.append(Problem(f"stands-{dependency}-0", _("Say whether it stands.")))
    if not source:
        problems.append(Problem(f"source-{dependency}", _("Say where you found it.")))
    if problems:
        return _page(request, tuple(problems), dependency)
    last = known[dependency]
    is_same = (last.stands, last.source) == (stands == "yes", source)
    if is_same and last.checked_on == asked.today(definition):
        request.session[SAY] = "repeated"
        return redirect("work_holds")
    dependencies.record_check(
        definition=definition,
        dependency=dependency,
        stands=stands == "yes",
        source=source,
        actor=actor,
    )
    request.session[SAY] = "checked" if stands == "yes" else "failed"
    return redirect("work_holds")


def _lacking(definition: Definition, typed: Mapping[str, Any]) -> tuple[Problem, ...]:
    problems = []
    for each in definition.programme.languages:
        if not written(typed, f"words-{each}"):
            text = _("Write what the people are told (%(language)s).") % {
                "language": _NAMES.get(each, each)
            }
            problems.append(Problem(f"words-{each}", text))
    if not written(typed, "reasons"):
        problems.append(Problem("reasons", _("Say why the stage is held.")))
    return tuple(problems)


def _is_held(definition: Definition, track: str, stage: str, *, every: bool) -> bool:
    """Whether such a hold is in force, so that a second one would change nothing."""
    held = holding.holds_in_force(definition.programme.id).filter(track=track, stage=stage)
    variants = {row.variant for row in held}
    return None in variants or (not every and (definition.variant or "") in variants)


def _stages(definition: Definition) -> list[tuple[str, Stage]]:
    """The stages of today that casework runs, each once."""
    edition, found = Edition(definition, asked.today(definition)), []
    for track in definition.tracks:
        try:
            course(definition, track)
        except InputError:
            continue
        found += [(track, stage) for stage in edition.stages(track)]
    return found


def _row(definition: Definition, row: StageHold, names: Mapping[str, str]) -> dict[str, Any]:
    track = definition.tracks.get(row.track)
    variants = {each.id: wording.told(each.name) for each in definition.programme.variants}
    stages = [stage for stage in track.stages if stage.id == row.stage] if track else []
    return {
        "id": row.id,
        "stage": wording.told(stages[0].name) if stages else row.stage,
        "variant": variants.get(row.variant or "", row.variant),
        "since": calendar_of(definition).day(row.since),
        "until": calendar_of(definition).day(row.until) if row.until else None,
        "by": names.get(row.account, row.account),
        "role": wording.actor(row.role),
        "reasons": row.reasons,
        "words": wording.told(row.words),
        "ended_by": names.get(row.ended_by, row.ended_by),
        "ended_reasons": row.ended_reasons,
        "paused": holds.held_now(row),
        "dependency": row.dependency,
    }


def _dependencies(definition: Definition) -> list[dict[str, Any]]:
    found = dependencies.standing_of(definition)
    names = shown_names({each.checked_by for each in found if each.checked_by})
    return [
        {"held": each, "by": names.get(each.checked_by or "", each.checked_by or "")}
        for each in found
    ]
