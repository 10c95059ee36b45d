"""Finding things by what people type: search, suggestions, reconciliation."""
