"""What comes in: a monthly series, the start of the measure, donors; refused here when it will not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from safeconduct.impact.effect.results import Refused, Window
from safeconduct.impact.months import later, month_of
from safeconduct.impact.text import Text, same

Array = NDArray[np.floating[Any]]

#: With fewer months before or after the start nothing is estimated at all.
FEWEST_BEFORE, FEWEST_AFTER = 12, 2


@dataclass(frozen=True, slots=True)
class Series:
    """Monthly figures of one unit; the measure holds from `start`, counted from 0, to the end.

    So many months between the last before and the first after are left out of the figures: the measure
    began in them, and they are neither.
    """

    figures: Array
    start: int
    first: date
    left_out: int = 0

    @property
    def length(self) -> int:
        return len(self.figures)

    @property
    def before(self) -> Array:
        return self.figures[: self.start]

    @property
    def window(self) -> Window:
        return Window(
            self.month(0),
            self.month(self.start),
            self.month(self.length - 1),
            self.start,
            self.length - self.start,
            self.left_out,
        )

    def month(self, index: int) -> str:
        """The month of a figure, as 2022-10."""
        return month_at(self.first, index + (self.left_out if index >= self.start else 0))


@dataclass(frozen=True, slots=True)
class Donors:
    """Units that the measure did not reach, one column each."""

    figures: Array
    names: tuple[str, ...]
    #: What each is called where a person reads of it; its name where nothing is given.
    in_words: Mapping[str, Text] = field(default_factory=dict)

    def without(self, name: str) -> Donors:
        keep = [i for i, each in enumerate(self.names) if each != name]
        return Donors(self.figures[:, keep], tuple(self.names[i] for i in keep), self.in_words)

    def called(self, name: str) -> Text:
        """A donor in both languages."""
        return self.in_words.get(name, same(name))


def months_from(length: int, start: int, left_out: int) -> Array:
    """How many months each figure lies after the first: a jump where months are left out."""
    at = np.arange(length, dtype=float)
    return at + left_out * (at >= start)


def month_at(first: date, index: int) -> str:
    """The month `index` months after the first, as 2022-10."""
    return month_of(later(first, index))


def series(figures: ArrayLike, start: int, first: date, left_out: int = 0) -> Series:
    """A series that can be worked with; `Refused` when it is too short or has holes."""
    given = np.array(figures, dtype=float)
    if given.ndim != 1:
        raise Refused(
            Text(
                "A series is one row of figures, a month each.",
                "Una serie es una sola fila de cifras, una por mes.",
            ),
            given=given.shape,
        )
    found = Series(given, start, first, left_out)
    if left_out < 0:
        raise Refused(
            Text(
                "Fewer than no months cannot be left out.",
                "No se pueden omitir menos de cero meses.",
            ),
            given=left_out,
        )
    _refuse_holes(given, found, Text("the series", "la serie"))
    after = len(given) - start
    if start < FEWEST_BEFORE or after < FEWEST_AFTER:
        raise Refused(
            Text(
                f"The series is too short: {start} months before {found.month(start)} and "
                f"{max(after, 0)} from then on.",
                f"La serie es demasiado corta: {start} meses antes de {found.month(start)} y "
                f"{max(after, 0)} a partir de entonces.",
            ),
            given=len(given),
            accepted=Text(
                f"at least {FEWEST_BEFORE} months before the start and {FEWEST_AFTER} after",
                f"al menos {FEWEST_BEFORE} meses antes del inicio y {FEWEST_AFTER} después",
            ),
        )
    given.setflags(write=False)
    return found


def donors(
    figures: ArrayLike,
    names: Sequence[str],
    of: Series,
    treated_from: Mapping[str, int] | None = None,
    in_words: Mapping[str, Text] | None = None,
) -> Donors:
    """Donors that may be compared with; `Refused` when one has holes or was treated in the window."""
    given = np.array(figures, dtype=float)
    if given.ndim != 2 or given.shape != (of.length, len(names)):
        raise Refused(
            Text(
                "The donors' figures do not fit: one row a month, one column a donor.",
                "Las cifras de los donantes no encajan: una fila por mes y una columna por donante.",
            ),
            given=given.shape,
            accepted=Text(
                f"{of.length} rows and {len(names)} columns",
                f"{of.length} filas y {len(names)} columnas",
            ),
        )
    if len(set(names)) < len(names) or len(names) < 2:
        raise Refused(
            Text(
                "A comparison takes at least two donors, each named once.",
                "Una comparación necesita al menos dos donantes, cada uno nombrado una sola vez.",
            ),
            given=list(names),
        )
    found = Donors(given, tuple(names), in_words or {})
    for name, column in zip(names, given.T, strict=True):
        called = found.called(name)
        _refuse_holes(column, of, Text(f"donor {called.en}", f"el donante {called.es}"))
        if not column[: of.start].any():
            raise Refused(
                Text(
                    f"Donor {called.en} has nothing but zeros before the start.",
                    f"El donante {called.es} solo tiene ceros antes del inicio.",
                )
            )
    _refuse_treated(found, of, treated_from or {})
    given.setflags(write=False)
    return found


def refuse_zeros(figures: Array, of: Series, what: Text) -> None:
    """A logarithm of zero is none: say which months, and which methods count zeros."""
    zeros = [of.month(int(i)) for i in np.flatnonzero(figures == 0)]
    if zeros:
        raise Refused(
            Text(
                f"In {what.en} {_listed(zeros, 'and')} {_is('is', 'are', zeros)} zero, and this "
                "method takes logarithms.",
                f"En {what.es} {_listed(zeros, 'y')} {_is('es', 'son', zeros)} cero, y este método "
                "usa logaritmos.",
            ),
            accepted=Text(
                "a Poisson method, a comparison in counts, or a window without these months",
                "un método de Poisson, una comparación en recuentos o una ventana sin esos meses",
            ),
        )


def _refuse_holes(figures: Array, of: Series, what: Text) -> None:
    missing = [of.month(int(i)) for i in np.flatnonzero(~np.isfinite(figures))]
    if missing:
        raise Refused(
            Text(
                f"In {what.en} {_listed(missing, 'and')} {_is('is', 'are', missing)} missing; a "
                "missing month is no zero and is not filled in.",
                f"En {what.es} {_is('falta', 'faltan', missing)} {_listed(missing, 'y')}; un mes que "
                "falta no es un cero y no se rellena.",
            ),
            accepted=Text("a window without missing months", "una ventana sin meses que falten"),
        )
    negative = [of.month(int(i)) for i in np.flatnonzero(figures < 0)]
    if negative:
        raise Refused(
            Text(
                f"In {what.en} {_listed(negative, 'and')} {_is('is', 'are', negative)} below zero: "
                "that is no count.",
                f"En {what.es} {_listed(negative, 'y')} {_is('está', 'están', negative)} por debajo "
                "de cero: eso no es un recuento.",
            )
        )


def _refuse_treated(donors: Donors, of: Series, treated_from: Mapping[str, int]) -> None:
    treated = [name for name in donors.names if treated_from.get(name, of.length) < of.length]
    if treated:
        name = donors.called(treated[0])
        since = of.month(treated_from[treated[0]])
        last = of.month(of.length - 1)
        raise Refused(
            Text(
                f"Donor {name.en} was itself treated from {since}, and the window runs to {last}.",
                f"El donante {name.es} recibió él mismo la medida desde {since}, y la ventana llega "
                f"hasta {last}.",
            ),
            given=treated,
            accepted=Text(
                "donors that nothing like the measure reached, or a window that ends before",
                "donantes a los que no llegó nada parecido a la medida, o una ventana que acabe antes",
            ),
        )


def _is(one: str, many: str, of: Sequence[str]) -> str:
    return one if len(of) == 1 else many


def _listed(months: Sequence[str], last: str) -> str:
    shown = list(months[:4])
    if len(months) > 4:
        shown[3:] = [f"{len(months) - 3} …"]
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"
