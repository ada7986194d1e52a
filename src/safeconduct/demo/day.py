"""The day on which the demonstration stands still."""

from datetime import UTC, datetime

#: The day of the report that the variant `article` follows.
STANDS_AT = datetime(2022, 11, 23, 12, tzinfo=UTC)
