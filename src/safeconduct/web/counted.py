"""Published statistics as pages tell them, to the public and to managers: what was published, no more."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.cases import holding
from safeconduct.cases.counting import PARTY_ENDED, Series
from safeconduct.errors import InputError
from safeconduct.flow.course import Calendar, calendar_of
from safeconduct.flow.reasons import WORDS, Reason
from safeconduct.impact import keeping
from safeconduct.programme import Definition
from safeconduct.programme.schema import Cap, EndKind, Outcome, Stage
from safeconduct.statistics import PACKETS_FOR_QUARTILES
from safeconduct.statistics.files import OVERRIDES
from safeconduct.statistics.limits import leads_to
from safeconduct.statistics.selectors import Published, published
from safeconduct.web import asked, charts, wording

_COLOUR = "#2c608a"
_MEASURES: dict[str, str | Promise] = {
    "opened": gettext_lazy("Cases opened"),
    "left": gettext_lazy("Left a stage"),
    "review_asked": gettext_lazy("Reviews asked for"),
    "review_decided": gettext_lazy("Reviews decided"),
    "attempt_refused": gettext_lazy("Attempts that were refused"),
    "stood_still": gettext_lazy("Cases that stood still"),
}
#: How a case can leave a stage by no outcome of its own; without a name, how is not told.
_UNNAMED: dict[str, str | Promise] = {
    "withdrawn": gettext_lazy("Withdrawn"),
    PARTY_ENDED: gettext_lazy("Someone’s part ended, and another had to be named"),
    "": gettext_lazy("Left a stage"),
}
_REVIEWS: tuple[tuple[str, str, str | Promise], ...] = (
    ("review_asked", "", gettext_lazy("Reviews asked for")),
    ("review_decided", "upheld", gettext_lazy("The decision stood")),
    ("review_decided", "set_aside", gettext_lazy("The decision was set aside: decided anew")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. None: nothing was told."""

    name: str
    detail: str
    in_month: int | None
    so_far: int | None


@dataclass(frozen=True, slots=True)
class StageLine:
    """How a stage stands at the end of the last month that is shown."""

    name: str
    came: int
    left: int

    @property
    def still_there(self) -> int | None:
        """About how many are still there: came less left, by what was told."""
        return self.came - self.left if self.came > self.left else None


def context(request: HttpRequest, name: str) -> dict[str, Any]:
    """All that `components/statistics.html` prints, for what the address asks for."""
    definition = asked.asked_variant(request, name)
    found = published(name)
    month = _asked_month(request, found)
    told = _Told(definition, found, month)
    return {
        "definition": definition,
        "variants": [each for each in asked.variants(name) if each.runs_casework],
        "packet": found.packet,
        "least_for_waits": PACKETS_FOR_QUARTILES * (found.packet or 0),
        "months": [(f"{row.month:%Y-%m}", month_name(row.month)) for row in found.months],
        "month": f"{month:%Y-%m}" if month else "",
        "month_name": month_name(month) if month else "",
        "last_month": month_name(told.until) if told.until else "",
        "published_day": _published_day(definition, found, told.until),
        "is_all_hidden": not told.so_far,
        "applications": told.applications(),
        "outcomes": list(told.outcomes()),
        "ends": told.ends(),
        "charts": told.charts(),
        "stages": list(told.stages()),
        "waits": told.waits(),
        "reviews": told.reviews(),
        "returns": told.returns(),
        "has_study": keeping.has_study(definition.folder),
        "overrides": OVERRIDES["recorded"],
        "overridable": [gate for gate in definition.gates if gate.override != "never"],
        "attempts": told.attempts(),
        "stood_still": told.line("stood_still", name=str(_MEASURES["stood_still"])),
        "holds": list(_holds(definition)),
        "caps": list(told.caps()),
        "revisions": list(told.revisions()),
    }


def month_name(month: date) -> str:
    """A month in words, such as October 2022."""
    form = {"es": r"F \d\e Y"}.get(wording.language(), "F Y")
    return formats.date_format(month, form)


def _asked_month(request: HttpRequest, found: Published) -> date | None:
    given = request.GET.get("month", "").strip()
    if not given:
        return None
    known = {f"{row.month:%Y-%m}": row.month for row in found.months}
    if given not in known:
        raise InputError(
            _("“%(given)s” is no month that was published.") % {"given": given},
            given=given,
            accepted=", ".join(known) or None,
        )
    return known[given]


def _published_day(definition: Definition, found: Published, until: date | None) -> str:
    at = next((row.published_at for row in found.months if row.month == until), None)
    return wording.day(calendar_of(definition).day(at)) if at else ""


def _holds(definition: Definition) -> Iterator[dict[str, Any]]:
    """Whole stages that stood still: the authority's own decisions, of which nothing is hidden."""
    calendar = calendar_of(definition)
    for hold in holding.holds_of(definition.programme.id):
        if hold.variant in (None, definition.variant or ""):
            stage = _stage(definition, hold.track, hold.stage, calendar.day(hold.since))
            yield {
                "name": wording.told(stage.name) if stage else hold.stage,
                "since": calendar.day(hold.since),
                "until": calendar.day(hold.until) if hold.until else None,
            }


def _stage(definition: Definition, track: str, name: str, day: date) -> Stage | None:
    """The stage as it was on a day; one that was not in force then, as it was first."""
    held = definition.tracks.get(track)
    versions = [stage for stage in held.stages if stage.id == name] if held else []
    return next((stage for stage in versions if stage.in_force(day)), next(iter(versions), None))


class _Told:
    """The numbers of one variant up to a month, by name."""

    def __init__(self, definition: Definition, found: Published, month: date | None) -> None:
        self.definition, self.found, self.month = definition, found, month
        self.until = month or (found.months[-1].month if found.months else None)
        self.last_day = _last_day(self.until) if self.until else asked.today(definition)
        variant = definition.variant or ""
        self.rows = [
            row
            for row in found.counts
            if row.variant == variant and self.until and row.month <= self.until and row.count
        ]
        self.calendar: Calendar = calendar_of(definition)
        self.so_far = self._sums(None)
        self.in_month = self._sums(month) if month else {}

    def _sums(self, month: date | None) -> dict[Series, int]:
        sums: dict[Series, int] = {}
        for row in self.rows:
            if month in (None, row.month):
                series = Series("", row.track, row.measure, row.stage, row.outcome)
                sums[series] = sums.get(series, 0) + row.count
        return sums

    def line(self, measure: str, outcome: str | None = None, *, name: str) -> Line:
        """What was told of a measure, in the month and so far."""

        def total(sums: dict[Series, int]) -> int | None:
            return sum(n for s, n in sums.items() if (
                s.measure == measure and outcome in (None, s.outcome))) or None  # fmt: skip

        return Line(name, "", total(self.in_month), total(self.so_far))

    def applications(self) -> list[tuple[str, int | None]]:
        """How many cases were opened by month; nobody applies for a return."""
        by_month: dict[date, int] = {}
        returns = self._tracks_of_return()
        for row in self.rows:
            if row.measure == "opened" and row.track not in returns:
                by_month[row.month] = by_month.get(row.month, 0) + row.count
        months = [row.month for row in self.found.months if self.until and row.month <= self.until]
        return [(month_name(month), by_month.get(month)) for month in months]

    def outcomes(self) -> Iterator[Line]:
        """What was decided or done at each stage, in the order of the track."""
        for stage, outcome, series in self._named():
            if series in self.so_far:
                yield Line(
                    wording.told(stage.name),
                    wording.told(outcome.name) if outcome else str(_UNNAMED[series.outcome]),
                    self.in_month.get(series),
                    self.so_far[series],
                )

    def _named(self) -> Iterator[tuple[Stage, Outcome | None, Series]]:
        """Every counter of a stage left, each once, by its names on the last day that is shown."""
        for track_id, name in self._stages():
            stage = self._stage(track_id, name)
            known = {
                outcome.id: outcome
                for version in (*self._versions(track_id, name), stage)
                for outcome in version.outcomes
            }
            for outcome_id, outcome in known.items():
                yield stage, outcome, Series("", track_id, "left", name, outcome_id)
            for outcome_id in ("withdrawn", PARTY_ENDED, ""):
                if outcome_id not in known:
                    yield stage, None, Series("", track_id, "left", name, outcome_id)

    def _stages(self) -> Iterator[tuple[str, str]]:
        for track_id, track in self.definition.tracks.items():
            for name in dict.fromkeys(stage.id for stage in track.stages):
                yield track_id, name

    def _versions(self, track_id: str, name: str) -> list[Stage]:
        return [stage for stage in self.definition.tracks[track_id].stages if stage.id == name]

    def _stage(self, track_id: str, name: str) -> Stage:
        found = _stage(self.definition, track_id, name, self.last_day)
        assert found is not None
        return found

    def ends(self) -> list[Line]:
        """How cases ended: sums of what was told of the outcomes that end one."""
        found: dict[str, list[int]] = {}
        for _stage_of, outcome, series in self._named():
            if outcome is not None and outcome.end and series in self.so_far:
                sums = found.setdefault(outcome.end.value, [0, 0])
                sums[0] += self.in_month.get(series, 0)
                sums[1] += self.so_far[series]
        return [
            Line(str(wording.ENDS[end]), "", in_month or None, so_far)
            for end, (in_month, so_far) in found.items()
        ]

    def returns(self) -> list[Line] | None:
        """Cases of a return, opened and ended so. None: the programme has no such cases."""
        tracks = self._tracks_of_return()
        if not tracks:
            return None
        opened = [one for one in self.so_far if one.measure == "opened" and one.track in tracks]
        ended = [
            series
            for _stage_of, outcome, series in self._named()
            if outcome is not None and outcome.end is EndKind.RETURNED
        ]
        return [
            self._sum(str(_("Cases of a return opened")), opened),
            self._sum(str(_("Ended with the person returned")), ended),
        ]

    def _tracks_of_return(self) -> set[str]:
        return {
            track_id
            for track_id, track in self.definition.tracks.items()
            for stage in track.stages
            for outcome in stage.outcomes
            if outcome.end is EndKind.RETURNED
        }

    def _sum(self, name: str, series: list[Series]) -> Line:
        in_month, so_far = (
            sum(told.get(one, 0) for one in series) for told in (self.in_month, self.so_far)
        )
        return Line(name, "", in_month or None, so_far or None)

    def stages(self) -> Iterator[StageLine]:
        """How many came to each stage and left it so far, where any were told."""
        for track_id, name in self._stages():
            came, left = self._came(track_id, name), self._left(track_id, name)
            if came:
                yield StageLine(wording.told(self._stage(track_id, name).name), came, left)

    def _left(self, track: str, name: str) -> int:
        return sum(
            n for s, n in self.so_far.items()
            if (s.track, s.measure, s.stage) == (track, "left", name)
        )  # fmt: skip

    def _came(self, track_id: str, name: str) -> int:
        track, total = self.definition.tracks[track_id], 0
        for series, number in self.so_far.items():
            if series.track != track_id:
                continue
            is_opened = series.measure == "opened" and track.start == name
            is_back = series.measure == "review_decided" and series.stage == name
            leads = series.measure == "left" and leads_to(track, series, name)
            total += number if is_opened or is_back or leads else 0
        return total

    def waits(self) -> list[dict[str, Any]]:
        """How long those waited who are told; of the month that is asked for, or of each."""
        variant = self.definition.variant or ""
        found = []
        for row in reversed(self.found.waits):
            stage = _stage(self.definition, row.track, row.stage, row.month)
            if row.variant == variant and stage and self.month in (None, row.month):
                found.append(
                    {"month": month_name(row.month), "name": wording.told(stage.name), "wait": row}
                )
        return found

    def reviews(self) -> list[Line]:
        """Reviews asked for, and how they ended."""
        lines = [self.line(measure, outcome, name=str(name)) for measure, outcome, name in _REVIEWS]
        return [line for line in lines if line.so_far]

    def attempts(self) -> list[Line]:
        """What was tried and refused, by why."""
        found = []
        for series, number in sorted(self.so_far.items(), key=lambda one: -one[1]):
            if series.measure == "attempt_refused":
                words = WORDS[Reason(series.outcome)] if series.outcome in set(Reason) else None
                name = wording.told(words) or series.outcome
                found.append(Line(name, "", self.in_month.get(series), number))
        return found

    def caps(self) -> Iterator[dict[str, Any]]:
        """Places taken of each cap by period, by what was told of the outcomes that take one."""
        months = {row.month for row in self.rows} or ({self.until} if self.until else set())
        for cap in self.definition.caps:
            periods: dict[str, int] = {}
            for month in sorted(months):
                if cap.from_.replace(day=1) <= month and (not cap.until or month <= cap.until):
                    name = _period(cap, month)
                    periods[name] = periods.get(name, 0) + self._taken(cap, month)
            for name, taken in periods.items():
                yield {"cap": cap, "period": name, "taken": taken or None}

    def _taken(self, cap: Cap, month: date) -> int:
        takers = {
            (track_id, stage.id, outcome.id)
            for track_id, track in self.definition.tracks.items()
            for stage in track.stages
            if cap.id in stage.takes and _overlap(stage, cap)
            for outcome in stage.outcomes
            if not outcome.against_the_person and outcome.next and outcome.next != stage.id
        }
        return sum(
            row.count for row in self.rows
            if row.month == month and row.measure == "left"
            and (row.track, row.stage, row.outcome) in takers
        )  # fmt: skip

    def revisions(self) -> Iterator[dict[str, Any]]:
        """Numbers that were replaced, with both values and the day."""
        variant = self.definition.variant or ""
        for old, new in self.found.revised:
            if old.variant == variant:
                stage = _stage(self.definition, old.track, old.stage, old.month)
                yield {
                    "month": month_name(old.month),
                    "name": str(_MEASURES[old.measure]),
                    "stage": wording.told(stage.name) if stage else "",
                    "old": old.count,
                    "new": new.count,
                    "day": self.calendar.day(new.published_at),
                }

    def charts(self) -> dict[str, list[tuple[str, Any]]]:
        """A picture of the applications by month and one of the ends, where there is anything to see."""
        opened = [charts.Bar(name, (n or 0,)) for name, n in self.applications()]
        ended = [charts.Bar(line.name, (line.so_far or 0,)) for line in self.ends()]
        return {
            "applications": _chart(opened, _("Applications by month, as told in the table")),
            "ends": _chart(ended, _("How cases ended, as told in the table")),
        }


def _chart(bars: list[charts.Bar], title: str) -> list[tuple[str, Any]]:
    if not any(bar.sizes[0] for bar in bars):
        return []
    parts = ((_("cases"), _COLOUR),)
    return [
        (size, charts.stacked_bars(tuple(bars), parts, title, _("cases"), layout))
        for size, layout in (("wide", charts.WIDE), ("narrow", charts.NARROW))
    ]


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _period(cap: Cap, month: date) -> str:
    match cap.period:
        case "total":
            return _("in all")
        case "year":
            return str(month.year)
        case _:
            return month_name(month)


def _overlap(stage: Stage, cap: Cap) -> bool:
    return stage.from_ <= (cap.until or date.max) and cap.from_ <= (stage.until or date.max)
