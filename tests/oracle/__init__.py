"""A second answer to every rule, for one person, written by hand and slowly.

It shares no code with the engine, its parser included: when both agree, two readings of the same
sentence agree. Read it next to the design's section on unknown and none.
"""

from tests.oracle.folder import read_programme
from tests.oracle.reading import parse
from tests.oracle.screening import facts_in, screen, screen_read
from tests.oracle.thinking import UNKNOWN, Records, answer, evaluate

__all__ = [
    "UNKNOWN",
    "Records",
    "answer",
    "evaluate",
    "facts_in",
    "parse",
    "read_programme",
    "screen",
    "screen_read",
]
