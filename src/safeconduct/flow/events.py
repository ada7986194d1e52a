"""What can happen to a case. A case is what its events say; an event holds ids and salted digests only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from safeconduct.errors import InputError

#: Who asks for themselves, or whom a case is about.
PERSONS = frozenset({"applicant", "beneficiary"})
#: Everyone private who has a part in a case.
PARTIES = PERSONS | {"petitioner", "supporter", "co_supporter"}
#: Whose part hangs on another's: what a co-supporter adds, they add to a supporter's declaration.
HANGS_ON: Mapping[str, str] = {"co_supporter": "supporter"}
CLOCK = "clock"
#: An authority's own system that answers a question; its account is the system's name.
SYSTEM = "system"
REPRESENTATIVE = "representative"
#: An officer who writes down what a party says who comes in person; they decide nothing in that case.
CLERK = "officer.clerk"
SUPERVISOR = "officer.supervisor"


#: Well inside the calendar, so that no day that is worked out from an event falls off its edge.
FIRST_YEAR, LAST_YEAR = 1900, 2999


class EventKind(StrEnum):
    """Everything that can have happened; `refs` says which keys an event of the kind carries."""

    #: Refs: each party's person by role, their `ROLE_account`, and the `group`.
    CASE_OPENED = "CaseOpened"
    #: Moves the case on. Refs: `reasons` where the outcome is against the person.
    STAGE_COMPLETED = "StageCompleted"
    #: A first officer proposes an outcome that needs a second. Refs: `reasons` as above.
    OUTCOME_PROPOSED = "OutcomeProposed"
    #: The second officer agrees, and the case moves on.
    SECOND_OFFICER_CONFIRMED = "SecondOfficerConfirmed"
    #: The second officer does not agree: nothing is decided. Refs: `reasons`.
    PROPOSAL_SENT_BACK = "ProposalSentBack"
    #: Refs: `until`, the last day for the answer (YYYY-MM-DD); `what`; `of`, the party who is asked.
    EVIDENCE_REQUESTED = "EvidenceRequested"
    #: By whoever was asked, or for them.
    EVIDENCE_GIVEN = "EvidenceGiven"
    #: A co-supporter says what they add; it answers nothing that was asked. Refs: `answer`.
    PROMISE_MADE = "PromiseMade"
    #: A party's part in the case is over. Refs: `role`, the party's person under that role and their
    #: `ROLE_account`, `why`, `reasons`, and `along`: the people whose part hung on it.
    PARTY_ENDED = "PartyEnded"
    FACT_RECORDED = "FactRecorded"
    #: Officers of a stage that was passed looked at what changed since. Its `stage` is theirs.
    LOOKED_AGAIN = "LookedAgain"
    #: Refs: `kind`, `person`, `document`, `document_digest`.
    DOCUMENT_ADDED = "DocumentAdded"
    #: Refs: `cap`, `period` (see `caps.period_key`).
    PLACE_TAKEN = "PlaceTaken"
    PLACE_GIVEN_BACK = "PlaceGivenBack"
    #: A stage's time limit passed (`outcome` is the limit's), or the last day for evidence (no outcome).
    DEADLINE_PASSED = "DeadlinePassed"
    CASE_WITHDRAWN = "CaseWithdrawn"
    #: Refs: `reasons`, or `hold` where the whole stage is held. Time limits stand still until it is
    #: resumed.
    STAGE_PAUSED = "StagePaused"
    STAGE_RESUMED = "StageResumed"
    #: Refs: `post`, `day` (YYYY-MM-DD at the post), `starts_at` (UTC), `appointment`.
    APPOINTMENT_MADE = "AppointmentMade"
    #: Refs: `appointment`.
    APPOINTMENT_CANCELLED = "AppointmentCancelled"
    REVIEW_REQUESTED = "ReviewRequested"
    #: `outcome` is `upheld` or `set_aside`. Refs: `reasons`.
    REVIEW_DECIDED = "ReviewDecided"
    LETTER_ISSUED = "LetterIssued"
    #: A second officer looked at a decision that was drawn for it. Refs: `look`, `about` (the event that
    #: decided), `draw`, `given` (the outcome that they would have chosen), `agrees`, `reasons`.
    SECOND_LOOK_GIVEN = "SecondLookGiven"
    #: The order in which waiting cases are taken changed while the case waited. Refs: `selection`, `from`.
    ORDER_CHANGED = "OrderChanged"
    #: A reminder that a time limit comes near. Refs: `days` before the last day, `last_day`.
    REMINDER_SENT = "ReminderSent"
    #: The person's case goes on alone from here. Refs: `group`, `reasons`, for a child `best_interests`.
    GROUP_LEFT = "GroupLeft"
    #: Refs: `delegation`, `account`, `role` acted for, `scope` (see `Delegation`), `until` (YYYY-MM-DD).
    DELEGATION_GRANTED = "DelegationGranted"
    #: Refs: `delegation`.
    DELEGATION_ENDED = "DelegationEnded"
    VALUE_ERASED = "ValueErased"


class Act(StrEnum):
    """What someone may do; each leaves one event."""

    OPEN_CASE = "open_case"
    COMPLETE_STAGE = "complete_stage"
    #: Takes an outcome that only stops the case and opens a safeguard's question again.
    STOP = "stop"
    PROPOSE_OUTCOME = "propose_outcome"
    CONFIRM_OUTCOME = "confirm_outcome"
    SEND_BACK_PROPOSAL = "send_back_proposal"
    REQUEST_EVIDENCE = "request_evidence"
    GIVE_EVIDENCE = "give_evidence"
    MAKE_PROMISE = "make_promise"
    END_PARTY = "end_party"
    RECORD_FACT = "record_fact"
    LOOK_AGAIN = "look_again"
    ADD_DOCUMENT = "add_document"
    TAKE_PLACE = "take_place"
    GIVE_BACK_PLACE = "give_back_place"
    PASS_DEADLINE = "pass_deadline"
    WITHDRAW = "withdraw"
    PAUSE_STAGE = "pause_stage"
    RESUME_STAGE = "resume_stage"
    BOOK_APPOINTMENT = "book_appointment"
    CANCEL_APPOINTMENT = "cancel_appointment"
    REQUEST_REVIEW = "request_review"
    DECIDE_REVIEW = "decide_review"
    ISSUE_LETTER = "issue_letter"
    GIVE_SECOND_LOOK = "give_second_look"
    TELL_OF_ORDER = "tell_of_order"
    SEND_REMINDER = "send_reminder"
    LEAVE_GROUP = "leave_group"
    GRANT_DELEGATION = "grant_delegation"
    END_DELEGATION = "end_delegation"
    ERASE_VALUE = "erase_value"


EVENT_OF: Mapping[Act, EventKind] = {
    Act.OPEN_CASE: EventKind.CASE_OPENED,
    Act.COMPLETE_STAGE: EventKind.STAGE_COMPLETED,
    Act.STOP: EventKind.STAGE_COMPLETED,
    Act.PROPOSE_OUTCOME: EventKind.OUTCOME_PROPOSED,
    Act.CONFIRM_OUTCOME: EventKind.SECOND_OFFICER_CONFIRMED,
    Act.SEND_BACK_PROPOSAL: EventKind.PROPOSAL_SENT_BACK,
    Act.REQUEST_EVIDENCE: EventKind.EVIDENCE_REQUESTED,
    Act.GIVE_EVIDENCE: EventKind.EVIDENCE_GIVEN,
    Act.MAKE_PROMISE: EventKind.PROMISE_MADE,
    Act.END_PARTY: EventKind.PARTY_ENDED,
    Act.RECORD_FACT: EventKind.FACT_RECORDED,
    Act.LOOK_AGAIN: EventKind.LOOKED_AGAIN,
    Act.ADD_DOCUMENT: EventKind.DOCUMENT_ADDED,
    Act.TAKE_PLACE: EventKind.PLACE_TAKEN,
    Act.GIVE_BACK_PLACE: EventKind.PLACE_GIVEN_BACK,
    Act.PASS_DEADLINE: EventKind.DEADLINE_PASSED,
    Act.WITHDRAW: EventKind.CASE_WITHDRAWN,
    Act.PAUSE_STAGE: EventKind.STAGE_PAUSED,
    Act.RESUME_STAGE: EventKind.STAGE_RESUMED,
    Act.BOOK_APPOINTMENT: EventKind.APPOINTMENT_MADE,
    Act.CANCEL_APPOINTMENT: EventKind.APPOINTMENT_CANCELLED,
    Act.REQUEST_REVIEW: EventKind.REVIEW_REQUESTED,
    Act.DECIDE_REVIEW: EventKind.REVIEW_DECIDED,
    Act.ISSUE_LETTER: EventKind.LETTER_ISSUED,
    Act.GIVE_SECOND_LOOK: EventKind.SECOND_LOOK_GIVEN,
    Act.TELL_OF_ORDER: EventKind.ORDER_CHANGED,
    Act.SEND_REMINDER: EventKind.REMINDER_SENT,
    Act.LEAVE_GROUP: EventKind.GROUP_LEFT,
    Act.GRANT_DELEGATION: EventKind.DELEGATION_GRANTED,
    Act.END_DELEGATION: EventKind.DELEGATION_ENDED,
    Act.ERASE_VALUE: EventKind.VALUE_ERASED,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a role, and the account that answers for it (none for the clock).

    `role` is one of a stage's actors (`officer.ROLE`, `beneficiary`, ..., `clock`), or `representative`.
    A representative or a clerk names in `acting_for` the party that they act for.
    """

    role: str
    account: str | None = None
    acting_for: str | None = None

    @property
    def is_named_officer(self) -> bool:
        """Whether a person in an office answers for the act by name."""
        return self.role.startswith("officer.") and bool(self.account)

    @property
    def voice(self) -> str:
        """The role whose act this is: the party's when someone acts for them."""
        return self.acting_for or self.role


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case, numbered from 1 within it; `at` is aware and kept in UTC.

    InputError if `at` is naive or centuries away.
    """

    number: int
    kind: EventKind
    at: datetime
    actor: Actor
    stage: str | None = None
    outcome: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InputError(
                "An event's time needs a time zone.", given=self.at, accepted="an aware instant"
            )
        if not FIRST_YEAR <= self.at.year <= LAST_YEAR:
            raise InputError(
                "An event's time lies outside every programme's.",
                given=self.at,
                accepted=f"the years {FIRST_YEAR} to {LAST_YEAR}",
            )
        if self.kind not in set(EventKind):
            raise InputError("There is no such kind of event.", given=self.kind)
        object.__setattr__(self, "kind", EventKind(self.kind))
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        object.__setattr__(self, "refs", MappingProxyType(dict(self.refs)))
