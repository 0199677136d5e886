"""The live record: tree, recomputation, edits, finishing."""
