"""Spanish numbers as the impact part and the letters write them: 24.000."""

from safeconduct.impact.numerals import MARKS

THOUSAND_SEPARATOR, DECIMAL_SEPARATOR = MARKS["es"]
NUMBER_GROUPING = 3
