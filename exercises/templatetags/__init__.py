"""What the library teaches templates."""
