"""In what order waiting cases are taken; where that is by lot, its draws, each with its proof."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from safeconduct.accounts.selectors import shown_names
from safeconduct.capacity import draws
from safeconduct.capacity.models import Draw
from safeconduct.cases import queues
from safeconduct.cases.queues import Line
from safeconduct.errors import InputError, NotFound
from safeconduct.flow.course import calendar_of
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import Selection
from safeconduct.web import asked, wording
from safeconduct.web.doors import officer
from safeconduct.web.facts.fields import Problem

SAY = "work_draws_say"
MOST_SHOWN = 50
_NUMBER = re.compile(r"[0-9]{1,6}")


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Each line with its order; draws only where the order of the day is by lot."""
    return _page(request)


@never_cache
@require_POST
def announce(request: HttpRequest, stage: str) -> HttpResponse:
    """Fix a draw before it is made. One that was announced and not made yet stands for a second asking."""
    actor, definition = officer(request), asked.run_here()
    line, selection = _line(definition, stage)
    if not by_lot(selection):
        raise NotFound(_("Nothing is drawn by lot at this stage today."), given=stage)
    waiting = Draw.objects.filter(line=line.name, made_at__isnull=True).exists()
    if not waiting:
        queues.announce_draw(definition=definition, line=line, by=actor.account or "")
    request.session[SAY] = "repeated" if waiting else "announced"
    return redirect("work_draws")


@never_cache
@require_POST
def make(request: HttpRequest, draw: uuid.UUID) -> HttpResponse:
    """Make a draw that was announced, for a number of places. A second time changes nothing."""
    actor, definition = officer(request), asked.run_here()
    row = Draw.objects.filter(id=draw).first()
    line = _line_of(definition, row.line) if row else None
    if row is None or line is None:
        raise NotFound(_("There is no such draw."), given=draw)
    if row.made_at is not None:
        request.session[SAY] = "repeated"
        return redirect("work_draws")
    places = request.POST.get("places", "").strip()
    if not _NUMBER.fullmatch(places) or int(places) == 0:
        text = _("Enter the number of places, such as 100.")
        return _page(request, (Problem(f"places-{draw}", text),), places)
    try:
        queues.make_draw(
            definition=definition,
            line=line,
            draw_id=draw,
            places=int(places),
            by=actor.account or "",
        )
        request.session[SAY] = "made"
    except InputError:
        # Someone else made it in the same moment.
        request.session[SAY] = "repeated"
    return redirect("work_draws")


@never_cache
@require_safe
def proof(request: HttpRequest, draw: uuid.UUID) -> HttpResponse:
    """The proof of a draw, by which anyone can make it again. NotFound for one that was not made."""
    told = json.dumps(draws.published(draw), indent=1) + "\n"
    return HttpResponse(
        told,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="draw-{draw}.json"'},
    )


def by_lot(selection: Selection) -> bool:
    """Whether chance has a part in the order."""
    return selection.method != "oldest_first"


def _page(
    request: HttpRequest, problems: tuple[Problem, ...] = (), typed: str = ""
) -> HttpResponse:
    definition = asked.run_here()
    lines = [_told(definition, selection) for selection in _selections(definition)]
    return render(
        request,
        "workbench/draws.html",
        {
            "here": "work_draws",
            "definition": definition,
            "lines": lines,
            "problems": problems,
            "typed": typed,
            "say": request.session.pop(SAY, None) if not problems else None,
        },
    )


def _selections(definition: Definition) -> list[Selection]:
    edition = Edition(definition, asked.today(definition))
    return [each for each in edition.selections if each.stage]


def _line(definition: Definition, stage: str) -> tuple[Line, Selection]:
    """The line of a stage whose order the programme says today. NotFound if it says none."""
    for selection in _selections(definition):
        for track in definition.tracks.values():
            if selection.stage == stage and any(each.id == stage for each in track.stages):
                return Line(definition.programme.id, track.id, stage), selection
    raise NotFound(_("Nothing is drawn by lot at this stage today."), given=stage)


def _line_of(definition: Definition, name: str) -> Line | None:
    for selection in _selections(definition):
        line, _selection = _line(definition, selection.stage or "")
        if line.name == name:
            return line
    return None


def _told(definition: Definition, selection: Selection) -> dict[str, Any]:
    line, _selection = _line(definition, selection.stage or "")
    stages = Edition(definition, asked.today(definition)).stages(line.track)
    stage = next((each for each in stages if each.id == line.stage), None)
    made = list(Draw.objects.filter(line=line.name).order_by("-announced_at")[:MOST_SHOWN])
    names = shown_names({name for row in made for name in (row.announced_by, row.made_by) if name})
    return {
        "selection": selection,
        "stage": wording.told(stage.name) if stage else line.stage,
        "stage_id": line.stage,
        "calendar": calendar_of(definition),
        "is_by_lot": by_lot(selection),
        "waiting": len(queues.waiting(line)),
        "draws": [
            {
                "row": row,
                "announced_by": names.get(row.announced_by, row.announced_by),
                "made_by": names.get(row.made_by, row.made_by),
                "taken": row.turns.count(),
                "pool": len(row.pool or ()),
            }
            for row in made
        ],
    }
