"""What every public page is in every language, text by text (docs/translation-states.md)."""
