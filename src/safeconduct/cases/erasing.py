"""Erasing a person: everything that is kept of them goes, and every history stays provable (I5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db import transaction

from safeconduct.accounts import services as accounts
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.holds import MANAGER
from safeconduct.cases.models import Party
from safeconduct.cases.work import CLOCK, Work, at_work_on
from safeconduct.errors import InputError
from safeconduct.flow import Actor, EventKind, Reason, Refusal, Status
from safeconduct.people import services as people
from safeconduct.people.models import Person, PersonalValue
from safeconduct.uploads import services as uploads
from safeconduct.uploads.models import Document

#: What is kept under one person and speaks of the others of the case as well.
_OF_ALL = "findings"


@transaction.atomic
def erase_person(*, person: Person, actor: Actor) -> int:
    """Erase all values and documents of a person in all their cases, and close their account.

    Each is said by an event of its case; gives how many there were. A second time changes nothing.
    NotAllowed for anyone but a manager or the clock, InputError while one of the cases is not over.
    What the protection room holds is for the protection room to erase.
    """
    if actor != CLOCK and not (actor.is_named_officer and actor.role == MANAGER):
        raise NotAllowed(Refusal(Reason.NOT_YOUR_ROLE))
    cases = Party.ever.filter(person=person).values_list("case_id", flat=True).distinct()
    with at_work_on(list(cases)) as works:
        for work in works:
            if work.state.status is not Status.ENDED:
                raise InputError(
                    f"The case {work.case.receipt_number} is not over.",
                    given=work.case.receipt_number,
                    accepted="a person whose cases are all over",
                )
        erased = sum(_erase(work, actor, value) for work in works for value in _of(work, person))
    # Beside every case: the evidence for links between records.
    for value_id in list(person.values.values_list("id", flat=True)):
        erased += people.erase_value(value_id=value_id)
    accounts.close_account_of(person_id=person.pk)
    return erased


def _of(work: Work, person: Person) -> Iterator[uuid.UUID]:
    """The values and documents of a person to which a case's events point and that are still there."""
    pointed = [
        held
        for event in work.events
        if event.kind is not EventKind.VALUE_ERASED
        for name, held in event.refs.items()
        if f"{name}_digest" in event.refs
    ]
    values = PersonalValue.objects.filter(id__in=pointed)
    yield from (values.filter(person=person) | values.filter(name=_OF_ALL)).values_list(
        "id", flat=True
    )
    documents = Document.objects.filter(id__in=pointed, person=person)
    yield from documents.values_list("id", flat=True)


def _erase(work: Work, actor: Actor, value_id: uuid.UUID) -> int:
    work.happen(EventKind.VALUE_ERASED, actor, refs={"value": str(value_id)})
    people.erase_value(value_id=value_id)
    uploads.erase_document(document_id=value_id)
    return 1
