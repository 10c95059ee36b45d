"""Pages about one thing, lists of things, questions, and how to cite them."""
