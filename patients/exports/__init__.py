"""Handouts of many patients at once, made in the background: chosen, printed, bound, fetched, deleted."""
