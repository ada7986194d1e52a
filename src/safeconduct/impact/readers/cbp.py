"""US Customs and Border Protection's own files: nationwide by state or area, and southwest.

CBP lists next to no zeros: a cell that is absent is zero. Its "FYTD" says only that a month lies in the
part of the year that the newest year has too; "Remaining" months count just as much.
"""

from __future__ import annotations

import polars as pl

from safeconduct.impact import nations
from safeconduct.impact.readers import fiscal
from safeconduct.impact.readers.reading import CsvFormat, Read, release_until, summed
from safeconduct.impact.readers.source import Rows
from safeconduct.impact.table import normal

PUBLISHER = "CBP"
PLACES = {
    "Southwest Land Border": "southwest",
    "Northern Land Border": "northern",
    "Other": "other",
}
COMPONENTS = {"U.S. Border Patrol": "USBP", "Office of Field Operations": "OFO"}
TITLES = {"Title 8": "8", "Title 42": "42"}
#: Children alone have two names: the second is used from October 2021 on, and means the same.
GROUPS = {
    "Single Adults": "single_adult",
    "FMUA": "family_unit",
    "UC / Single Minors": "unaccompanied_minor",
    "UAC": "unaccompanied_minor",
    "Accompanied Minors": "accompanied_minor",
}
TYPES = {
    "Apprehensions": "USBP 8",
    "Inadmissibles": "OFO 8",
    "Expulsions": "42",
}
GROUPINGS = {"FYTD": "FYTD", "Remaining": "Remaining"}

_YEAR, _MONTH, _COUNT = "Fiscal Year", "Month (abbv)", "Encounter Count"
_STATE = (
    _YEAR, "Month Grouping", _MONTH, "Land Border Region", "State", "Demographic", "Citizenship",
    "Title of Authority", _COUNT,
)  # fmt: skip
_AREA = (
    _YEAR, "Month Grouping", _MONTH, "Component", "Land Border Region", "Area of Responsibility",
    "AOR (Abbv)", "Demographic", "Citizenship", "Title of Authority", "Encounter Type", _COUNT,
)  # fmt: skip
_SOUTHWEST = (
    _YEAR, "Month Grouping", _MONTH, "Component", "Demographic", "Citizenship Grouping",
    "Title of Authority", "Encounter Type", _COUNT,
)  # fmt: skip


def _read_state(rows: Rows) -> Read:
    return _read(rows, "nationwide-by-state", area="State")


def _read_area(rows: Rows) -> Read:
    return _read(rows, "nationwide-by-area", area="Area of Responsibility")


def _read_southwest(rows: Rows) -> Read:
    return _read(rows, "southwest", citizenship="Citizenship Grouping")


def _read(
    rows: Rows, name: str, *, area: str | None = None, citizenship: str = "Citizenship"
) -> Read:
    """What all of them share; a column that a file lacks is not told apart in it."""
    rows.recoded("Month Grouping", GROUPINGS.get, "grouping of months", ", ".join(GROUPINGS))
    columns = {
        "month": fiscal.months(rows, _YEAR, _MONTH),
        "group": rows.recoded("Demographic", GROUPS.get, "group known", ", ".join(GROUPS)),
        "authority": authority(rows, "Title of Authority"),
        "nationality": rows.recoded(
            citizenship,
            nations.from_name,
            "nationality known",
            "a country's English name, or OTHER",
        ),
        "count": rows.counts(_COUNT),
    }
    notes = [*_open_year(rows)]
    if "Component" in rows.columns:
        columns["component"] = component(rows, "Component")
        notes += mislabelled(rows, columns, "Encounter Type")
    if "Land Border Region" in rows.columns:
        columns["place"] = rows.recoded(
            "Land Border Region", PLACES.get, "border region", ", ".join(PLACES)
        )
        notes.append(
            "Nationwide counts contain people who arrived by air with a programme's leave: no outcome."
        )
    if area:
        columns["area"] = rows.recoded(area, lambda text: text.strip() or None, "area", "a name")
    if "Component" not in rows.columns:
        notes.append("The file does not tell USBP and OFO apart.")
    rows.refuse_repeated(column for column in rows.columns if column != _COUNT)
    frame = pl.DataFrame(columns)
    return Read(
        normal(
            summed(frame),
            place="southwest",
            measure="encounters",
            publisher=PUBLISHER,
            release=_release(name, rows, columns["month"]),
        ),
        tuple(notes),
    )


def component(rows: Rows, column: str) -> pl.Series:
    """Which of the two components counted."""
    return rows.recoded(column, COMPONENTS.get, "component", ", ".join(COMPONENTS))


def authority(rows: Rows, column: str) -> pl.Series:
    """Under which title of law."""
    return rows.recoded(column, TITLES.get, "title of authority", ", ".join(TITLES))


def mislabelled(rows: Rows, columns: dict[str, pl.Series], encounter_type: str) -> list[str]:
    """What the type of encounter says twice over has to fit; one known slip becomes a note.

    Some releases call expulsions under Title 42 apprehensions. The title is right there: with it the
    sums are those published.
    """
    says = rows.recoded(encounter_type, TYPES.get, "type of encounter", ", ".join(TYPES))
    of_component, title = columns["component"], columns["authority"]
    slip = (says == "USBP 8") & (of_component == "USBP") & (title == "42")
    fits = (says == "42") & (title == "42")
    fits |= (says == of_component + " 8") & (title == "8")
    rows.refuse_first(
        ~fits & ~slip,
        encounter_type,
        "which does not fit the row's component and title",
        "Apprehensions for the Border Patrol under Title 8, Inadmissibles for Field Operations "
        "under Title 8, Expulsions under Title 42",
    )
    found = int(slip.sum())
    if not found:
        return []
    return [
        f"{found:,} rows under Title 42 are called Apprehensions; they were read as expulsions, as "
        "their title says."
    ]


def _open_year(rows: Rows) -> list[str]:
    years = [year for year in rows.frame[_YEAR].unique().to_list() if fiscal.is_open(year)]
    return [f"Fiscal year {fiscal.year_of(year)} is open, and may be revised." for year in years]


def _release(name: str, rows: Rows, months: pl.Series) -> str:
    """The data set and its years; while the last is open, its last month too, by which vintages differ."""
    written = rows.frame[_YEAR].unique().to_list()
    years = [fiscal.year_of(text) or 0 for text in written]
    years_said = f"{name}-fy{min(years) % 100:02}-fy{max(years) % 100:02}"
    return release_until(years_said, months) if any(map(fiscal.is_open, written)) else years_said


FORMATS = (
    CsvFormat(
        "cbp-nationwide-by-state", "CBP, nationwide encounters by state", _STATE, _read_state
    ),
    CsvFormat("cbp-nationwide-by-area", "CBP, nationwide encounters by area", _AREA, _read_area),
    CsvFormat(
        "cbp-southwest", "CBP, southwest land border encounters", _SOUTHWEST, _read_southwest
    ),
)
