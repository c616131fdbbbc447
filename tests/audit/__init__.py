"""The audit of the public site, `make audit`: every page in every language, as it is served.

What it looks for, and how to read what it says: docs/audit-of-pages.md.
"""
