"""The loader: from records and their evidence to a published release of the graph."""
