"""How a patient gets in: an invitation, once."""
