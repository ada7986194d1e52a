"""Worked examples of what is told and what is carried over."""

from __future__ import annotations

import pytest

from safeconduct.disclosure import Limit, tell, too_many_told
from safeconduct.errors import InputError


def test_only_full_packets_are_told_and_the_rest_is_carried_over() -> None:
    assert tell({"filed": 4}, {}, packet=5) == {}
    assert tell({"filed": 13}, {}, packet=5) == {"filed": 10}
    # Two more in the next month: with the three that were carried over they fill a packet.
    assert tell({"filed": 15}, {"filed": 10}, packet=5) == {"filed": 5}


def test_no_more_is_told_to_have_left_than_to_have_come() -> None:
    # Two ways in, four by each, hidden; five of the eight left. Told, they would say: at least one by each.
    limit = Limit(left=frozenset({"refused"}), came=frozenset({"online", "on paper"}))
    counted = {"online": 4, "on paper": 4, "refused": 5}
    assert tell(counted, {}, [limit], packet=5) == {}
    later = counted | {"online": 5}
    assert tell(later, {}, [limit], packet=5) == {"online": 5, "refused": 5}


def test_what_leads_back_to_where_it_began_needs_someone_to_be_there() -> None:
    limit = Limit(left=frozenset({"again", "left"}), came=frozenset({"opened", "again"}))
    told = tell({"opened": 5, "again": 20, "left": 5}, {}, [limit], packet=5)
    assert told == {"opened": 5, "again": 20, "left": 5}
    assert tell({"opened": 4, "again": 20}, {}, [limit], packet=5) == {}


def test_another_size_of_packet_goes_on_from_what_was_told() -> None:
    assert tell({"filed": 24}, {"filed": 15}, packet=10) == {}
    assert tell({"filed": 25}, {"filed": 15}, packet=10) == {"filed": 10}


def test_more_told_than_there_is_is_taken_back_in_packets() -> None:
    assert too_many_told({"filed": 11, "sent": 5}, {"filed": 15, "sent": 5}, packet=5) == {
        "filed": 5
    }
    assert too_many_told({"filed": 9}, {"filed": 15}, packet=5) == {"filed": 10}


def test_a_packet_that_hides_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="hide nobody"):
        tell({"filed": 4}, {}, packet=2)
