"""The words of pages: languages, catalogs, names, dates and values for people."""
