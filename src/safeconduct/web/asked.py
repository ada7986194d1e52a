"""What an address asks for: a programme, a variant, a day. Each refused with a clear sentence."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct import clock, programme, settings
from safeconduct.errors import InputError, NotFound, SafeconductError
from safeconduct.flow.course import Calendar, calendar_of
from safeconduct.programme import Definition

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def definition(name: str, variant: str | None = None) -> Definition:
    """The programme that an address names, in the asked variant or in its default one.

    NotFound in the page's language if either is unknown.
    """
    known = programme.available()
    if name not in known:
        raise NotFound(
            _("There is no programme called “%(name)s” here.") % {"name": name},
            accepted=", ".join(sorted(known)),
        )
    variants = [each for each in programme.variants_of(name) if each]
    if variant and variant not in variants:
        raise NotFound(
            _("The programme %(programme)s has no variant called “%(variant)s”.")
            % {"programme": name, "variant": variant},
            accepted=", ".join(variants) or None,
        )
    return programme.load(name, variant)


def run_here() -> Definition:
    """The programme, in its variant, under which this installation opens cases. NotFound if it is gone."""
    name, _slash, variant = settings.read("SAFECONDUCT_PROGRAMME").partition("/")
    return definition(name, variant or None)


def variants(name: str) -> tuple[Definition, ...]:
    """The programme in each of its variants, in the order in which the programme lists them."""
    known = programme.variants_of(name)
    listed = [each.id for each in programme.load(name).programme.variants]
    order: list[str | None] = [each for each in listed if each in known]
    return tuple(programme.load(name, each) for each in order or known)


def asked_variant(request: HttpRequest, name: str, key: str = "variant") -> Definition:
    """The programme in the variant that `?variant=` names."""
    return definition(name, request.GET.get(key) or None)


def home() -> Calendar:
    """Where this installation's days are counted, for what belongs to no case: its programme’s calendar."""
    try:
        return calendar_of(run_here())
    except SafeconductError:
        return Calendar()


def today(definition: Definition) -> date:
    """Today, where the programme's days are counted."""
    return calendar_of(definition).day(clock.now())


def asked_day(request: HttpRequest, definition: Definition) -> date:
    """The day that `?on=` names, or the programme's today; InputError in the page's language."""
    given = request.GET.get("on", "").strip()
    if not given:
        return today(definition)
    try:
        day = date.fromisoformat(given) if len(given) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise InputError(
            _("“%(given)s” is not a day.") % {"given": given},
            given=given,
            accepted=_("a day such as 2022-11-23, from 1900 to 2100"),
        )
    return day
