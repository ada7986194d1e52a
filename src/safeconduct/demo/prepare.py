"""What the demonstration needs before its first page: the programme, and who may sign in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from safeconduct import programme, settings
from safeconduct.database import address
from safeconduct.demo import accounts
from safeconduct.impact import keeping

PROGRAMME = "us-mx-ve-2022"
#: Everyone who starts the demonstration sees the same invented people.
SEED = 2022

#: Called with what is being done, how much of it is done, and how much there is in all.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SignIn:
    """One click, or a case number with its PIN, as `make run` prints them."""

    account: str
    label: str
    case: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the demonstration shows, one line for each part of it, and who may sign in."""

    lines: tuple[str, ...] = ()
    sign_ins: tuple[SignIn, ...] = ()

    def __add__(self, other: Prepared) -> Prepared:
        return Prepared(self.lines + other.lines, self.sign_ins + other.sign_ins)


def prepare(progress: Progress) -> Prepared:
    """Load every programme and the demonstration's invented people; quick when nothing changed.

    Runs after the migrations, as the database's owner, with Django set up. ProgrammeError when a
    programme's folder cannot be read.
    """
    # Django's models cannot be imported before it is set up.
    from safeconduct.database import services  # noqa: PLC0415

    lines = []
    folders = programme.available()
    for number, (name, folder) in enumerate(folders.items()):
        progress(name, number, len(folders))
        definition = programme.load(name)
        services.store_content(folder)
        services.record_loaded(
            programme=name, variant=definition.variant or "", digest=definition.digest
        )
        if name == PROGRAMME:
            lines.append(f"Programme {definition.label}: {len(definition.conditions)} conditions")
    if PROGRAMME in folders:
        lines.append(_prepare_people(progress))
    with address.in_role("web"):
        progress("accounts", 0, 1)
        accounts.prepare_desks()
    return Prepared(tuple(lines))


def prepare_cases(progress: Progress) -> Prepared:
    """Live the lives of `demo.cases` that this installation does not hold yet, after `prepare`.

    The app may be up meanwhile: each life appears whole.
    """
    # As above.
    from safeconduct.demo.cases import preparing  # noqa: PLC0415
    from safeconduct.statistics import services as statistics  # noqa: PLC0415

    if PROGRAMME not in programme.available():
        return Prepared()
    with address.in_role("web"):
        found = preparing.prepare_cases(
            PROGRAMME, lambda done, total: progress("invented lives", done, total)
        )
        line = f"Cases: {preparing.how_many()}, at every stage, as of 23 November 2022"
    # The job of the night, before the first night: with all lives lived, and in the job's own role.
    with address.in_role("worker"):
        statistics.publish_due()
    codes = {code.account: code for code in found}
    sign_ins = []
    for desk in accounts.DESKS:
        code = codes.get(desk.name)
        given = {"case": code.case, "pin": code.pin} if code else {}
        sign_ins.append(SignIn(desk.name, desk.label["en"], **given))
    return Prepared((line,), tuple(sign_ins))


def prepare_answers(progress: Progress) -> Prepared:
    """Work out whether programmes work, so that no reader waits for it; quick when nothing changed."""
    lines = []
    for name in keeping.studied():

        def tell(done: int, name: str = name) -> None:
            progress(f"figures of {name}", done, keeping.STEPS_MEASURED)

        keeping.prepare(programme.load(name), settings.home(), tell)
        lines.append(f"Study of {name}: the page on whether it works is ready")
    return Prepared(tuple(lines))


def _prepare_people(progress: Progress) -> str:
    # As above; and drawing imports what a start with people in place does not need.
    from safeconduct.demo import services  # noqa: PLC0415

    drawing = _drawing()
    rows = services.rows_drawn(programme=PROGRAMME, seed=SEED, drawing=drawing)
    if rows is None:
        from safeconduct.demo.caseload import STEPS, returned_people  # noqa: PLC0415

        people = returned_people(
            seed=SEED, progress=lambda step: progress("invented people", step, STEPS)
        )
        services.store_caseload(programme=PROGRAMME, seed=SEED, drawing=drawing, people=people)
        rows = people.height
    return f"Caseload: {rows:,} invented people, one for each published return of autumn 2022"


def _drawing() -> str:
    """Changes when the way of drawing does, so that an old caseload is drawn anew."""
    total = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.glob("data/*"), *folder.glob("caseload/*")]):
        if path.is_file():
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
