"""A small study of a small programme, and made-up figures with a known truth to go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from safeconduct.impact.study import Study, load_study
from safeconduct.impact.table import normal
from safeconduct.programme import load
from tests import small_programme
from tests.impact.effect.worlds import panel

#: 36 months before, January 2022 is neither, 12 months after.
FIRST = date(2019, 1, 1)
BEFORE, AFTER = 36, 12
DONORS = ("CO", "EC", "PE", "BR", "GT", "HN", "SV", "MX", "IN", "TR", "CN", "RU")

EVENTS = """\
events:
  - {id: began, on: 2022-01-12, basis: recorded, source: law, mark: V, title: {en: It begins, es: Empieza}}
  - {id: talked_of, on: 2021-11, basis: recorded, source: law, mark: V, title: {en: Talk, es: Se habla}}
"""
_DONOR = "  - {{id: {0}, name: {{en: {0}, es: {0}}}, cells: [{{place: southwest, component: USBP, nationality: {0}}}]}}\n"
STUDY = (
    """\
measures:
  - id: between
    role: outcome
    name: {en: Met between ports, es: Hallados entre puertos}
    cells: [{place: southwest, component: USBP, nationality: VE}]
  - id: expelled
    role: programme
    part_of: between
    name: {en: Expelled, es: Expulsados}
    cells: [{measure: expulsions, place: southwest, component: USBP, nationality: VE}]
  - id: elsewhere
    role: displacement
    name: {en: On the way, es: De paso}
    cells: [{measure: transits, place: darien, nationality: VE}]
plan:
  registered: 2026-11-26
  said_honestly: {en: Known before., es: Se sabía antes.}
  event: began
  outcome: between
  before_from: 2019-01
  before_until: 2021-12
  left_out: ["2022-01"]
  windows:
    - {id: early, name: {en: the first months, es: los primeros meses}, first: 2022-02, last: 2022-07}
    - id: late
      name: {en: the months after, es: los meses siguientes}
      first: 2022-08
      last: 2023-01
      also: {en: Something else began., es: Empezó otra cosa.}
  headline: early
  methods: [difference, interrupted, synthetic]
  headline_methods: [synthetic, interrupted]
limits:
  - {id: events, text: {en: Events are no people., es: Los eventos no son personas.}}
  - {id: only_late, windows: late, text: {en: Another way., es: Otra vía.}}
donors:
"""
    + "".join(_DONOR.format(name) for name in DONORS)
    + """\
  - id: CU
    name: {en: Cuba, es: Cuba}
    cells: [{place: southwest, component: USBP, nationality: CU}]
    treated_from: 2022-08
    because: {en: The same measure holds there., es: La misma medida rige allí.}
    source: law
"""
)
CLAIMS = """\
claims:
  - id: success
    said_on: 2022-05-20
    by: {en: A spokesman, es: Un portavoz}
    words: {en: It is a success., es: Es un éxito.}
    source: law
    mark: S
    comparisons:
      - id: months
        words: {en: February against December, es: febrero frente a diciembre}
        measure: between
        before: [2021-12, 2021-12]
        after: [2022-02, 2022-02]
"""
PROMISE = """\
months: ["2022-02", "2022-03"]
returned: {track: admission, facts: {nationality: VE}}
of_those_returned: {en: Not published., es: No se publica.}
monthly:
  - step: returned
    means: {en: expelled, es: expulsados}
    cells: [{measure: expulsions, place: southwest, component: USBP, nationality: VE}]
"""


def folder(
    parent: Path,
    *changes: tuple[str, str],
    study: str = STUDY,
    claims: str | None = CLAIMS,
    promise: str | None = PROMISE,
) -> Path:
    """The small programme with a study; a change is (old, new) and has to be found in one of the files."""
    texts = {"study": study, "claims": claims, "promise": promise}
    for old, new in changes:
        held = [name for name, text in texts.items() if text and old in text]
        assert held, f"{old!r} stands in no file"
        texts[held[0]] = (texts[held[0]] or "").replace(old, new, 1)
    with_events = ("programme.yaml", "sources:\n", EVENTS + "sources:\n")
    more = {f"impact__{name}": text for name, text in texts.items() if text}
    return small_programme.write(parent, with_events, **more)


def study_in(parent: Path, *changes: tuple[str, str]) -> Study:
    return load_study(load(str(folder(parent, *changes))))


def table_of(
    series: Mapping[tuple[str, str], Sequence[float | None]], first: date = FIRST
) -> pl.DataFrame:
    """A long table: (measure, nationality) -> figures from the first month on; None is not published."""
    rows = [
        {
            "month": date(
                first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1
            ),
            "place": "darien" if measure == "transits" else "southwest",
            "component": None if measure == "transits" else "USBP",
            "nationality": nationality,
            "measure": measure,
            "count": None if count is None else int(count),
            "missing": "not_available" if count is None else None,
        }
        for (measure, nationality), counts in series.items()
        for at, count in enumerate(counts)
    ]
    frame = pl.DataFrame(
        rows, schema_overrides={"count": pl.Int64, "missing": pl.String, "component": pl.String}
    )
    return normal(frame, publisher="made up", release="one")


def world(seed: int = 1, effect: float = 0.4) -> pl.DataFrame:
    """A treated unit that its donors follow closely; from February 2022 on it is times `effect`."""
    months = BEFORE + 1 + AFTER
    treated, donors, _ = panel(seed, len(DONORS) + 1, months, BEFORE + 1, effect)
    treated[BEFORE] = np.round(treated[BEFORE] * 0.7)
    series: dict[tuple[str, str], Sequence[float | None]] = {("encounters", "VE"): list(treated)}
    for number, name in enumerate((*DONORS, "CU")):
        series["encounters", name] = list(donors[:, number])
    series["expulsions", "VE"] = [0.0] * BEFORE + [float(x) for x in treated[BEFORE:] // 2]
    series["transits", "VE"] = [100.0] * BEFORE + [40.0] * 4 + [None] * (months - BEFORE - 4)
    return table_of(series)
