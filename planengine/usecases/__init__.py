"""One module per journey: load, ask the core, append, tell. No SQL, no click, no sentence."""
