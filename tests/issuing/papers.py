"""Invented people's papers, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from safeconduct.issuing import Authorization, Signer, Told
from safeconduct.programme import Definition, Edition

AT = datetime(2022, 11, 23, 12, tzinfo=UTC)
DAY = AT.date()
SIGNER = Signer.new(issuer="Test", at=AT, is_demonstration=False)
DEMO = Signer.new(issuer="Test", at=AT, is_demonstration=True)


def refusal(definition: Definition, **changes) -> Told:
    """What a refusal of travel tells of."""
    stages = Edition(definition, DAY).stages("admission")
    stage = next(stage for stage in stages if stage.id == "travel_decision")
    outcome = next(one for one in stage.outcomes if one.id == "refused")
    entry = {"country": "US", "entry_date": "2022-10-20", "manner": "irregular"}
    told = Told(
        receipt_number="SFC2200000007",
        day=DAY,
        track="admission",
        stage=stage.name,
        outcome=outcome.name,
        stage_sources=stage.source,
        review_until=date(2023, 2, 21),
        written="You crossed on 20 October.\nNothing says otherwise. {day} #strong[not markup]",
        found_on=DAY,
        found=(
            ("irregular_entry_us", {"entries": [entry]}),
            ("supporter_has_the_means", {"supporter_can_support": False}),
        ),
    )
    return replace(told, **changes)


def authorization(signer: Signer = SIGNER, **changes) -> Authorization:
    """A sealed authorization of Inés Ejemplo, who does not exist."""
    plain = Authorization(
        number="SFC2200000007-1",
        code="K7PM3XQ2RT",
        receipt_number="SFC2200000007",
        programme="us-mx-ve-2022",
        valid_from=DAY,
        valid_until=date(2023, 2, 21),
        holder="Inés Ejemplo",
        birth_date=date(1990, 5, 4),
        nationality="VE",
    )
    plain = replace(plain, **changes)
    return replace(plain, seal=signer.seal(plain.message(), issuer="UTO"))
