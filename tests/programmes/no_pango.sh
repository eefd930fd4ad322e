#!/bin/sh
# Stands in for a machine without the library that draws text: the child process says so with this code.
exit 3
