"""What a programme says for the question whether it works: its measures, plan, donors and claims."""

from safeconduct.impact.study.counting import counted, span_of
from safeconduct.impact.study.reading import Study, load_study, read_study

__all__ = ["Study", "counted", "load_study", "read_study", "span_of"]
