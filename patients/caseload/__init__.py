"""The pages where therapists look after patients."""
