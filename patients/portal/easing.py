"""How much of each dose is right on a day, for whoever puts a portal's page or the pack together."""

from patients.services.easing import ease, eased, on_day, share_of

__all__ = ["ease", "eased", "on_day", "share_of"]
