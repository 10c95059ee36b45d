"""What we say of ourselves: the dataset and its files, the ontology, the interface."""
