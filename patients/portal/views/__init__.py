"""The patient's pages, one module per place."""
