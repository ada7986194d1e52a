"""What someone is told while they wait: their place in line, and why nothing goes on just now."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.cases.holding import Held, held_words
from safeconduct.cases.queues import PlaceInLine, place_in_line
from safeconduct.flow.state import Status
from safeconduct.web import places, wording
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.templatetags.safeconduct import number

_ORDERS = {
    True: gettext_lazy("The oldest are taken first."),
    False: gettext_lazy("Part of the cases are drawn by lot; the order of filing alone does not decide."),
}  # fmt: skip


def place(own: OwnCase) -> tuple[str, ...]:
    """The place in line in sentences, in bands and without a date; none for who waits in no line."""
    found = place_in_line(own.case) if own.is_mine else None
    if found is None:
        return ()
    return (_about(found), str(_ORDERS[found.is_by_age]), _("Nobody can buy a better place."))


def _about(found: PlaceInLine) -> str:
    if found.turn is not None:
        return _("A draw was held. Your case has place %(n)s among those that were drawn.") % {
            "n": number(found.turn)
        }
    if found.up_to is None:
        return _("More than %(n)s cases are taken before yours.") % {"n": number(found.over)}
    if found.over == 0:
        return _("Fewer than %(n)s cases are taken before yours.") % {"n": number(found.up_to)}
    return _("About %(low)s to %(high)s cases are taken before yours.") % {
        "low": number(found.over),
        "high": number(found.up_to),
    }


def hold(own: OwnCase) -> Held | None:
    """What the reader is told while their whole step stands still; None if it does not."""
    if own.state.status is not Status.PAUSED or not own.is_mine:
        return None
    return held_words(own.case, wording.language())


def no_place(own: OwnCase) -> tuple[str, ...]:
    """What the reader is told while the cap is reached; nothing if there are places, or none is theirs."""
    return places.for_the_person(own.case, own.course, own.state, own.at) if own.is_mine else ()


def kept_place(own: OwnCase) -> str:
    """Until when the reader's place is kept for a review; empty if it is not."""
    if not own.is_mine:
        return ""
    return places.kept(own.course, own.state, own.at, for_the_person=True)
