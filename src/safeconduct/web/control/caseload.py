"""Screening of the demonstration's caseload: counts, the difference of two variants, one person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from safeconduct.demo.people import demo_people
from safeconduct.eligibility import Effect, Finding
from safeconduct.eligibility.dictionary import Records
from safeconduct.errors import InputError, NotFound, SafeconductError
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact
from safeconduct.web import asked, charts, wording
from safeconduct.web.control import screened
from safeconduct.web.control.screened import Caseload, Wanted

#: What a condition does to people, with its colour in the chart.
_COLOURS = {"in_the_way": "#b50909", "undecided": "#a9aeb1", "lifted": "#4d8055", "fine": "#dce4ef"}
_RESULTS = ("eligible", "open", "barred")
_ORDER = (
    Effect.IN_THE_WAY,
    Effect.DOUBTFUL,
    Effect.UNDECIDED,
    Effect.LIFTED,
    Effect.LIFTS,
    Effect.FINE,
    Effect.IDLE,
)


@gzip_page
@require_safe
def page(request: HttpRequest, programme: str) -> HttpResponse:
    """Counts per condition, and what another variant would change."""
    held, other = _asked(request, programme)
    return render(
        request,
        "control/caseload.html",
        _around(programme, held, other)
        | {
            "charts": _charts(held),
            "effects": screened.EFFECTS,
            "moved": screened.moved(held, other) if other else None,
            "moves": _moves(held, other) if other else [],
            "losses": _losses(held, other) if other else [],
        },
    )


@gzip_page
@require_safe
def people(request: HttpRequest, programme: str) -> HttpResponse:
    """A list of invented people, a page at a time, without a total."""
    held, other = _asked(request, programme)
    wanted = _wanted(request, held, other)
    lines, following = screened.listed(held, wanted, other)
    return render(
        request,
        "control/people.html",
        _around(programme, held, other)
        | {
            "wanted": wanted,
            "lines": lines,
            "conditions": [tally.condition for tally in held.tallies],
            "effects": screened.EFFECTS,
            "results": _RESULTS,
            "following": _query(held, other, wanted, following) if following else None,
            "beginning": _query(held, other, wanted, "") if wanted.after else None,
        },
    )


@gzip_page
@require_safe
def person(request: HttpRequest, programme: str, case: str) -> HttpResponse:
    """One invented person with every finding, its facts and its sources."""
    held, _other = _asked(request, programme)
    _check_case(held, case)
    variants = [each for each in asked.variants(programme) if each.runs_casework]
    others = (each for each in variants if each.variant != held.definition.variant)
    found = screened.person(held, case, others)
    findings = sorted(found.screening.findings, key=lambda f: _ORDER.index(f.effect))
    return render(
        request,
        "control/person.html",
        _around(programme, held, None)
        | {
            "person": found,
            "findings": [(finding, _facts(held.definition, finding)) for finding in findings],
            "facts": _told_facts(held.definition, found.facts),
            "records": _told_records(held.definition, found.facts),
        },
    )


# --- what an address asks for ----------------------------------------------------------------------


def _asked(request: HttpRequest, programme: str) -> tuple[Caseload, Caseload | None]:
    definition = asked.asked_variant(request, programme)
    _check_drawn(programme)
    day = asked.today(definition)
    held = screened.caseload(definition, day)
    variants = asked.variants(programme)
    named = request.GET.get("compare")
    if named:
        return held, screened.caseload(asked.definition(programme, named), day)
    rest = [v for v in variants if v.variant != definition.variant and v.runs_casework]
    return held, screened.caseload(rest[0], day) if rest else None


def _check_drawn(programme: str) -> None:
    try:
        demo_people(programme)
    except NotFound as error:
        text = _("There are no invented people for the programme “%(name)s”.")
        raise NotFound(text % {"name": programme}, accepted=error.accepted) from error


def _check_case(held: Caseload, case: str) -> None:
    try:
        held.people.position(case)
    except SafeconductError as error:
        text = _("There is no invented person with the case number “%(case)s”.")
        first = held.people.frame["case_id"][0]
        raise NotFound(
            text % {"case": case}, accepted=_("a case number such as %(case)s") % {"case": first}
        ) from error


def _wanted(request: HttpRequest, held: Caseload, other: Caseload | None) -> Wanted:
    conditions = [tally.condition.id for tally in held.tallies]
    after = request.GET.get("after", "")
    if after:
        _check_case(held, after)
    return Wanted(
        result=_one_of(request, "result", _RESULTS),
        condition=_one_of(request, "condition", conditions),
        effect=_one_of(request, "effect", screened.EFFECTS),
        then=_one_of(request, "then", _RESULTS) if other else "",
        after=after,
    )


def _one_of(request: HttpRequest, key: str, known: list[str] | tuple[str, ...]) -> str:
    given = request.GET.get(key, "")
    if given and given not in known:
        text = _("“%(given)s” is nothing that this list can be narrowed to.")
        raise InputError(text % {"given": given}, given=given, accepted=", ".join(known))
    return given


def _query(held: Caseload, other: Caseload | None, wanted: Wanted, after: str) -> str:
    given = {
        "variant": held.definition.variant,
        "compare": other.definition.variant if other else None,
        "result": wanted.result,
        "condition": wanted.condition,
        "effect": wanted.effect,
        "then": wanted.then,
        "after": after,
    }
    return urlencode({key: value for key, value in given.items() if value})


# --- what the pages print --------------------------------------------------------------------------


def _around(programme: str, held: Caseload, other: Caseload | None) -> dict[str, Any]:
    return {
        "here": "caseload",
        "definition": held.definition,
        "variants": asked.variants(programme),
        "caseload": held,
        "other": other,
        "day": held.day,
    }


def _charts(held: Caseload) -> list[tuple[str, Any]]:
    """The same chart for a desk and for a phone; the style sheet shows the one that fits."""
    bars = tuple(
        charts.Bar(
            wording.told(tally.condition.text),
            (tally.in_the_way, tally.undecided, tally.lifted, tally.fine),
        )
        for tally in held.tallies
    )
    parts = tuple((str(wording.EFFECTS[effect]), colour) for effect, colour in _COLOURS.items())
    title = _("How many people each condition keeps out; the table below has the same numbers")
    return [
        (size, charts.stacked_bars(bars, parts, title, _("people"), layout))
        for size, layout in (("wide", charts.WIDE), ("narrow", charts.NARROW))
    ]


def _moves(held: Caseload, other: Caseload) -> list[dict[str, Any]]:
    moves = screened.moved(held, other).moves
    return [
        {"result": old, "cells": [(new, moves.get((old, new), 0)) for new in _RESULTS]}
        for old in _RESULTS
    ]


def _losses(held: Caseload, other: Caseload) -> list[dict[str, Any]]:
    found = screened.moved(held, other)
    texts = {c.condition.id: c.condition for c in other.screened.compiled.conditions}
    return [
        {
            "condition": texts[name],
            "by": count,
            "alone": found.now_barred_by_alone.get(name, 0),
            "in_the_way": found.now_in_the_way.get(name, 0),
        }
        for name, count in found.now_barred_by.items()
    ]


def _facts(definition: Definition, finding: Finding) -> list[tuple[str, str]]:
    return [
        (
            wording.told(definition.facts[name].label),
            _told(definition.facts[name], finding.facts[name])
            if name in finding.facts
            else str(wording.FINDING_STATUSES["unknown"]),
        )
        for name in finding.facts_used
    ]


def _told_facts(definition: Definition, facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (wording.told(fact.label), _told(fact, facts[name]))
        for name, fact in definition.facts.items()
        if name in facts and fact.type != "records"
    ]


def _told(fact: Fact, held: Any) -> str:
    if isinstance(held, Records):
        return _("see the table of entries")
    if held is None:
        return wording.told(fact.none_label) or _("None")
    return wording.value(fact, held)


def _told_records(definition: Definition, facts: dict[str, Any]) -> list[dict[str, Any]]:
    tables = []
    for name, fact in definition.facts.items():
        held = facts.get(name)
        if fact.type == "records" and held is not None:
            rows = held["records"] if isinstance(held, dict) else held
            complete = held.get("complete", True) if isinstance(held, dict) else True
            tables.append(
                {
                    "title": wording.told(fact.label),
                    "heads": [wording.told(part.label) for part in fact.fields],
                    "rows": [[_cell(part, row) for part in fact.fields] for row in rows],
                    "complete": complete,
                }
            )
    return tables


def _cell(part: Fact, row: dict[str, Any]) -> str:
    if part.id not in row:
        return str(wording.FINDING_STATUSES["unknown"])
    return _told(part, row[part.id])
