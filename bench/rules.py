"""Which rules are measured."""

from __future__ import annotations

from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMME = "us-mx-ve-2022"
VARIANT = "article"
TRACK = "admission"
DAY = date(2022, 11, 23)
#: The variant as published, in the year of the sister processes: more conditions on more nationalities.
OTHER_VARIANT, OTHER_DAY = "notice", date(2023, 6, 15)
#: Trial variants of `article` that change one condition each.
CHANGES = {
    "one over the list of entries": Path(__file__).with_name("changed-cut-off.yaml"),
    "one over plain facts": Path(__file__).with_name("changed-passport.yaml"),
}
