"""The roles of officers, and which of them nobody may hold together. Pure."""

from __future__ import annotations

from collections.abc import Collection

CASEWORK = "officer.casework"
CLERK = "officer.clerk"
SUPPORTER_REVIEW = "officer.supporter_review"
VETTING = "officer.vetting"
CONSULAR = "officer.consular"
TRAVEL = "officer.travel"
PORT = "officer.port"
REVIEW = "officer.review"
SUPERVISOR = "officer.supervisor"
MANAGER = "officer.manager"
AUDITOR = "officer.auditor"
ROLES = (
    CASEWORK,
    CLERK,
    SUPPORTER_REVIEW,
    VETTING,
    CONSULAR,
    TRAVEL,
    PORT,
    REVIEW,
    SUPERVISOR,
    MANAGER,
    AUDITOR,
)

#: Who makes officers' accounts and gives and ends offices, and who reads what was done to them.
GIVES_OFFICES = MANAGER
READS_OFFICES = frozenset({MANAGER, AUDITOR})

#: (The same person twice is refused in each case as well.)
_DECIDING = frozenset({SUPPORTER_REVIEW, VETTING, CONSULAR, TRAVEL, PORT, SUPERVISOR})
EXCLUDING: tuple[tuple[str, frozenset[str]], ...] = (
    (REVIEW, _DECIDING),
    (CLERK, _DECIDING | {REVIEW}),
    (AUDITOR, frozenset(ROLES) - {AUDITOR}),
)
#: Why each of these stands apart.
WHY_APART = {
    REVIEW: "Who decides first never reviews.",
    CLERK: "Who takes down what people say decides nothing.",
    AUDITOR: "Who checks on everybody does nothing else.",
}


def excluded_by(role: str, held: Collection[str]) -> tuple[str, ...]:
    """Those of the held roles that nobody may hold together with this one."""
    found: set[str] = set()
    for one, others in EXCLUDING:
        if role == one:
            found |= others & set(held)
        if role in others and one in held:
            found.add(one)
    return tuple(sorted(found))


def why_apart(role: str, other: str) -> str:
    """Which of the roles in `WHY_APART` keeps these two apart."""
    for one, others in EXCLUDING:
        if (role == one and other in others) or (other == one and role in others):
            return one
    raise KeyError((role, other))
