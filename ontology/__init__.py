"""The ontology, its concept schemes, shapes and context: data for the other packages."""
