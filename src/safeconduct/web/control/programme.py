"""The programme, readable: every rule, date, agreement and safeguard, as of any day, in any variant."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from safeconduct.impact import keeping
from safeconduct.programme import Definition, Edition
from safeconduct.programme.difference import difference
from safeconduct.web import asked, wording
from safeconduct.web.control import reading


@gzip_page
@require_safe
def page(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme in one variant as of one day."""
    definition = asked.asked_variant(request, programme)
    day = asked.asked_day(request, definition)
    edition = Edition(definition, day)
    variants = asked.variants(programme)
    return render(
        request,
        "control/programme.html",
        {
            "here": "programme",
            "definition": definition,
            "programme": definition.programme,
            "day": day,
            "today": asked.today(definition),
            "turning_days": reading.turning_days(definition),
            "variants": variants,
            "limbs": reading.limbs(definition, day),
            "register": reading.register(definition, day),
            "depends_on": definition.programme.depends_on,
            "events": reading.events(definition),
            "edition": edition,
            "has_study": keeping.has_study(definition.folder),
            "gates": reading.gates(definition),
            "differences": [
                (other, _differences(definition, other, request))
                for other in variants
                if other.variant != definition.variant
            ],
        },
    )


def _differences(one: Definition, other: Definition, request: HttpRequest) -> list[dict[str, Any]]:
    day = asked.asked_day(request, one)
    changes = difference(other, one, old_day=day, new_day=day)
    names = reading.names(other) | reading.names(one)
    return [
        {
            "kind": change.kind,
            "section": change.section,
            "id": change.id,
            "title": wording.told(names.get(change.id) or change.title) or change.id,
            "fields": change.as_data(wording.language())["fields"],
        }
        for change in changes
        if change.section != "facts"
    ]
