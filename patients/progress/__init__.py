"""How it goes: adherence and charts, worked out from logs."""
