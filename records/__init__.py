"""What is kept: every kind of record, its rules, and how it travels.

Shared by app and centre; no I/O but reading the files shipped with it.
"""
