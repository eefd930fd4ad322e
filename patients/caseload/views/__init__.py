"""The therapist's pages, one module per noun."""
