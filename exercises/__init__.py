"""What can be done: exercises, their ladders, and the words the library is sorted by."""
