"""What a limb of the programme depends on: who looked last, and what follows when it fails.

Issuing stops first, by holds on every stage that issues. Who holds an authorization keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from safeconduct import clock
from safeconduct.cases import holds
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.holding import holds_in_force
from safeconduct.cases.models import DependencyCheck
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Reason, Refusal
from safeconduct.flow.course import calendar_of
from safeconduct.programme import Definition
from safeconduct.programme.schema.head import Dependency


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that the programme depends on, as it was found last."""

    dependency: Dependency
    stands: bool
    #: The last check: someone's here, or else the one that the programme's own text names.
    checked_on: date
    checked_by: str | None
    source: str | None


def standing_of(definition: Definition) -> tuple[Standing, ...]:
    """Everything on which the programme depends today, each with its last check."""
    today = calendar_of(definition).day(clock.now())
    return tuple(
        _standing(definition, dependency)
        for dependency in definition.programme.depends_on
        if (dependency.from_ is None or dependency.from_ <= today)
        and (dependency.until is None or today <= dependency.until)
    )


def _standing(definition: Definition, dependency: Dependency) -> Standing:
    last = _last(definition, dependency.id)
    if last is None:
        return Standing(dependency, True, dependency.last_check, None, None)
    checked_on = calendar_of(definition).day(last.checked_at)
    return Standing(dependency, last.stands, checked_on, last.account, last.source)


def _last(definition: Definition, dependency: str) -> DependencyCheck | None:
    checks = DependencyCheck.objects.filter(
        programme=definition.programme.id, dependency=dependency
    )
    return checks.order_by("-checked_at", "-id").first()


@transaction.atomic
def record_check(
    *, definition: Definition, dependency: str, stands: bool, source: str, actor: Actor
) -> DependencyCheck:
    """Note what a manager found, and where. If it failed, issuing stops; if it stands again, it goes on.

    The holds are declared here, in every variant; `holds.spread` carries them out case by case.
    NotAllowed for anyone but a manager, NotFound for what the programme does not depend on.
    """
    if not actor.is_named_officer or actor.role != holds.MANAGER:
        raise NotAllowed(Refusal(Reason.NOT_YOUR_ROLE))
    if not source.strip():
        raise InputError("A check needs its source.", accepted="where it was found")
    named = {held.id: held for held in definition.programme.depends_on}
    if dependency not in named:
        raise NotFound(
            "The programme depends on no such thing.",
            given=dependency,
            accepted=", ".join(named) or "nothing",
        )
    check = DependencyCheck.objects.create(
        programme=definition.programme.id,
        dependency=dependency,
        stands=stands,
        checked_at=clock.now(),
        source=source,
        role=actor.role,
        account=actor.account or "",
    )
    held = holds_in_force(definition.programme.id).filter(dependency=dependency)
    if stands:
        for hold in held:
            holds.end_hold(hold_id=hold.pk, actor=actor, reasons=source)
    elif not held.exists():
        _stop_issuing(definition, named[dependency], source, actor)
    return check


def _stop_issuing(
    definition: Definition, dependency: Dependency, source: str, actor: Actor
) -> None:
    track = definition.tracks[dependency.track]
    issuing = {stage.id for stage in track.stages if "issuing" in stage.tags}
    holds.hold_stages(
        definition=definition,
        track=dependency.track,
        stages=issuing,
        actor=actor,
        reasons=source,
        words=dependency.if_it_fails,
        every_variant=True,
        dependency=dependency.id,
    )
