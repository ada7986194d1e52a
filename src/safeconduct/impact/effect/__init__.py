"""How much changed, by several methods, each with its checks and the measured coverage of its interval.

Pure functions over arrays: nothing is printed, read or looked up, but for the folder in which
calibrations are kept when one is given. The steps are always the same:

    estimate = synthetic_control(figures, donors, names, start, first)
    estimate = calibrated(estimate, folder=kept)
    headline([estimate, ...])        # the first that passed all its checks, or Refused
"""

from safeconduct.impact.effect.calibration import calibrated
from safeconduct.impact.effect.difference import Compared, difference_in_differences
from safeconduct.impact.effect.gates import Limits
from safeconduct.impact.effect.interrupted import Method, interrupted_series
from safeconduct.impact.effect.results import (
    Calibration,
    Check,
    Duration,
    Estimate,
    LeftOut,
    Month,
    Placebo,
    Refused,
    Scale,
    Seen,
    Span,
    Weight,
    Window,
    headline,
)
from safeconduct.impact.effect.synthetic import Importance, Matching, synthetic_control
from safeconduct.impact.text import Text

__all__ = [
    "Calibration",
    "Check",
    "Compared",
    "Duration",
    "Estimate",
    "Importance",
    "LeftOut",
    "Limits",
    "Matching",
    "Method",
    "Month",
    "Placebo",
    "Refused",
    "Scale",
    "Seen",
    "Span",
    "Text",
    "Weight",
    "Window",
    "calibrated",
    "difference_in_differences",
    "headline",
    "interrupted_series",
    "synthetic_control",
]
