"""The ground floor's pages: the door, the looks, and running the clinic."""
