"""Messages that help a patient train: planned as rows, delivered once."""
