"""Everything that happened to one patient, newest first: one row format, and a source for each kind of it."""

from patients.caseload.timeline.page import Cursor, Page, page_of
from patients.caseload.timeline.sources import KINDS

__all__ = ["KINDS", "Cursor", "Page", "page_of"]
