"""A small programme for casework: a supporter files, an officer decides within a cap, a person goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import pytest

django.setup()

from safeconduct import programme  # noqa: E402
from safeconduct.cases import services  # noqa: E402
from safeconduct.cases.models import Case  # noqa: E402
from safeconduct.database.services import store_content  # noqa: E402
from safeconduct.flow import Actor  # noqa: E402
from safeconduct.people import services as people  # noqa: E402
from safeconduct.programme import Definition  # noqa: E402
from tests.databases import Databases  # noqa: E402
from tests.small_programme import write  # noqa: E402

SUPPORTER = Actor("supporter", "sam")
PERSON = Actor("beneficiary", "ana")
OFFICER = Actor("officer.travel", "olga")
SECOND = Actor("officer.travel", "omar")
TRACK = """\
id: admission
name: {en: Entry, es: Entrada}
summary: {en: A way in, es: Una entrada}
start: filing
stages:
  - id: filing
    basis: required
    from: 2022-01-01
    name: {en: Filing, es: Presentación}
    text: {en: The supporter files., es: Presenta la persona de apoyo.}
    actor: supporter
    outcomes:
      - {id: filed, name: {en: Filed, es: Presentada}, next: decision}
      - {id: withdrawn, name: {en: Withdrawn, es: Retirada}, end: withdrawn}
  - id: decision
    basis: required
    from: 2022-01-01
    name: {en: Decision, es: Decisión}
    text: {en: An officer decides., es: Decide una persona funcionaria.}
    actor: officer.travel
    needs: [national]
    takes: places
    outcomes:
      - {id: authorized, name: {en: Authorized, es: Autorizada}, next: travel}
      - {id: refused, name: {en: Refused, es: Rechazada}, end: denied, against_the_person: true, four_eyes: true}
      - {id: withdrawn, name: {en: Withdrawn, es: Retirada}, end: withdrawn}
  - id: travel
    basis: required
    from: 2022-01-01
    name: {en: Travel, es: Viaje}
    text: {en: The person travels., es: La persona viaja.}
    actor: beneficiary
    limit: {after: P90D, outcome: expired}
    outcomes:
      - {id: arrived, name: {en: Arrived, es: Llegó}, end: completed}
      - {id: expired, name: {en: Expired, es: Venció}, end: expired}
      - {id: withdrawn, name: {en: Withdrawn, es: Retirada}, end: withdrawn}
"""
LIMITS = """\
caps:
  - id: places
    basis: required
    from: 2022-01-01
    name: {en: Places, es: Plazas}
    text: {en: A few places., es: Pocas plazas.}
    counts: {en: Authorizations., es: Autorizaciones.}
    size: %d
    period: month
    comes_back: %s
"""


@dataclass
class Filed:
    """A case that waits for its decision."""

    case: Case

    @property
    def number(self) -> int:
        return self.case.events.count()

    def act(self, outcome: str, actor: Actor = OFFICER, **more: Any) -> services.Done:
        """Bring the present stage to an outcome, on what the case says now."""
        more.setdefault("expected_number", self.number)
        return services.act(case_id=self.case.id, outcome=outcome, actor=actor, **more)


@pytest.fixture
def small(
    tmp_path: Path, test_databases: Databases, fresh_database: str
) -> Callable[..., Definition]:
    """The small programme with a cap of a size, stored in the installation."""

    def make(size: int = 3, comes_back: bool = False) -> Definition:
        folder = write(
            tmp_path / uuid.uuid4().hex,
            tracks__admission=TRACK,
            limits=LIMITS % (size, str(comes_back).lower()),
        )
        definition = programme.load(str(folder))
        with test_databases.as_owner():
            store_content(folder)
        return definition

    return make


@pytest.fixture
def filed() -> Callable[[Definition], Filed]:
    """Opens a case and files it; the person is a national, so that only the cap decides."""

    def make(definition: Definition, **facts: Any) -> Filed:
        done = services.open_case(
            definition=definition,
            track="admission",
            person=people.add_person(),
            supporter=people.add_person(),
            actor=SUPPORTER,
            accounts={"supporter": "sam", "beneficiary": "ana"},
        )
        case = Filed(Case.objects.get(id=done.case_id))
        case.act("filed", SUPPORTER)
        services.record_facts(
            case_id=case.case.id,
            actor=PERSON,
            expected_number=case.number,
            facts={"nationality": "VE"} | facts,
        )
        return case

    return make
