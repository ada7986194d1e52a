"""An invented caseload: no real person, in the proportions of the published figures."""

from safeconduct.demo.caseload.cells import AUTUMN_2022
from safeconduct.demo.caseload.drawing import STEPS, draw, returned_people

__all__ = ["AUTUMN_2022", "STEPS", "draw", "returned_people"]
