"""Who may reach which page, and about what: one line for each route.

`doors` refuses whoever is not named here before a page runs; which one of the things it may be is for
the doors of `cases.access` to say. A test fails for a route without a line, and tries other people's
identifiers on every route whose thing is not `NOTHING`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.accounts import offices


class Reader(StrEnum):
    """Kinds of readers beside the officers' roles, which stand in `accounts.offices`."""

    ANYONE = "anyone"
    #: Whoever is signed in: people who apply, those who act for them, officers.
    SIGNED_IN = "signed_in"
    #: Whoever is signed in and holds no office.
    PARTY = "party"


class Thing(StrEnum):
    """What the address names, of which a reader may see only their own."""

    NOTHING = "nothing"
    #: By receipt number: of a party, their own; of an officer, one of this installation.
    CASE = "case"
    #: By id: the account of someone who holds or held an office; nobody else's.
    OFFICER = "officer"
    #: By number: a passkey of the reader's own.
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may reach a route, and what it is about."""

    readers: frozenset[str]
    thing: Thing = Thing.NOTHING


def _for(*readers: str, thing: Thing = Thing.NOTHING) -> Entry:
    return Entry(frozenset(readers), thing)


PUBLIC = _for(Reader.ANYONE)
OWN_CASE = _for(Reader.PARTY, thing=Thing.CASE)
OFFICERS = tuple(offices.ROLES)
#: Those who answer for everybody's work, and those who check on it.
OVERSEERS = (offices.SUPERVISOR, offices.AUDITOR)
#: Those who work on cases.
DESKS = tuple(role for role in OFFICERS if role not in (*OVERSEERS, offices.MANAGER))

PAPERS = _for(Reader.PARTY, *DESKS, *OVERSEERS, thing=Thing.CASE)

#: Route name -> who may reach it, and about what.
ACCESS: dict[str, Entry] = {
    # For everyone.
    "health": PUBLIC,
    "home": PUBLIC,
    "impact": PUBLIC,
    "impact_file": PUBLIC,
    "caseload": PUBLIC,
    "check": PUBLIC,
    "people": PUBLIC,
    "person": PUBLIC,
    "programme": PUBLIC,
    "statistics": PUBLIC,
    "statistics_here": PUBLIC,
    "statistics_csv": PUBLIC,
    "statistics_json": PUBLIC,
    "verify": PUBLIC,
    "verify_number": PUBLIC,
    # What is handed out in a case. A letter is read by whom it went to, and by officers who read cases.
    "letter": PAPERS,
    "letter_pdf": PAPERS,
    "authorization": PAPERS,
    "authorization_pdf": PAPERS,
    # Applying, before there is an account.
    "apply": PUBLIC,
    "apply_begin": PUBLIC,
    "apply_helping": PUBLIC,
    "apply_helper": PUBLIC,
    "invitation": PUBLIC,
    "money": PUBLIC,
    "money_sent": PUBLIC,
    # People who apply, and those who act for them: their own cases.
    "portal": _for(Reader.PARTY),
    "my_address": _for(Reader.PARTY),
    "my_case": OWN_CASE,
    "my_questions": OWN_CASE,
    "my_question": OWN_CASE,
    "my_answers": OWN_CASE,
    "my_withdrawal": OWN_CASE,
    "my_review": OWN_CASE,
    "my_evidence": OWN_CASE,
    "my_representatives": OWN_CASE,
    "my_documents": OWN_CASE,
    "my_document": OWN_CASE,
    "my_appointment": OWN_CASE,
    "my_family": OWN_CASE,
    "my_supporter": OWN_CASE,
    "my_change_supporter": OWN_CASE,
    "my_stepping_back": OWN_CASE,
    "my_invitation": OWN_CASE,
    "my_co_supporters": OWN_CASE,
    "my_promise": OWN_CASE,
    "my_leaving": OWN_CASE,
    "my_check_in": OWN_CASE,
    # A clerk opens a case for someone who comes in person.
    "clerk_open": _for(offices.CLERK),
    # Signing in and out.
    "sign_in": PUBLIC,
    "sign_out": _for(Reader.SIGNED_IN),
    "sign_in_demo": PUBLIC,
    "sign_in_case": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_login": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    # A secret that a manager hands over opens it.
    "first_sign_in": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "sign_in_agency": PUBLIC,
    "openid_connect_callback": PUBLIC,
    # An officer's own account.
    "choose_office": _for(*OFFICERS),
    "account_change_password": _for(*OFFICERS),
    "account_reauthenticate": _for(*OFFICERS),
    "mfa_reauthenticate": _for(*OFFICERS),
    "mfa_reauthenticate_webauthn": _for(*OFFICERS),
    "mfa_index": _for(*OFFICERS),
    "mfa_activate_totp": _for(*OFFICERS),
    "mfa_deactivate_totp": _for(*OFFICERS),
    "mfa_view_recovery_codes": _for(*OFFICERS),
    "mfa_generate_recovery_codes": _for(*OFFICERS),
    "mfa_list_webauthn": _for(*OFFICERS),
    "mfa_add_webauthn": _for(*OFFICERS),
    "mfa_remove_webauthn": _for(*OFFICERS, thing=Thing.PASSKEY),
    # The control room. What a study estimates is for those who answer for a programme or check on it.
    "control_impact": _for(offices.MANAGER, offices.AUDITOR),
    # The officers' desk. Who has no part in a stage may read, and is told why they may not act.
    "work": _for(*OFFICERS),
    "work_stages": _for(*OVERSEERS, offices.MANAGER),
    "work_statistics": _for(*OVERSEERS, offices.MANAGER),
    "work_day": _for(offices.CONSULAR),
    "work_posts": _for(offices.SUPERVISOR),
    "work_post": _for(offices.SUPERVISOR),
    "work_officers": _for(*offices.READS_OFFICES),
    "work_officer_new": _for(offices.GIVES_OFFICES),
    "work_officer": _for(*offices.READS_OFFICES, thing=Thing.OFFICER),
    "work_mail": _for(offices.SUPERVISOR),
    "work_erasures": _for(offices.SUPERVISOR, offices.AUDITOR),
    "work_erase": _for(offices.SUPERVISOR, thing=Thing.CASE),
    "work_holds": _for(offices.SUPERVISOR, offices.MANAGER),
    "work_hold": _for(offices.SUPERVISOR, offices.MANAGER),
    "work_hold_end": _for(offices.SUPERVISOR, offices.MANAGER),
    "work_dependency": _for(offices.MANAGER),
    "work_draws": _for(offices.SUPERVISOR),
    "work_draw_announce": _for(offices.SUPERVISOR),
    "work_draw_make": _for(offices.SUPERVISOR),
    "work_draw_proof": _for(offices.SUPERVISOR),
    "work_check_ins": _for(*DESKS),
    "work_check_in": _for(*DESKS),
    "work_reports": _for(offices.SUPERVISOR),
    "work_report_read": _for(offices.SUPERVISOR),
    "work_report_erase": _for(offices.SUPERVISOR),
    "work_second_looks": _for(*DESKS, offices.SUPERVISOR),
    "work_second_look": _for(*DESKS),
    "work_second_look_announce": _for(offices.SUPERVISOR),
    "work_second_look_make": _for(offices.SUPERVISOR),
    "work_second_look_close": _for(offices.SUPERVISOR),
    "work_case": _for(*DESKS, *OVERSEERS, thing=Thing.CASE),
    "work_decide": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_confirm": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_send_back": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_ask": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_note": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_look": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_pause": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_resume": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_review": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_document": _for(*DESKS, *OVERSEERS, thing=Thing.CASE),
    "work_add_document": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_erase_document": _for(offices.SUPERVISOR, thing=Thing.CASE),
    "work_appointment": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_cancel_appointment": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_family": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_leave_group": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
    "work_end_party": _for(*DESKS, offices.SUPERVISOR, thing=Thing.CASE),
}

#: Pages on which an officer looks after password and second factor: all that one without a second
#: factor reaches, and nothing that one click into a demonstration does.
SECOND_FACTOR_ROUTES = frozenset(
    {
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
    }
)


def may_reach(entry: Entry, *, is_signed_in: bool, role: str | None) -> bool:
    """Whether someone may reach a route: `role` is the office they sit in, if any."""
    return (
        Reader.ANYONE in entry.readers
        or (is_signed_in and Reader.SIGNED_IN in entry.readers)
        or (is_signed_in and role is None and Reader.PARTY in entry.readers)
        or (role is not None and role in entry.readers)
    )
