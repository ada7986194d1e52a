"""Lists of work: an officer's own, and all of it by stage."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import check_ins, holding, second_looks, worklists
from safeconduct.cases.access import access_case
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case
from safeconduct.cases.worklists import Count, Line, Wanted
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Status
from safeconduct.programme import Edition
from safeconduct.web import wording
from safeconduct.web.doors import office_of, officer
from safeconduct.web.workbench import words

_TILES = (
    Status.OPEN,
    Status.AWAITING_SECOND_OFFICER,
    Status.CHANGED,
    Status.WAITING_FOR_EVIDENCE,
    Status.IN_REVIEW,
    Status.PAUSED,
)


@never_cache
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What the officer has to do, a page at a time; a receipt number leads to its case."""
    actor = officer(request)
    if actor.role == offices.MANAGER:
        # Managers see no cases: their desk is what stands still, and what all rests on.
        return redirect("work_holds")
    receipt = request.GET.get("receipt", "").strip().upper().replace(" ", "").replace("-", "")
    is_unknown = False
    if receipt:
        try:
            return redirect("work_case", access_case(name=receipt, actor=actor).receipt_number)
        except NotFound:
            is_unknown = True
    stages = worklists.stages_of(actor)
    wanted = _wanted(request, [stage for stage, _case in stages])
    office = office_of(request)
    try:
        lines, following = worklists.work_for(actor, wanted, post=office.post if office else "")
    except InputError as error:
        raise InputError(_("There is no such page of this list."), given=error.given) from error
    return render(
        request,
        "workbench/work.html",
        {
            "here": "work",
            "wanted": wanted,
            "lines": [_told(line) for line in lines],
            "tiles": _tiles(actor),
            "stages": [(stage, _stage_name(case, stage)) for stage, case in stages],
            "statuses": [(status.value, words.STATUSES[status]) for status in _TILES],
            "following": _query(wanted, following) if following else "",
            "beginning": _query(wanted, "") if wanted.after else None,
            "need_help": check_ins.some_need_help(actor),
            "second_looks": second_looks.some_wait(actor),
            "receipt": receipt,
            "is_unknown": is_unknown,
            "oversees": actor.role in (offices.SUPERVISOR, offices.AUDITOR),
            "looks_after_parties": actor.role in (offices.CLERK, offices.CASEWORK),
            "post": _post_name(lines, office.post) if office and office.post else "",
        },
    )


@never_cache
@require_safe
def stages(request: HttpRequest) -> HttpResponse:
    """All work by stage, with its age and what is past its time: for those who answer for it."""
    now = clock.now()
    held_stages = {(hold.programme, hold.stage) for hold in holding.holds_in_force()}
    rows = []
    for held in worklists.work_by_stage(officer(request)):
        course = course_of(held.oldest)
        stage = course.stage(held.stage, course.day(now))
        rows.append(
            {
                "id": held.stage,
                "name": wording.told(stage.name) if stage else held.stage,
                "actor": wording.actor(stage.actor) if stage else "",
                "counts": [
                    counted(count)
                    for count in (held.all, held.over_30_days, held.over_90_days, held.overdue)
                ],
                "is_held": (held.oldest.programme, held.stage) in held_stages,
                "is_late": held.overdue.number > 0,
                "oldest": held.oldest.receipt_number,
                "since": wording.day(course.day(held.oldest_since)),
                "days": (course.day(now) - course.day(held.oldest_since)).days,
            }
        )
    return render(
        request,
        "workbench/stages.html",
        {
            "here": "work_stages",
            "rows": rows,
            "sees_cases": officer(request).role != offices.MANAGER,
        },
    )


def counted(count: Count) -> str:
    """A count as a page shows it: 50+ for more than fifty."""
    return f"{count.number}+" if count.is_more else str(count.number)


def _told(line: Line) -> dict[str, Any]:
    item, course = line.item, course_of(line.case)
    today = course.day(clock.now())
    return {
        "receipt": line.case.receipt_number,
        "stage": _stage_name(line.case, item.stage),
        "status": _status(line),
        "status_code": item.status,
        "desk": words.DESKS.get(item.desk) or wording.actor(item.desk),
        "care": words.CARE[line.care] if line.care else "",
        "is_at_own_post": line.is_at_own_post,
        "is_overdue": line.is_overdue,
        "due": wording.day(item.due_date) if item.due_date else "",
        "days_left": (item.due_date - today).days if item.due_date else None,
        "since": wording.day(course.day(item.since)),
        "days": (today - course.day(item.since)).days,
        "variant": _variant_name(line.case),
    }


def _status(line: Line) -> Any:
    is_held = line.case.standing.hold is not None
    return _("stage held") if is_held else words.STATUSES[Status(line.item.status)]


def _stage_name(case: Case, stage_id: str) -> str:
    course = course_of(case)
    stage = course.stage(stage_id, course.day(clock.now()))
    return wording.told(stage.name) if stage else stage_id


def _variant_name(case: Case) -> str:
    definition = definition_of(case)
    return wording.told(definition.variant_name) or wording.told(definition.programme.name)


def _post_name(lines: list[Line], post: str) -> str:
    """The name of the officer's post, as a programme on their list has it."""
    for line in lines[:1]:
        course = course_of(line.case)
        posts = Edition(definition_of(line.case), course.day(clock.now())).posts
        return next((wording.told(each.name) for each in posts if each.id == post), post)
    return post


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    counts = worklists.counts_for(actor)
    tiles = [
        {
            "status": status.value,
            "name": words.STATUSES[status],
            "count": counted(counts[status.value]),
        }
        for status in _TILES
        if counts[status.value].number or status is Status.OPEN
    ]
    overdue = counts["overdue"]
    if overdue.number:
        tiles.append({"status": "", "name": _("past their time"), "count": counted(overdue)})
    return tiles


def _wanted(request: HttpRequest, stages: list[str]) -> Wanted:
    stage, status = request.GET.get("stage", ""), request.GET.get("status", "")
    statuses = [each.value for each in _TILES]
    # A stage that the list had a moment ago may be empty by now; that is no mistake.
    if len(stage) > 100 or not stage.replace("_", "").replace("-", "").isalnum():
        stage = stage and _refuse(stage, stages)
    if status and status not in statuses:
        _refuse(status, statuses)
    return Wanted(stage, status, request.GET.get("after", ""))


def _refuse(given: str, known: list[str]) -> str:
    text = _("“%(given)s” is nothing that this list can be narrowed to.")
    raise InputError(text % {"given": given}, given=given, accepted=", ".join(known))


def _query(wanted: Wanted, after: str | None) -> str:
    given = {"stage": wanted.stage, "status": wanted.status, "after": after}
    return urlencode({key: value for key, value in given.items() if value})
