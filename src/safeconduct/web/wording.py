"""The pages' words for what a programme says in codes; one place, so that all pages say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from safeconduct.programme.schema import Fact, PartialDate, Words
from safeconduct.web import countries

Said = Mapping[str, str | Promise]

MARKS: Said = {
    "V": _("We read the source itself."),
    "S": _("We read about it in a report, not in the source itself."),
    "U": _("Not verified: we could not read the source."),
    "C": _("Worked out from other facts."),
}
BASES: Said = {
    "recorded": _("An instrument or an authority says it."),
    "reported": _("The press or an official’s remark says it."),
    "required": _("Our own safeguard; the record lacks it."),
}
CONDITION_KINDS: Said = {
    "requirement": _("Requirement"),
    "bar": _("Bar"),
    "exception": _("Exception"),
}
FINDING_STATUSES: Said = {
    "met": _("met"),
    "not_met": _("not met"),
    "unknown": _("unknown"),
}
EFFECTS: Said = {
    "fine": _("fine"),
    "in_the_way": _("stands in the way"),
    "undecided": _("not decided yet"),
    "lifted": _("lifted by an exception"),
    "doubtful": _("in doubt: the source is not verified"),
    "lifts": _("lifts a bar"),
    "idle": _("does not apply"),
}
RESULTS: Said = {
    "eligible": _("nothing found that bars"),
    "barred": _("barred"),
    "open": _("open"),
}
AGREEMENT_STATUSES: Said = {
    "in_talks": _("in talks"),
    "declined": _("declined"),
    "announced": _("announced"),
    "signed": _("signed"),
    "in_force": _("in force"),
    "suspended": _("suspended"),
    "disputed": _("disputed"),
    "ended": _("ended"),
}
INSTRUMENTS: Said = {
    "treaty": _("Treaty"),
    "protocol": _("Protocol"),
    "joint_statement": _("Joint statement"),
    "announcement": _("Announcement"),
    "remark": _("Remark"),
    "practice": _("Practice"),
}
ACTORS: Said = {
    "applicant": _("the applicant"),
    "beneficiary": _("the beneficiary"),
    "supporter": _("the supporter"),
    "co_supporter": _("the co-supporter"),
    "representative": _("the representative"),
    "system": _("an authority's system"),
    "carrier": _("the carrier"),
    "partner": _("the partner state"),
    "clock": _("the clock"),
}
ENDS: Said = {
    "approved": _("approved"),
    "denied": _("denied"),
    "withdrawn": _("withdrawn"),
    "abandoned": _("abandoned"),
    "revoked": _("revoked"),
    "expired": _("expired"),
    "returned": _("returned"),
    "halted": _("halted"),
    "completed": _("completed"),
}
GATE_TIMES: Said = {
    "before_departure": _("Before departure"),
    "during": _("During the transfer"),
    "after": _("After the return"),
    "throughout": _("Throughout"),
}
POST_KINDS: Said = {
    "embassy": _("Embassy"),
    "consulate": _("Consulate"),
    "port_of_entry": _("Port of entry"),
    "transfer_point": _("Transfer point"),
    "online": _("Online"),
}
PERIODS: Said = {
    "total": _("in all"),
    "year": _("a year"),
    "month": _("a month"),
    "week": _("a week"),
    "day": _("a day"),
}
SELECTION_METHODS: Said = {
    "oldest_first": _("oldest first"),
    "random": _("at random"),
    "split": _("partly at random, partly oldest first"),
}
CHANGE_KINDS: Said = {
    "added": _("Only here"),
    "removed": _("Only there"),
    "changed": _("Differs"),
}
COURT_STATUSES: Said = {
    "in_force": _("in force"),
    "vacated_with_delayed_effect": _("set aside by a court, with effect from a later day"),
    "stayed": _("suspended by a court"),
    "vacated": _("set aside by a court"),
    "ended": _("ended"),
}
AUTHORIZATIONS: Said = {
    "valid": _("valid"),
    "used": _("used"),
    "expired": _("expired"),
    "cancelled": _("cancelled"),
}
SECTIONS: Said = {
    "rules": _("Rule"),
    "stages": _("Step"),
    "caps": _("Cap"),
    "selections": _("Order of selection"),
    "posts": _("Post"),
    "agreements": _("Agreement"),
    "gates": _("Safeguard"),
    "letters": _("Letter"),
    "passages": _("Passage of letters"),
    "reviews": _("Right to a review"),
}
FIELDS: Said = {
    "when": _("Condition"),
    "text": _("Text"),
    "name": _("Name"),
    "unknown": _("What is asked"),
    "remedy": _("What would have to be different"),
    "source": _("Source"),
    "mark": _("How far it was checked"),
    "basis": _("Basis"),
    "from": _("From"),
    "until": _("Until"),
    "to": _("Lifts"),
    "outcomes": _("Outcomes"),
    "needs": _("Needs"),
    "actor": _("Who acts"),
    "answers": _("Safeguards answered"),
    "note": _("Note"),
    "terms": _("Terms"),
    "history": _("History"),
    "disputed": _("What others said"),
}
_UNITS = {
    "Y": lambda n: ngettext("%(n)d year", "%(n)d years", n),
    "M": lambda n: ngettext("%(n)d month", "%(n)d months", n),
    "D": lambda n: ngettext("%(n)d day", "%(n)d days", n),
}
BOOLEANS: Mapping[bool, str | Promise] = {True: _("Yes"), False: _("No")}
UNKNOWN = _("I do not know")


def told(words: Words | None) -> str:
    """A programme's text in the page's language, or in the first one that there is."""
    if not words:
        return ""
    return words.get(language()) or next(iter(words.values()))


def language() -> str:
    """The page's language, as programmes name it."""
    return (get_language() or "en").partition("-")[0]


def actor(code: str) -> str:
    """Who acts in a stage; an officer's role is named as the programme names it."""
    kind, _dot, _role = code.partition(".")
    if kind == "officer":
        return str(_("an officer (%(role)s)")) % {"role": office(code)}
    return str(ACTORS[kind])


def office(code: str) -> str:
    """What an officer's role is about."""
    role = code.removeprefix("officer.")
    return str(OFFICER_ROLES.get(role, role.replace("_", " ")))


def duration(given: str, days: str | None = None) -> str:
    """A length of time such as P15D in words; `days` is `working` or `calendar`."""
    parts = re.findall(r"(\d+)([YMD])", given)
    text = ", ".join(_UNITS[unit](int(n)) % {"n": int(n)} for n, unit in parts)
    return gettext("%(time)s, working days") % {"time": text} if days == "working" else text


OFFICER_ROLES: Said = {
    "auditor": _("audit"),
    "border": _("border"),
    "casework": _("casework"),
    "caseworker": _("casework"),
    "child_protection": _("child protection"),
    "clerk": _("filing in person"),
    "consular": _("consulate"),
    "counselling": _("counselling"),
    "documents": _("documents"),
    "family": _("family"),
    "identification": _("identification"),
    "inspection": _("inspection"),
    "manager": _("management"),
    "medical": _("medical"),
    "monitor": _("monitoring"),
    "monitoring": _("monitoring"),
    "port": _("port of entry"),
    "protection": _("protection"),
    "return_coordinator": _("returns"),
    "returns": _("returns"),
    "review": _("review"),
    "reviewer": _("review"),
    "supervisor": _("supervision"),
    "supporter_review": _("review of supporters"),
    "transfer": _("transfer"),
    "travel": _("travel authorizations"),
    "vetting": _("vetting"),
}


DOCUMENT_KINDS: Said = {
    "appointment_confirmation": _("Confirmation of an appointment"),
    "assets_evidence": _("Proof of savings or property"),
    "birth_certificate": _("Birth certificate"),
    "confirmation_notice": _("Notice that the supporter was confirmed"),
    "decision_letter": _("Letter with a decision"),
    "declaration_of_support": _("Declaration of support"),
    "file_copy": _("Copy of your file"),
    "guardianship_order": _("Paper about guardianship"),
    "identity_card": _("Identity card"),
    "income_evidence": _("Proof of income"),
    "marriage_certificate": _("Marriage certificate"),
    "medical_certificate": _("Medical certificate"),
    "naturalisation_certificate": _("Certificate of naturalisation"),
    "notice_given_at_the_border": _("Paper that you were given at the border"),
    "order": _("Order of removal"),
    "own_statement": _("Your own statement"),
    "passport": _("Passport"),
    "passport_stamp": _("Stamp in the passport"),
    "permit_of_stay": _("Permit to stay"),
    "proof_of_address": _("Proof of address"),
    "proof_of_shared_home": _("Proof that you live together"),
    "property_receipt": _("Receipt for your belongings"),
    "receipt_notice": _("Notice of receipt"),
    "refugee_card": _("Refugee card"),
    "residence_card": _("Residence card"),
    "status_document": _("Paper about your status"),
    "travel_group": _("Paper about who travels together"),
    "vaccination_card": _("Vaccination card"),
    "other": _("Something else"),
}


#: By whose clock a deadline or an appointment is told, where the name of a zone is no city's own.
CITIES: Said = {
    "America/Ciudad_Juarez": "Ciudad Juárez",
    "America/Merida": "Mérida",
    "America/Mexico_City": _("Mexico City"),
    "America/New_York": _("New York"),
}


def city(zone: str) -> str:
    """The city that a time zone is named after, as people write it."""
    return str(CITIES.get(zone, zone.rpartition("/")[2].replace("_", " ")))


def document_kind(code: str) -> str:
    """What a document is; a kind that only its programme knows is told by its own name."""
    return str(DOCUMENT_KINDS.get(code, code.replace("_", " ").capitalize()))


def value(fact: Fact, held: Any) -> str:
    """A fact's value in words."""
    if fact.type == "boolean":
        return str(BOOLEANS[bool(held)])
    if fact.type == "choice":
        labels = {option.id: told(option.label) for option in fact.options}
        return labels.get(str(held), str(held))
    if fact.type == "country":
        return countries.name(str(held))
    return day(held) if isinstance(held, date) else str(held)


_DAY_FORMATS = {"es": r"j \d\e F \d\e Y"}


def day(given: date) -> str:
    """A day in words, such as 19 October 2022.

    An instant is no day: which one it is depends on the place (`day_at`, or `course.day`).
    """
    if isinstance(given, datetime):
        raise TypeError(f"{given} is an instant; its day has to be asked of a place.")
    return formats.date_format(given, _DAY_FORMATS.get(language(), "j F Y"))


_MONTH_FORMATS = {"es": r"F \d\e Y"}


def partial_day(given: PartialDate) -> str:
    """A date in words as far as it is known, such as October 2022."""
    if given.exact:
        return day(given.exact)
    if given.month is None:
        return str(given.year)
    return formats.date_format(given.first, _MONTH_FORMATS.get(language(), "F Y"))


_WEEKDAY_FORMATS = {"es": r"l j \d\e F"}


def weekday(given: date) -> str:
    """A day near at hand, such as Tuesday 22 November."""
    return formats.date_format(given, _WEEKDAY_FORMATS.get(language(), "l j F"))
