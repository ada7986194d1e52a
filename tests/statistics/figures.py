"""Invented published numbers of the reference programme, as the job would have written them over months."""

from __future__ import annotations

from datetime import UTC, date, datetime

from safeconduct.database import roles
from safeconduct.statistics.models import PublishedCount, PublishedMonth, PublishedWait

NAME = "us-mx-ve-2022"
MONTHS = [date(2022, 10, 1), date(2022, 11, 1), date(2022, 12, 1)]
#: Measure, stage, outcome, and what was told in each month.
COUNTS = [
    ("opened", "", "", [7815, 12490, 9905]),
    ("left", "opening", "opened", [7815, 12490, 9905]),
    ("left", "declaration", "filed", [6400, 11980, 9700]),
    ("left", "declaration", "withdrawn", [0, 15, 10]),
    ("left", "supporter_review", "confirmed", [3100, 9400, 8300]),
    ("left", "supporter_review", "not_confirmed", [45, 310, 290]),
    ("left", "invitation", "sent", [3100, 9400, 8300]),
    ("left", "account", "confirmed", [2400, 9100, 8200]),
    ("left", "attestations", "made", [2350, 9050, 8200]),
    ("left", "travel_request", "sent", [2300, 9000, 8100]),
    ("left", "vetting", "vetted", [1400, 8300, 7900]),
    ("left", "travel_decision", "authorized", [1200, 7400, 6900]),
    ("left", "travel_decision", "refused", [0, 65, 70]),
    ("left", "authorization", "issued", [1200, 7400, 6900]),
    ("left", "booking", "booked", [450, 6300, 7100]),
    ("review_asked", "", "", [0, 40, 35]),
    ("review_decided", "", "upheld", [0, 15, 30]),
    ("review_decided", "travel_decision", "set_aside", [0, 0, 10]),
    ("attempt_refused", "", "not_your_role", [5, 15, 10]),
    ("attempt_refused", "", "cap_full", [0, 0, 5]),
    ("stood_still", "", "", [0, 120, 0]),
]


def write_figures(databases, variant: str = "notice") -> None:
    """Publish them; of the other variant nothing was told."""
    with databases.in_role(roles.WORKER):
        if PublishedMonth.objects.filter(programme=NAME).exists():
            return
        for month in MONTHS:
            at = datetime(month.year, month.month, 1, 12, tzinfo=UTC)
            at = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
            PublishedMonth.objects.create(programme=NAME, month=month, packet=5, published_at=at)
            its = {"programme": NAME, "variant": variant, "track": "admission", "month": month}
            its["published_at"] = at
            PublishedCount.objects.bulk_create(
                PublishedCount(measure=measure, stage=stage, outcome=outcome, count=n, **its)
                for measure, stage, outcome, numbers in COUNTS
                if (n := numbers[MONTHS.index(month)])
            )
            PublishedWait.objects.create(
                stage="supporter_review", people=3145, days_25=3, days_50=6, days_75=11,
                days_90=19, **its,
            )  # fmt: skip
        PublishedCount.objects.create(
            measure="stood_still", count=115, revision=1, programme=NAME, variant=variant,
            track="admission", month=MONTHS[1], published_at=datetime(2023, 1, 2, 12, tzinfo=UTC),
        )  # fmt: skip
