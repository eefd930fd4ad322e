"""The ground floor's forms."""
