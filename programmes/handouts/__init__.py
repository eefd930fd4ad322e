"""Programmes on paper: one version, one HTML template, one tagged PDF."""

from programmes.handouts.paper import PaperError
from programmes.handouts.response import pdf_response
from programmes.handouts.sheet import HandoutFor, html, render

__all__ = ["HandoutFor", "PaperError", "html", "pdf_response", "render"]
