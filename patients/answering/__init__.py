"""What a patient taps in a message: pages for whoever holds the address, without signing in."""
