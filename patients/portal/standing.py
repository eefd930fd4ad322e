"""How a patient stands, for the portal's pages."""

from patients.models import Standing, standing_of

__all__ = ["Standing", "standing_of"]
