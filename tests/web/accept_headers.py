"""What clients write in Accept, and what they get at an entity's address: `html`, an RDF format by
its file ending, or `none` for 406. `None` stands for no header at all.
"""

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OLD_FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OLD_EXPLORER = "text/html, application/xhtml+xml, */*"
RDFLIB = "application/rdf+xml,text/rdf+n3,application/xhtml+xml;q=0.5,text/turtle;q=0.9,*/*;q=0.1"
RDFLIB_TURTLE = "text/turtle, application/x-turtle"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,*/*;q=0.5"
RDF4J = (
    "application/rdf+xml;q=0.9, text/turtle, application/n-triples;q=0.8,"
    "application/trig;q=0.8, application/ld+json;q=0.9"
)
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "text/html;q=0.2,application/xml;q=0.2"
)
ANY23 = "text/html;q=0.2, application/rdf+xml, text/turtle;q=0.7"

TABLE: list[tuple[str | None, str]] = [
    # No preference: a page.
    (None, "html"),
    ("*/*", "html"),
    ("*/*;q=0.1", "html"),
    ("text/*", "html"),
    ("text/*, application/*;q=0.5", "html"),
    ("*/*, text/turtle;q=0.5", "html"),
    # Browsers name XML, and get the page.
    (FIREFOX, "html"),
    (OLD_FIREFOX, "html"),
    (CHROME, "html"),
    (SAFARI, "html"),
    (OLD_EXPLORER, "html"),
    ("text/html", "html"),
    ("TEXT/HTML", "html"),
    ("text/html;charset=utf-8", "html"),
    ("text/html;level=1", "html"),
    ("application/xhtml+xml", "html"),
    ("application/xhtml+xml, text/html;q=0.9", "html"),
    ("text/html, application/xml", "html"),
    ("application/xml, text/html", "html"),
    ("application/xml;q=0.9, text/html;q=0.9", "html"),
    ("application/xml, text/html;q=0.9", "rdf"),
    # Programs.
    (RDFLIB, "rdf"),
    (RDFLIB_TURTLE, "ttl"),
    (JENA, "ttl"),
    (RDF4J, "ttl"),
    (COMUNICA, "nq"),
    (ANY23, "rdf"),
    # Each format by its names.
    ("text/turtle", "ttl"),
    ("Text/Turtle", "ttl"),
    ("application/x-turtle", "ttl"),
    ("text/turtle;charset=utf-8", "ttl"),
    ("text/turtle; charset=UTF-8", "ttl"),
    ('text/turtle; charset="utf-8"', "ttl"),
    ("application/n-triples", "nt"),
    ("application/n-quads", "nq"),
    ("application/trig", "trig"),
    ("application/rdf+xml", "rdf"),
    ("application/xml", "rdf"),
    ("text/xml", "rdf"),
    ("application/ld+json", "jsonld"),
    ("application/json", "jsonld"),
    ("application/x-json+ld", "jsonld"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
    ('application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"', "jsonld"),
    # Several, by quality, then by our order.
    ("text/turtle, application/rdf+xml", "ttl"),
    ("application/rdf+xml, text/turtle", "ttl"),
    ("application/rdf+xml, text/turtle;q=0.9", "rdf"),
    ("application/n-triples, application/ld+json", "jsonld"),
    ("application/ld+json, text/turtle", "ttl"),
    ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld"),
    ("application/ld+json;q=0.5, text/turtle;q=0.5", "ttl"),
    ("application/trig;q=0.2, application/n-quads;q=0.3", "nq"),
    ("text/html;q=0.5, text/turtle", "ttl"),
    ("text/html, text/turtle", "html"),
    ("text/html;q=0.999, text/turtle", "ttl"),
    ("text/html;q=0.3, text/turtle;q=0.3", "html"),
    # The more specific range decides.
    ("*/*;q=0.9, text/html;q=0.1", "ttl"),
    ("text/*;q=0.9, text/html;q=0.1", "ttl"),
    ("text/*;q=0.5, text/html;q=0.4, */*;q=0.1", "ttl"),
    ("application/*", "jsonld"),
    ("application/*;q=0.9, application/ld+json;q=0.1", "rdf"),
    ("application/*, application/ld+json;q=0", "rdf"),
    ("application/*;q=0.4, text/turtle;q=0.3", "jsonld"),
    ("text/*;q=0.3, application/trig;q=0.4", "trig"),
    ("*/*;q=0.5, application/n-triples", "nt"),
    ("*/*;q=0.8, application/n-triples;q=0.5", "html"),
    # What is forbidden is not sent.
    ("text/html;q=0, */*", "ttl"),
    ("text/html;q=0.0, */*", "ttl"),
    ("text/html;q=0.000, text/turtle;q=0, */*", "jsonld"),
    ("text/turtle;q=0, text/*;q=0.2", "html"),
    ("text/*;q=0, */*", "jsonld"),
    ("application/*;q=0, */*;q=0.1", "html"),
    ("application/*;q=0, text/html;q=0, */*;q=0.1", "ttl"),
    # What is not on offer is passed over.
    ("image/png, text/turtle;q=0.1", "ttl"),
    ("text/n3, text/turtle;q=0.1", "ttl"),
    ("application/pdf, image/*, application/trig;q=0.01", "trig"),
    ("text/turtle;charset=iso-8859-1, application/n-triples;q=0.1", "nt"),
    ("application/n-triples;q=0.001", "nt"),
    # White space, empty elements, quotation marks, parameters after q.
    (" text/turtle ; q=0.3 ", "ttl"),
    ("text/turtle;q=1.000", "ttl"),
    ("text/turtle ;q=1", "ttl"),
    ("text/turtle;Q=0.4, application/trig;q=0.3", "ttl"),
    (",,text/turtle,", "ttl"),
    ("text/turtle,,application/trig", "ttl"),
    ('image/png;x="a,b;q=1", text/turtle', "ttl"),
    ("text/turtle;q=0.5;extension=1", "ttl"),
    ("text/turtle;q=0.5;extension, application/trig;q=0.4", "ttl"),
    # Elements that are no media range are passed over.
    ("no media type, text/turtle", "ttl"),
    ("*/turtle, application/trig", "trig"),
    ("text, application/trig", "trig"),
    ("garbage", "html"),
    # A quality that is none forbids.
    ("text/turtle;q=2, application/trig;q=0.1", "trig"),
    ("text/turtle;q=-1, application/trig;q=0.1", "trig"),
    ("text/turtle;q=0.1234, application/trig;q=0.1", "trig"),
    # Nothing will do.
    ("image/png", "none"),
    ("image/*", "none"),
    ("*/*;q=0", "none"),
    ("text/turtle;q=0", "none"),
    ("text/turtle;q=2", "none"),
    ("text/turtle;charset=utf-16", "none"),
    ("application/pdf, image/*", "none"),
    ("text/n3", "ttl"),
    ("text/n3, */*;q=0.1", "ttl"),
    ("text/html;q=0, application/xhtml+xml;q=0", "none"),
]
