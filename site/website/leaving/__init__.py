"""The way out: where "Leave this page" leads, and whether that still answers."""
