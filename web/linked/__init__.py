"""Linked data: from an identifier to what is said about it, in all formats and profiles."""
