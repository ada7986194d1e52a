"""Whether it is true that a programme works: the verdict, the chart, the claims, the plan, the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from safeconduct.errors import NotFound
from safeconduct.impact import keeping
from safeconduct.programme import Definition
from safeconduct.web import asked, wording
from safeconduct.web.control import studied

#: The page's order: what the figures show stands first, how it was made last. The sections are those of
#: the report, less the first claim's own, which stands among the claims.
_ORDER = (
    "seen", "how_long", "series", "effect", "others", "else", "claims", "moved", "promise", "untold",
    "how", "estimates", "sources", "traps",
)  # fmt: skip
#: Long, and for those who check: folded up.
_FOLDED = frozenset({"estimates", "sources"})
_TYPES = {
    keeping.SERIES_CSV: "text/csv; charset=utf-8",
    keeping.SERIES_PARQUET: "application/vnd.apache.parquet",
    keeping.SERIES_JSON: "application/json",
    keeping.RESULTS: "application/json",
}


@gzip_page
@require_safe
def page(request: HttpRequest, programme: str) -> HttpResponse:
    """The answer for one programme; one without a study says so."""
    definition = asked.definition(programme)
    if not keeping.has_study(definition.folder):
        return render(request, "control/impact_without.html", _around(definition))
    place = studied.answer(definition)
    if place is None:
        return waiting(request, definition)
    found = studied.page(place, wording.language())
    sections = found["sections"]
    return render(
        request,
        "control/impact.html",
        _around(definition)
        | {
            "found": found,
            "sections": [_section(name, sections[name]) for name in _ORDER if name in sections],
            "marks": wording.MARKS,
            "downloads": [(name, (place / name).stat().st_size) for name in keeping.DOWNLOADS],
        },
    )


@require_safe
def download(request: HttpRequest, programme: str, name: str) -> HttpResponse | FileResponse:
    """The series or all results as a file."""
    definition = asked.definition(programme)
    if name not in keeping.DOWNLOADS or not keeping.has_study(definition.folder):
        raise NotFound(
            _("There is no file called “%(name)s” here.") % {"name": name},
            given=name,
            accepted=", ".join(keeping.DOWNLOADS),
        )
    place = studied.answer(definition)
    if place is None:
        return waiting(request, definition)
    return FileResponse(
        (place / name).open("rb"),
        as_attachment=True,
        filename=f"{definition.programme.id}-{name}",
        content_type=_TYPES[name],
    )


def waiting(request: HttpRequest, definition: Definition) -> HttpResponse:
    """What is worked out for the first time takes a while; the reader is told so."""
    answer = render(request, "control/impact_waiting.html", _around(definition), status=202)
    answer.headers["Retry-After"] = "20"
    return answer


def _around(definition: Definition) -> dict[str, Any]:
    return {"here": "impact", "definition": definition, "programme": definition.programme}


def _section(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "heading": given["heading"],
        "is_folded": name in _FOLDED,
        # On a phone each line of these tables stands as labelled lines.
        "is_stacked": name == "claims",
        "blocks": [drawn(block) for block in given["blocks"]],
    }


def drawn(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """A block as it is; a picture for a desk and for a phone."""
    if block["kind"] != "picture":
        return block
    # vl-convert wrote it from our own numbers and words, which it escapes itself.
    pictures = [(size, mark_safe(block[size])) for size in ("wide", "narrow")]
    return {**block, "pictures": pictures}
