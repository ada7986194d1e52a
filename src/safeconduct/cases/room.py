"""What the protection room does when a person is erased. Works in its role of the database alone.

No other desk learns whether there was anything to erase: the room carries out every erasure that two
officers decided, and says of each only that it has.
"""

from __future__ import annotations

from django.db import ProgrammingError, connection, transaction

from safeconduct import clock
from safeconduct.cases.models import Erasure
from safeconduct.errors import NotFound


def carry_out() -> int:
    """Erase what the room holds of everyone whose erasure was decided; gives how many people.

    Each in a transaction of its own. NotFound in any other role of the database.
    """
    waiting = Erasure.objects.filter(outcome="erased", room_at__isnull=True)
    done = 0
    for erasure_id in list(waiting.order_by("ended_at", "id").values_list("id", flat=True)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT erase_protected_facts(%s, %s)", [erasure_id, clock.now()])
        except ProgrammingError as error:
            raise NotFound("There is nothing here.") from error
        done += 1
    return done
