"""Pages read aloud: one recording a page, brought by an editor, saved by a visitor."""
