"""What is written against Textual's private names: the one place for them.

It is written against Textual 8.2; `tests/tui/test_driver.py` fails clearly on a version in which
they differ.
"""
