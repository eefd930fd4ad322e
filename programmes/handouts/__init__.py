"""Programmes on paper: one version, a layout, one tagged PDF."""

from programmes.handouts.choice import AT_DISCHARGE, FOR_PATIENTS, TO_CHOOSE, Choice, Colour, Layout
from programmes.handouts.kept import name_for, once
from programmes.handouts.paper import PaperError, Printed
from programmes.handouts.printing import html, make, render
from programmes.handouts.response import pdf_response
from programmes.handouts.sheet import Course, FlareWords, HandoutFor, Wanted, html_of

__all__ = [
    "AT_DISCHARGE",
    "FOR_PATIENTS",
    "TO_CHOOSE",
    "Choice",
    "Colour",
    "Course",
    "FlareWords",
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
