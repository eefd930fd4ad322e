"""What staff say about patients and plans."""
