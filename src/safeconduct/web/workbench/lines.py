"""Where a case stands in the line of those that wait with it, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from safeconduct.cases import queues
from safeconduct.cases.models import Case


def told(case: Case) -> str:
    """About how many come before it; empty for one that waits in no line."""
    place = queues.place_in_line(case)
    if place is None:
        return ""
    if place.turn is not None:
        return _("Drawn by lot: its turn is number %(turn)d.") % {"turn": place.turn}
    if not place.is_by_age:
        return _("Taken by lot. It has no place before a draw is made.")
    if place.up_to is None:
        return _("Oldest first: more than %(over)d cases came earlier.") % {"over": place.over}
    if place.over == 0:
        return _("Oldest first: fewer than %(up_to)d cases came earlier.") % {"up_to": place.up_to}
    return _("Oldest first: %(over)d to %(up_to)d cases came earlier.") % {
        "over": place.over,
        "up_to": place.up_to,
    }
