"""The HTTP interface: the SPARQL protocol, linked data and pages for people."""
