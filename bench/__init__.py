"""How fast the pages are, against a bare Django view in the same run; never part of the tests."""
