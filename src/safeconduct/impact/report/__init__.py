"""All that a verdict rests on, written down: HTML and PDF in both languages, the data beside them."""

from safeconduct.impact.report.content import Source
from safeconduct.impact.report.files import DOCUMENTS, report_files

__all__ = ["DOCUMENTS", "Source", "report_files"]
