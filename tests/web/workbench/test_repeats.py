"""What stands in other declarations too: explained to who reviews, and to nobody else."""

from __future__ import annotations

import pytest

from tests.stories.conftest import definitions  # noqa: F401 (a fixture)
from tests.stories.telling import on

pytestmark = pytest.mark.database
SAYS = "The same in 1 declaration of another supporter: Telephone of the supporter"


@pytest.fixture(autouse=True)
def today():
    with on("2022-11-23"):
        yield


def test_it_is_told_with_what_it_means_to_those_who_review_alone(filed, desk) -> None:
    stories = [filed("2022-11-05"), filed("2022-11-06")]
    for story in stories:
        story.notes("2022-11-07", story.supporter, supporter_telephone="512 555 0142")
    path = f"work/{stories[0].case.receipt_number}/"
    page = desk("review-7", "supporter_review").sees(path)
    assert SAYS in page and "it is no score" in page and "Families, shelters" in page
    # Neither the other case nor whose it is.
    assert stories[1].case.receipt_number not in page
    assert "no es una puntuación" in desk("review-7", "supporter_review").sees(path, "es")
    assert SAYS not in desk("casework-1", "casework").sees(path)
