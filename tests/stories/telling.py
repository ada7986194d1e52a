"""How a story is told: on a day, someone does something, and the case stands somewhere."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from safeconduct import clock
from safeconduct.cases import selectors, services
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.flow import Actor
from safeconduct.people import services as people
from safeconduct.people.models import Group, Person
from safeconduct.programme import Definition


@contextmanager
def on(day: str):
    """Live on a day, at noon in Washington unless an instant is given."""
    given = datetime.fromisoformat(day)
    with clock.at(given.replace(hour=17, tzinfo=UTC) if len(day) == 10 else given):
        yield


@dataclass
class Story:
    """One case, told from its first event to its last."""

    case: Case
    person: Actor
    supporter: Actor

    @classmethod
    def begins(
        cls, day: str, definition: Definition, *, by: str, start: str | None = None,
        person: Person | None = None, supporter: Person | None = None, group: Group | None = None,
        account: str | None = None, is_organisation: bool = False, **facts: Any,
    ) -> Story:  # fmt: skip
        """A case is opened on a day by the person or their supporter; who is not named is new."""
        person, supporter = person or people.add_person(), supporter or people.add_person()
        actors = {
            "person": Actor("beneficiary", account or f"person-{person.id}"),
            "supporter": Actor("supporter", f"supporter-{supporter.id}"),
        }
        with on(day):
            done = services.open_case(
                definition=definition,
                track="admission",
                person=person,
                supporter=supporter,
                group=group,
                supporter_is_organisation=is_organisation,
                actor=actors[by],
                accounts={
                    "beneficiary": actors["person"].account,
                    "supporter": actors["supporter"].account,
                },
                start=start,
                facts=facts,
            )
        return cls(Case.objects.get(id=done.case_id), actors["person"], actors["supporter"])

    def does(
        self, day: str, actor: Actor, outcome: str, *, at: str | None = None,
        because: str | None = None, **facts: Any,
    ) -> services.Done:  # fmt: skip
        """Someone brings the present stage to an outcome, with facts that come with it."""
        with on(day):
            return services.act(
                case_id=self.case.id, outcome=outcome, actor=actor, expected_number=self.number,
                facts=facts, reasons=because, post=at,
            )  # fmt: skip

    def notes(self, day: str, actor: Actor, **facts: Any) -> services.Done:
        """Someone notes facts."""
        with on(day):
            return services.record_facts(
                case_id=self.case.id, actor=actor, expected_number=self.number, facts=facts
            )

    def asks(self, day: str, service: Any, actor: Actor, **more: Any) -> services.Done:
        """Someone asks for one of the services, on what the case says now."""
        with on(day):
            return service(case_id=self.case.id, actor=actor, expected_number=self.number, **more)

    def is_confirmed(self, day: str, actor: Actor) -> services.Done:
        """A second officer confirms."""
        with on(day):
            return services.confirm(case_id=self.case.id, actor=actor, expected_number=self.number)

    def cannot(self, day: str, actor: Actor, outcome: str, reason: str, **more: Any) -> NotAllowed:
        """Someone tries, and is refused for a reason; nothing changes, and the attempt is on record."""
        before = self.number
        with pytest.raises(NotAllowed) as refused:
            self.does(day, actor, outcome, **more)
        assert refused.value.refusal.reason == reason
        assert self.number == before
        assert self.case.refusals.order_by("-id").first().reason == reason
        return refused.value

    @property
    def number(self) -> int:
        """The case's last event."""
        return self.case.events.count()

    @property
    def stands_at(self) -> tuple[str, str]:
        """Stage and status, as lists show them; for a case that is over, how it ended."""
        self.case.refresh_from_db()
        standing = self.case.standing
        standing.refresh_from_db()
        is_over = standing.status == "ended"
        return standing.stage, standing.end if is_over else standing.status

    def outcomes(self) -> list[str]:
        """The stages that were completed, in order."""
        return [
            f"{event.stage}: {event.outcome}"
            for event in selectors.events_of(self.case)
            if event.kind in ("StageCompleted", "SecondOfficerConfirmed")
        ]

    def due(self) -> list[tuple[str, str, date]]:
        """What is due: stage, outcome, and the day whose end it is, in UTC."""
        rows = self.case.deadlines.filter(settled_at__isnull=True)
        return [(row.stage, row.outcome, row.due_at.date()) for row in rows]

    def is_sound(self) -> bool:
        """The chain holds, and folding it anew disregards nothing and gives what lists show."""
        folded = selectors.state_of_case(self.case)
        shown = self.case.standing
        shown.refresh_from_db()
        return (
            selectors.verify_chain(self.case).holds
            and folded.disregarded == ()
            and (shown.number, shown.status) == (folded.number, folded.status)
        )
