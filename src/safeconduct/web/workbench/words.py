"""The desk's words for what the casework says in codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.flow import Act, EventKind, Reason, Status

Said = Mapping[str, str | Promise]

STATUSES: Said = {
    Status.NOT_OPENED: _("not opened"),
    Status.OPEN: _("to be worked on"),
    Status.WAITING_FOR_EVIDENCE: _("waiting for evidence"),
    Status.AWAITING_SECOND_OFFICER: _("awaiting a second officer"),
    Status.CHANGED: _("changed since it was looked at"),
    Status.PAUSED: _("paused"),
    Status.IN_REVIEW: _("in review"),
    Status.ENDED: _("ended"),
}
EVENTS: Said = {
    EventKind.CASE_OPENED: _("Case opened"),
    EventKind.STAGE_COMPLETED: _("Stage completed"),
    EventKind.OUTCOME_PROPOSED: _("Outcome proposed"),
    EventKind.SECOND_OFFICER_CONFIRMED: _("Confirmed by a second officer"),
    EventKind.PROPOSAL_SENT_BACK: _("Proposal sent back"),
    EventKind.EVIDENCE_REQUESTED: _("Evidence asked for"),
    EventKind.EVIDENCE_GIVEN: _("Evidence given"),
    EventKind.PROMISE_MADE: _("Promise of a co-supporter"),
    EventKind.PARTY_ENDED: _("Part in the case ended"),
    EventKind.FACT_RECORDED: _("Fact noted"),
    EventKind.LOOKED_AGAIN: _("Looked at what changed"),
    EventKind.PLACE_TAKEN: _("Place taken"),
    EventKind.PLACE_GIVEN_BACK: _("Place given back"),
    EventKind.DEADLINE_PASSED: _("Time limit passed"),
    EventKind.CASE_WITHDRAWN: _("Withdrawn"),
    EventKind.STAGE_PAUSED: _("Paused"),
    EventKind.STAGE_RESUMED: _("Resumed"),
    EventKind.REVIEW_REQUESTED: _("Review asked for"),
    EventKind.REVIEW_DECIDED: _("Review decided"),
    EventKind.LETTER_ISSUED: _("Letter issued"),
    EventKind.SECOND_LOOK_GIVEN: _("Second look given"),
    EventKind.DELEGATION_GRANTED: _("Leave to act given"),
    EventKind.DELEGATION_ENDED: _("Leave to act ended"),
    EventKind.VALUE_ERASED: _("Personal value or document erased"),
    EventKind.DOCUMENT_ADDED: _("Document added"),
    EventKind.APPOINTMENT_MADE: _("Appointment made"),
    EventKind.APPOINTMENT_CANCELLED: _("Appointment cancelled"),
    EventKind.REMINDER_SENT: _("Reminder sent"),
    EventKind.ORDER_CHANGED: _("Told that the order changed"),
    EventKind.GROUP_LEFT: _("Left the family’s group"),
}
#: The acts of officers that this desk offers.
ACTS: Said = {
    Act.CONFIRM_OUTCOME: _("Confirm the proposal"),
    Act.SEND_BACK_PROPOSAL: _("Send the proposal back"),
    Act.REQUEST_EVIDENCE: _("Ask for evidence"),
    Act.RECORD_FACT: _("Note a fact"),
    Act.LOOK_AGAIN: _("Look at what changed"),
    Act.PAUSE_STAGE: _("Pause this stage"),
    Act.RESUME_STAGE: _("Let this stage go on"),
    Act.DECIDE_REVIEW: _("Decide the review"),
    Act.BOOK_APPOINTMENT: _("Make or move the appointment"),
    Act.CANCEL_APPOINTMENT: _("Cancel the appointment"),
    Act.ADD_DOCUMENT: _("Add a document"),
    Act.LEAVE_GROUP: _("Take this person out of the family’s group"),
    Act.END_PARTY: _("End the supporter’s part"),
}
CARE: Said = {
    "unaccompanied_child": _("Child alone"),
    "small_children": _("Small children"),
    "medical": _("Medical"),
}
#: Why the part of a supporter ends.
WHY_ENDED: Said = {
    "wrong": _("Someone else is to support the person"),
    "died": _("The supporter has died"),
    "unreachable": _("The supporter cannot be reached"),
    "withdrew": _("The supporter takes the support back"),
    "other": _("Another reason"),
}
REVIEWS: Said = {
    "upheld": _("The decision stands"),
    "set_aside": _("The decision is set aside: another officer decides anew"),
}
DESKS: Said = {
    "party": _("the people who apply"),
    "carrier": _("the carrier"),
    "partner": _("the partner state"),
    "clock": _("the clock"),
}
PARTIES: Said = {
    "beneficiary": _("Beneficiary"),
    "applicant": _("Applicant"),
    "supporter": _("Supporter"),
    "co_supporter": _("Co-supporter"),
    "petitioner": _("Petitioner"),
    "principal": _("principal"),
    "derivative": _("with the principal"),
}
OFFICER_ACTS: Said = {
    "made": _("account made"),
    "given": _("office given"),
    "ended": _("office ended"),
    "closed": _("account closed"),
    "linked": _("link for the first sign-in made"),
    "entered": _("first password set"),
    "reset": _("password set anew"),
}
MAIL_KINDS: Said = {
    "news": _("There is news"),
    "invitation": _("Invitation to a case"),
    "code": _("Code to sign in or to prove an address"),
    "password": _("New password of an officer"),
    "first_sign_in": _("First sign-in of an officer"),
    "other": _("Other mail"),
}
WHY_ERASED: Said = {
    "time_over": _("The time for keeping is over"),
    "asked": _("The person asked for it"),
    "ordered": _("A court or authority ordered it"),
}
WHY_KEPT: Said = {
    "duty": _("A law demands that they are kept"),
    "proceeding": _("A court or an authority still needs them"),
    "mistake": _("The proposal was a mistake"),
}
#: What is open at nearly any time: none of it makes a case an officer's to decide.
BESIDE = frozenset({Act.RECORD_FACT, Act.ADD_DOCUMENT, Act.LEAVE_GROUP, Act.END_PARTY})
#: Why something is not possible that nobody at this desk expects to be.
NOT_WORTH_SAYING = frozenset({Reason.NOTHING_TO_DO})
