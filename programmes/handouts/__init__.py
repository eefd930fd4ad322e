"""Programmes on paper: one version, a layout, one tagged PDF."""

from programmes.handouts.choice import FOR_PATIENTS, Choice, Colour, Layout
from programmes.handouts.kept import name_for, once
from programmes.handouts.paper import PaperError, Printed
from programmes.handouts.printing import html, make, render
from programmes.handouts.response import pdf_response
from programmes.handouts.sheet import Course, HandoutFor, Wanted, html_of

__all__ = [
    "FOR_PATIENTS",
    "Choice",
    "Colour",
    "Course",
    "HandoutFor",
    "Layout",
    "PaperError",
    "Printed",
    "Wanted",
    "html",
    "html_of",
    "make",
    "name_for",
    "once",
    "pdf_response",
    "render",
]
