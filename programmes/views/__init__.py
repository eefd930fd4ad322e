"""The programme pages: the list, the builder, and what the builder sends."""
