"""Sessions that were trained with a sheet of paper, entered by staff."""
