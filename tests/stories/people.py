"""Invented people of the stories, and what each of those who act has to say."""

from __future__ import annotations

from typing import Any

from safeconduct.flow import Actor

REVIEWER = Actor("officer.supporter_review", "review-1")
SECOND_REVIEWER = Actor("officer.supporter_review", "review-5")
VETTER = Actor("officer.vetting", "vetting-1")
CONSUL = Actor("officer.consular", "juarez-4")
DECIDER = Actor("officer.travel", "travel-2")
SECOND = Actor("officer.travel", "travel-9")
THIRD = Actor("officer.travel", "travel-11")
APPEALS = Actor("officer.review", "appeals-1")
PORT = Actor("officer.port", "houston-3")
SECOND_PORT = Actor("officer.port", "houston-8")
SUPERVISOR = Actor("officer.supervisor", "chief-1")
CARRIER = Actor("carrier", "airline-1")
#: Said by the person. Crossed on 20 October 2022, was expelled and handed over to Mexico.
JOSE: dict[str, Any] = {
    "nationality": "VE",
    "family_relation": None,
    "principal_nationality": None,
    "present_country": "MX",
    "entries": [
        {"country": "PA", "entry_date": "2022-10-02", "manner": "irregular", "border": "other", "departure": None, "returned_under": "us-mx-2022"},
        {"country": "MX", "entry_date": "2022-10-14", "manner": "irregular", "border": "other", "departure": None, "returned_under": "us-mx-2022"},
        {"country": "US", "entry_date": "2022-10-20", "manner": "irregular", "border": "southwest", "departure": "expelled", "returned_under": "us-mx-2022"},
        {"country": "MX", "entry_date": "2022-10-21", "manner": "handed_over", "border": "other", "departure": None, "returned_under": None},
    ],
    "last_removal_order_date": None,
    "earlier_order_still_bars": False,
    "birth_date": "1988-02-11",
    "other_nationality": None,
    "permanent_residence_country": None,
    "refugee_status_country": None,
    "sea_interdiction_date": None,
    "passport_country": "VE",
    "passport_expiry_date": "2027-05-30",
    "can_pay_for_travel": True,
}  # fmt: skip
#: Said by the person. Has never been on the way.
MARIA: dict[str, Any] = JOSE | {
    "present_country": "VE",
    "entries": [],
    "birth_date": "1990-06-15",
}
SUPPORTER: dict[str, Any] = {
    "supporter_named": True,
    "supporter_status": "permanent_resident",
    "supporter_in_us": True,
    "supporter_agrees_to_support": True,
    "declaration_per_person": True,
    "filed_by_representative": False,
    "another_declaration_pending": False,
}
SUPPORTER_REVIEWED: dict[str, Any] = {
    "supporter_checks_passed": True,
    "supporter_can_support": True,
    "supporter_fingerprints_taken": True,
    "supporter_confirmed": True,
}
ATTESTED: dict[str, Any] = {"vaccinations_attested": True, "medical_exception": False}
VETTED: dict[str, Any] = {"vetting_passed": True}
WEIGHED: dict[str, Any] = {
    "parole_reason": "urgent_humanitarian",
    "merits_discretion": True,
}
