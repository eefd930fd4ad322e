"""What should be done: programmes, their frozen versions, doses, and handouts."""
