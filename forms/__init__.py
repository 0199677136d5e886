"""The form engine and the diagnosis: the product itself, testable with nothing running."""
