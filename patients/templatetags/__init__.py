"""What templates of the portal ask for without a view: the same for everybody."""
