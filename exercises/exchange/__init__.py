"""Exercises come in from files and go out into them: ours, and those of other libraries."""
