"""My cases, and one case: where it stands, what is next, what one can do now, and why not the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from safeconduct.cases import check_ins
from safeconduct.cases.access import cases_of_account, ended_parts
from safeconduct.cases.appointments import posts_of
from safeconduct.cases.definitions import course_of
from safeconduct.errors import NotFound
from safeconduct.flow import Act
from safeconduct.web.doors import account_of
from safeconduct.web.portal import (
    appointment,
    inviting,
    offered,
    paper,
    questions,
    representing,
    supporting,
    together,
    waiting,
)
from safeconduct.web.portal import standing as standings
from safeconduct.web.portal.own import OwnCase, seen_by
from safeconduct.web.portal.sending import CO_SUPPORTER, shared_case_page, show, take_notice

#: What a party can do beside the step at hand: page, words, and which act of the case it is.
_DEEDS = (
    ("my_evidence", Act.GIVE_EVIDENCE, gettext_lazy("Answer what was asked for")),
    ("my_review", Act.REQUEST_REVIEW, gettext_lazy("Ask for a review of the decision")),
    ("my_answers", Act.RECORD_FACT, gettext_lazy("Look at your answers, or correct one")),
    ("my_documents", Act.ADD_DOCUMENT, gettext_lazy("See your documents, or send one")),
    ("my_representatives", Act.GRANT_DELEGATION, gettext_lazy("Let someone act for you")),
    ("my_change_supporter", Act.END_PARTY, gettext_lazy("Name another supporter")),
    ("my_stepping_back", Act.END_PARTY, gettext_lazy("Take your support back")),
    ("my_withdrawal", Act.WITHDRAW, gettext_lazy("Withdraw this case")),
)


@dataclass(frozen=True)
class Deed:
    """Something to do on a page of its own, or why it cannot be done now."""

    page: str
    name: str
    refusal: str | None


@never_cache
def cases(request: HttpRequest) -> HttpResponse:
    """Every case of the reader's own, and of those for whom they act."""
    account = account_of(request)
    if account is None:
        raise NotFound("There is nothing here.")
    own = [seen_by(case, me) for case, me in cases_of_account(account.name)]
    context = {
        "cases": [(each, standings.standing(each)) for each in own],
        "ended": [(party, course_of(party.case)) for party in ended_parts(account.name)],
        "account": account,
        "definition": offered.definition(),
        "notice": take_notice(request),
        "here": "portal",
    }
    return render(request, "my/cases.html", context)


@shared_case_page
def case(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """One case of the reader's."""
    if own.me.voice == CO_SUPPORTER:
        return supporting.of_co_supporter(request, own)
    deeds = tuple(_deeds(own))
    more: dict[str, Any] = {
        "standing": standings.standing(own),
        "against": standings.against(own),
        "asked_for": standings.asked_for(own),
        "timeline": standings.timeline(own),
        "waiting": questions.waiting(request, own) if own.is_my_turn else (),
        "can_do": [deed for deed in deeds if deed.refusal is None],
        "cannot_do": [deed for deed in deeds if deed.refusal is not None],
        "invited": inviting.waited_for(own),
        "names_supporter": inviting.may_name_supporter(own),
        "appointment": appointment.held(own),
        "books": own.may_book and bool(posts_of(own.case)),
        "family": representing.family_of(own),
        "may_change_family": representing.may_change_family(own),
        "companions": together.companions(own),
        "may_invite_others": supporting.may_invite(own),
        "case": own.case,
        "issued": paper.authorization(own),
        "place": waiting.place(own),
        "hold": waiting.hold(own),
        "no_place": waiting.no_place(own),
        "kept_place": waiting.kept_place(own),
        "check_in": check_ins.open_for(own.case, own.me),
        "here": "case",
    }
    return show(request, own, "my/case.html", more | paper.letters(own))


def _deeds(own: OwnCase) -> list[Deed]:
    found = standings.refusals(own, tuple(act for _page, act, _name in _DEEDS))
    deeds = []
    for page, act, name in _DEEDS:
        refusal = found[act]
        if act is Act.GIVE_EVIDENCE and standings.asked_for(own) is None:
            # Nobody is told that they may not answer what nobody asked of them.
            continue
        if act is Act.REQUEST_REVIEW and standings.against(own) is None:
            continue
        if act is Act.END_PARTY and not _is_theirs(own, page, refusal):
            continue
        if page == "my_answers" and own.said:
            # Looking is always allowed; whether an answer can be corrected, its page says.
            refusal = None
        deeds.append(Deed(page, str(name), refusal))
    return deeds


def _is_theirs(own: OwnCase, page: str, refusal: str | None) -> bool:
    """Whether to speak of it: a person of a supporter whom they have, a supporter of what they can do."""
    if page == "my_stepping_back":
        return own.me.voice == inviting.SUPPORTER and refusal is None
    return own.is_person and own.case.parties.filter(role=inviting.SUPPORTER).exists()
