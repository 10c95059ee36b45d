"""Hostile queries and requests, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
AMENDS: Final = "<https://w3id.org/migralex/ontology#amends>"
ALL: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
MANY: Final = 20_000


def _nested(before: str, after: str, times: int, inside: str = "") -> str:
    return before * times + inside + after * times


QUERIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a cartesian product that is counted": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
        "a cartesian product that is sent": f"SELECT * {{ {ALL} }}",
        "a cartesian product that is sorted": f"SELECT * {{ {ALL} }} ORDER BY DESC(?o) ?a",
        "a cartesian product without duplicates": f"SELECT DISTINCT ?a ?f ?i {{ {ALL} }}",
        "a cartesian product that is grouped": f"SELECT ?a (COUNT(DISTINCT ?o) AS ?n) {{ {ALL} }}"
        " GROUP BY ?a ?d ?g",
        "a cartesian product of new terms": f"SELECT (UUID() AS ?u) (RAND() AS ?r) {{ {ALL} }}",
        "a cartesian product made a string": f"SELECT (GROUP_CONCAT(?c) AS ?s) {{ {ALL} }}",
        "a cartesian product as triples": f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?l }} {{ {ALL} }}",
        "a cartesian product described": f"DESCRIBE * {{ {ALL} }}",
        "a cartesian product without what is asked": f"ASK {{ {ALL} FILTER(?o = 0) }}",
        "many optional parts": "SELECT * { ?s ?p ?o "
        + " ".join(f"OPTIONAL {{ ?s{n} ?p ?o{n} }}" for n in range(30))
        + " }",
        "nested NOT EXISTS": "SELECT * { "
        + _nested("?s ?p ?o FILTER NOT EXISTS { ", "}", 60, "?s ?q ?z ")
        + " }",
        "nested subqueries": _nested("SELECT * { { ", "} }", 300, "SELECT * { ?s ?p ?o }"),
        "nested groups": "SELECT * " + _nested("{", "}", MANY),
        "nested parentheses": "SELECT * { FILTER" + _nested("(", ")", MANY, "true") + " }",
        "nested negations": "SELECT * { FILTER(" + "!" * MANY + "true) }",
        "nested functions": "SELECT (" + _nested("STR(", ")", MANY, "1") + " AS ?x) {}",
        "nested lists": "SELECT * { ?s ?p " + _nested("(", ")", MANY) + " }",
        "nested property lists": "SELECT * { ?s ?p " + _nested("[ ?p ", "]", MANY, "1") + " }",
        "a long sum": "SELECT (" + "1+" * MANY + "1 AS ?x) {}",
        "many unions": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 3000) + " }",
        "a huge IN list": "SELECT * { ?s ?p ?o FILTER(?o IN ("
        + ",".join(map(str, range(100_000)))
        + ")) }",
        "a huge VALUES": "SELECT * { VALUES ?x { "
        + " ".join(map(str, range(100_000)))
        + " } ?s ?p ?x }",
        "many variables": "SELECT * { " + " . ".join(f"?s{n} ?p ?o{n}" for n in range(3000)) + " }",
        "many prefixes": "".join(f"PREFIX p{n}: <tag:{n}> " for n in range(MANY)) + "ASK {}",
        "a regular expression that backtracks": f"SELECT * {{ ?s {LABEL} ?l FILTER(REGEX("
        'CONCAT(STR(?l), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), "^(a|a|aa)+(a+)+$")) }',
        "a regular expression of repeated repetition": f"SELECT * {{ ?s {LABEL} ?l "
        'FILTER(REGEX(?l, "((a{1,500}){1,500}){1,500}")) }',
        "a replacement that grows": 'SELECT (REPLACE(REPLACE("'
        + "a" * 5000
        + '", "a", "'
        + "$0" * 100
        + '"), "a", "'
        + "$0" * 1000
        + '") AS ?x) {}',
        "a string that doubles": 'SELECT (STRLEN(?x40) AS ?n) { BIND("abcdefgh" AS ?x0) '
        + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
        + " }",
        "any path from anywhere": "SELECT * { ?s (<tag:a>|!<tag:a>)* ?o . ?o (!<tag:b>)+ ?z }",
        "a path of paths": "SELECT * { ?s " + _nested("(", ")*", 200, AMENDS) + " ?o }",
        "a long path": "SELECT * { ?s " + "/".join([AMENDS] * 3000) + " ?o }",
        "a long IRI": f"ASK {{ <tag:{'a' * 500_000}> ?p ?o }}",
        "a long string": f'SELECT ("{"ä" * 300_000}" AS ?x) {{}}',
        "a string that does not end": 'ASK { ?s ?p "' + "a" * 100_000,
        "an IRI that does not end": "ASK { ?s <" + "a" * 100_000,
        "a long comment": "#" + "a" * 900_000,
        "nothing but white space": " " * 900_000,
        "a number of many digits": f"SELECT ({'9' * 100_000} * {'9' * 100_000} AS ?x) {{}}",
        "a number beyond all numbers": "SELECT (1e999999999 - -1e999999999 AS ?x) {}",
        "a limit beyond all limits": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
        "an offset beyond all offsets": "SELECT * { ?s ?p ?o } OFFSET 18446744073709551615",
        "a date beyond all days": 'SELECT ("99999999999-12-31"^^<http://www.w3.org/2001/XMLSchema'
        '#date> + "P99999999999Y"^^<http://www.w3.org/2001/XMLSchema#duration> AS ?x) {}',
        "a SERVICE of this machine": "SELECT * { SERVICE <http://127.0.0.1:22/> { ?s ?p ?o } }",
        "a SERVICE of the cloud": "SELECT * { SERVICE SILENT <http://169.254.169.254/> {} }",
        "a SERVICE deep within": "SELECT * { { SELECT * { OPTIONAL { FILTER EXISTS { "
        "sErViCe ?x { ?s ?p ?o } } } } } }",
        "a SERVICE in escapes": "SELECT * { \\u0053ERVICE <http://127.0.0.1:22/> { ?s ?p ?o } }",
        "a dataset of files": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "a dataset of this machine": "SELECT * FROM NAMED <http://127.0.0.1:22/> { GRAPH ?g {} }",
        "a load of a file": "LOAD <file:///etc/passwd>",
        "an update": "DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <tag:a> <tag:b> <tag:c> }",
        "an update that pretends": "#SELECT\nPREFIX select: <tag:> DROP ALL",
        "a null character": "ASK { ?s ?p '\x00' }",
        "half a character": 'ASK { ?s ?p "\\uD800" }',
        "characters that turn around": "ASK { ?s ?p '\u202e\ufeff\u2028' } \u202e",
        "markup": "<script>alert(1)</script> SELECT * {",
        "a template": "{{ 1337 * 1337 }} {% for x in ().__class__.__base__.__subclasses__() %}",
    }
)

_CRLF: Final = "\r\n"


def _raw(first: str, *headers: str, body: bytes = b"") -> bytes:
    lines = (first, "Host: testland", "Connection: close", *headers, "", "")
    return _CRLF.join(lines).encode("latin-1") + body


_ASK: Final = "/sparql?query=ASK%7B%7D"
_DIRECT: Final = "Content-Type: application/sparql-query"
REQUESTS: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "broken UTF-8 in a body": _raw(
            "POST /sparql HTTP/1.1", _DIRECT, "Content-Length: 8", body=b"ASK {\xff\xfe}"
        ),
        "broken UTF-8 in an address": _raw("GET /sparql?query=ASK%20%7B%C0%AF%7D HTTP/1.1"),
        "broken UTF-8 in a path": _raw("GET /page/law/%FF%FE%C0%AF HTTP/1.1"),
        "bytes beyond ASCII in an address": _raw("GET /sparql?query=\xff\xfe HTTP/1.1"),
        "a path out of the assets": _raw("GET /assets/../../../../etc/passwd HTTP/1.1"),
        "an encoded path out of the assets": _raw("GET /assets/%2e%2e/%2e%2e/README.md HTTP/1.1"),
        "a path out of the dumps": _raw("GET /dumps/..%2fmanifest.json HTTP/1.1"),
        "a path with a null": _raw("GET /dumps/migralex.nq%00.gz HTTP/1.1"),
        "a path of an entity that climbs": _raw("GET /id/law/..%2f..%2fetc HTTP/1.1"),
        "a header in a parameter": _raw("GET /search?q=a%0d%0aSet-Cookie:%20a=b HTTP/1.1"),
        "a header in a path": _raw("GET /id/law/a%0d%0aSet-Cookie:%20a=b HTTP/1.1"),
        "a header in a graph's name": _raw(
            f"GET {_ASK}&default-graph-uri=a%0d%0aSet-Cookie:b HTTP/1.1"
        ),
        "markup in a search": _raw("GET /search?q=%3Cscript%3E HTTP/1.1", "Accept: text/html"),
        "markup in a graph's name": _raw(
            f"GET {_ASK}&default-graph-uri=%3Cscript%3E HTTP/1.1", "Accept: text/html"
        ),
        "a page without number": _raw("GET /laws?page=9999999999999999999999 HTTP/1.1"),
        "an order that is none": _raw("GET /laws?sort=__class__&page=-1 HTTP/1.1"),
        "a day that is none": _raw("GET /laws?on=99999-99-99 HTTP/1.1"),
        "a format of a file": _raw(f"GET {_ASK}&format=../../etc/passwd HTTP/1.1"),
        "a foreign host": _raw(f"GET {_ASK} HTTP/1.1", "X-Forwarded-Host: evil.example"),
        "an address of another server": _raw(f"GET http://evil.example{_ASK} HTTP/1.1"),
        "two lengths": _raw(
            "POST /sparql HTTP/1.1",
            _DIRECT,
            "Content-Length: 6",
            "Content-Length: 7",
            body=b"ASK{} ",
        ),
        "a length below zero": _raw("POST /sparql HTTP/1.1", _DIRECT, "Content-Length: -1"),
        "a length and chunks": _raw(
            "POST /sparql HTTP/1.1",
            _DIRECT,
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            body=b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        ),
        "chunks that are none": _raw(
            "POST /sparql HTTP/1.1", _DIRECT, "Transfer-Encoding: chunked", body=b"zz\r\nASK{}\r\n"
        ),
        "a body of 10 MB": _raw(
            "POST /sparql HTTP/1.1", _DIRECT, "Content-Length: 10000000", body=b"#" * 10_000_000
        ),
        "chunks of 10 MB": _raw(
            "POST /sparql HTTP/1.1",
            _DIRECT,
            "Transfer-Encoding: chunked",
            body=b"10000\r\n" + (b"#" * 0x10000 + b"\r\n10000\r\n") * 160,
        ),
        "a form of 10,000 fields": _raw(
            "POST /sparql HTTP/1.1",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 40000",
            body=b"a=b&" * 10_000,
        ),
        "a form of files": _raw(
            "POST /sparql HTTP/1.1",
            "Content-Type: multipart/form-data; boundary=a",
            "Content-Length: 60",
            body=b'--a\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK{}\r\n-'[
                :60
            ].ljust(60),
        ),
        "a packed body": _raw(
            "POST /sparql HTTP/1.1",
            _DIRECT,
            "Content-Encoding: gzip",
            "Content-Length: 4",
            body=b"\x1f\x8b\x08\x00",
        ),
        "a line of 100 KB": _raw(f"GET /sparql?query={'A' * 100_000} HTTP/1.1"),
        "a header of 100 KB": _raw(f"GET {_ASK} HTTP/1.1", f"X-Long: {'A' * 100_000}"),
        "thousands of headers": _raw(f"GET {_ASK} HTTP/1.1", *[f"X-{n}: a" for n in range(4000)]),
        "an Accept of thousands": _raw(f"GET {_ASK} HTTP/1.1", "Accept: " + "a/b;q=0.1," * 800),
        "an Accept of quotation marks": _raw(f"GET {_ASK} HTTP/1.1", "Accept: " + '"\\' * 4000),
        "tags of thousands": _raw(f"GET {_ASK} HTTP/1.1", "If-None-Match: " + '"a",' * 2000),
        "times that are none": _raw(f"GET {_ASK} HTTP/1.1", "If-Modified-Since: 99999999999"),
        "ranges of thousands": _raw(
            "GET /dumps/migralex.nq HTTP/1.1", "Range: bytes=" + "0-1," * 1900 + "0-1"
        ),
        "a method of its own": _raw(f"PROPFIND {_ASK} HTTP/1.1"),
        "another method in a header": _raw(f"GET {_ASK} HTTP/1.1", "X-HTTP-Method-Override: PUT"),
        "a folded header": _raw(f"GET {_ASK} HTTP/1.1", "X-A: b\r\n c"),
        "a header without a name": _raw(f"GET {_ASK} HTTP/1.1", ": a"),
        "a version that is none": _raw(f"GET {_ASK} HTTP/9.9"),
        "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    }
)
