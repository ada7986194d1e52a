"""The control room's view of a study: one measure, window and method at a time, with all checks.

Whatever differs from the registered plan is marked so, and is no headline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from safeconduct import programme as programmes
from safeconduct import settings
from safeconduct.errors import NotFound
from safeconduct.impact import keeping
from safeconduct.impact.study import Study
from safeconduct.impact.study.schema import Window
from safeconduct.impact.study.ways import method_of
from safeconduct.programme.schema import Words
from safeconduct.web import asked, wording
from safeconduct.web.control import impact, trying
from safeconduct.web.control.trying import OWN, Choice, Shown
from safeconduct.web.facts.fields import Problem

#: So much of what was given is said again.
_SHOWN = 100
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
#: Each way of a method as an officer reads it.
WAYS_IN_WORDS = {
    "difference-log": gettext_lazy("Difference in differences, of rates of change"),
    "difference-level": gettext_lazy("Difference in differences, of counts"),
    "interrupted-log-hac": gettext_lazy("Interrupted series: logarithms, errors robust to memory"),
    "interrupted-log-ar": gettext_lazy("Interrupted series: logarithms, autoregressive errors"),
    "interrupted-poisson-hac": gettext_lazy("Interrupted series: Poisson, errors robust to memory"),
    "interrupted-quasi-poisson": gettext_lazy("Interrupted series: quasi-Poisson"),
    "interrupted-poisson": gettext_lazy("Interrupted series: Poisson, the model’s own errors"),
    "synthetic-index": gettext_lazy("Synthetic control, each unit relative to its own mean"),
    "synthetic-level": gettext_lazy("Synthetic control, of counts"),
    "synthetic-log": gettext_lazy("Synthetic control, of logarithms"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, as it was sent, and what is wrong with it."""

    given: Mapping[str, str]
    choice: Choice | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


@never_cache
@gzip_page
@require_safe
def page(request: HttpRequest, programme: str) -> HttpResponse:
    """One estimate with everything that speaks for and against it."""
    definition = asked.definition(programme)
    if not keeping.has_study(definition.folder):
        raise NotFound(
            _("This programme has no study of its effect."),
            given=programme,
            accepted=", ".join(name for name, _title in studies()),
        )
    held = trying.held(definition, settings.home())
    study = held.study
    wanted = _asked(request, study)
    shown = trying.shown(held, wanted.choice, wording.language()) if wanted.choice else None
    return render(
        request,
        "control/impact_room.html",
        {
            "here": "control_impact",
            "definition": definition,
            "plan": study.plan,
            "digest": study.digest,
            "studies": studies(),
            "form": _form(study, wanted),
            "labels": {
                "measure": _("Measure (* the plan’s)"),
                "window": _("Months (* the plan’s headline)"),
                "first": _("First month"),
                "last": _("Last month"),
                "way": _("Method (* may lead, by the plan)"),
            },
            "wrong": wanted.problems,
            "problems": tuple(Problem(field, text) for field, text in wanted.problems.items()),
            "shown": shown,
            "picture": _picture(shown),
        },
        status=400 if wanted.problems else 200,
    )


def studies() -> list[tuple[str, Words]]:
    """Every programme that has a study, with its name."""
    return [(name, programmes.load(name).programme.name) for name in keeping.studied()]


def _asked(request: HttpRequest, study: Study) -> Asked:
    """The choice that the address names; without one, the first that may lead by the plan."""
    plan = study.plan
    given = {
        "measure": request.GET.get("measure", plan.outcome),
        "window": request.GET.get("window", plan.headline),
        "first": request.GET.get("first", "").strip(),
        "last": request.GET.get("last", "").strip(),
        "way": request.GET.get("way", plan.leading[0]),
    }
    problems: dict[str, str] = {}
    for key, known in (
        ("measure", list(study.measures)),
        ("window", [*_windows(study), OWN]),
        ("way", list(WAYS_IN_WORDS)),
    ):
        if given[key] not in known:
            problems[key] = _("“%(given)s” is none of these: choose one from the list.") % {
                "given": given[key][:_SHOWN]
            }
    if given["window"] == OWN:
        problems |= _months_wrong(study, given["first"], given["last"])
    shown = {key: value[:_SHOWN] for key, value in given.items()}
    if problems:
        return Asked(shown, problems=problems)
    if given["window"] != OWN:
        window = _windows(study)[given["window"]]
        given |= {"first": window.first, "last": window.last}
    return Asked(shown, Choice(**given, method=method_of(given["way"])))


def _months_wrong(study: Study, first: str, last: str) -> dict[str, str]:
    problems = {
        key: _("“%(given)s” is no month: give one such as 2022-11.") % {"given": month[:_SHOWN]}
        if month
        else _("Give a month such as 2022-11.")
        for key, month in (("first", first), ("last", last))
        if not _MONTH.fullmatch(month)
    }
    if problems:
        return problems
    begin = max((study.plan.before_until, *study.plan.left_out))
    if first <= begin:
        return {
            "first": _(
                "%(first)s is not after the measure began: give a month later than %(month)s, since up to"
                " then are the months before."
            )
            % {"first": first, "month": begin}
        }
    if last < first:
        return {
            "last": _(
                "%(last)s lies before the first month, %(first)s: give that month or a later one."
            )
            % {"last": last, "first": first}
        }
    return {}


def _windows(study: Study) -> dict[str, Window]:
    return {window.id: window for window in study.plan.windows}


def _form(study: Study, wanted: Asked) -> dict[str, Any]:
    """What may be chosen, what is chosen, and which of it is the plan's own."""
    language, plan = wording.language(), study.plan
    windows = [
        (each.id, f"{each.name[language]} ({each.first} – {each.last})", each.id == plan.headline)
        for each in plan.windows
    ]
    measures = [
        (each.id, each.name[language], each.id == plan.outcome) for each in study.measures.values()
    ]
    return {
        "measures": measures,
        "windows": windows,
        "ways": [(way, words, way in plan.leading) for way, words in WAYS_IN_WORDS.items()],
        "given": wanted.given,
    }


def _picture(shown: Shown | None) -> Mapping[str, Any] | None:
    """The chart of an estimate, for a desk and for a phone."""
    if shown is None or shown.estimate is None:
        return None
    from safeconduct.impact.report.charts import (  # noqa: PLC0415 (slow to import)
        NARROW,
        WIDTH,
        effect_chart,
        with_own_names,
    )

    title = _("Observed, and expected without the measure")
    drawn = {
        name: with_own_names(
            effect_chart(shown.estimate, title, wording.language(), width=width), name
        )
        for name, width in (("wide", WIDTH), ("narrow", NARROW))
    }
    return impact.drawn({"kind": "picture", **drawn})
