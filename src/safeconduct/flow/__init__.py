"""Stage graphs, cases, caps, draws and time limits: pure, without a database."""

from safeconduct.flow.actions import Action, Choice, act_of, allowed, choices, refused, why_not
from safeconduct.flow.course import Course
from safeconduct.flow.events import EVENT_OF, Act, Actor, Event, EventKind
from safeconduct.flow.graph import Breach, prove
from safeconduct.flow.lifecycle import refusal_of, state_of, step
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.flow.state import CaseState, Status

__all__ = [
    "EVENT_OF",
    "Act",
    "Action",
    "Actor",
    "Breach",
    "CaseState",
    "Choice",
    "Course",
    "Event",
    "EventKind",
    "Reason",
    "Refusal",
    "Status",
    "act_of",
    "allowed",
    "choices",
    "prove",
    "refusal_of",
    "refused",
    "state_of",
    "step",
    "why_not",
]
