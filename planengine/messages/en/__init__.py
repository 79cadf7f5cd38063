"""English: one module per topic."""
