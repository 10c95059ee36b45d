"""`migralex query`: ask the current release, with the guard and the limits of the endpoint."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.answers import Answer
from graph.errors import UnknownQuery
from graph.guard import Form, form
from graph.library import Library, LibraryQuery
from graph.limits import Limits
from graph.release import current
from graph.services import services_from
from graph.store import Store, open_store
from graph.table import table

TABLE: Final = "table"
RESULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
    }
)
RDF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "turtle": "text/turtle",
        "nt": "application/n-triples",
        "rdfxml": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "trig": "application/trig",
        "nq": "application/n-quads",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the answer to the standard output. 0 answered, 2 usage; errors are the caller's."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        query = _query(options.query)
        text = query.bind(
            **{name: query.term(name, value) for name, value in map(_pair, options.param)}
        )
    except (OSError, ValueError) as error:
        parser.error(str(error))
    limits = replace(
        Limits(),
        seconds=options.seconds,
        rows=options.rows,
        megabytes=options.megabytes,
        result_megabytes=options.result_megabytes,
        services=options.services,
    )
    store = open_store(current(options.var), options.engine, limits)
    try:
        answer = _answer(store, text, options)
        _write(answer, text, options.format)
        if options.origin:
            sys.stderr.write(_origin(store, answer, options))
    finally:
        store.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="migralex query", description="Ask the current release a SPARQL query."
    )
    parser.add_argument(
        "query", metavar="FILE|NAME|-", help="a file, a query of the library, or standard input"
    )
    parser.add_argument("--format", choices=[TABLE, *RESULTS, *RDF], default=TABLE)
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value of a parameter of the query",
    )
    for kind_of_graph, meaning in (("default", "for the default graph"), ("named", "for GRAPH")):
        parser.add_argument(
            f"--{kind_of_graph}-graph",
            action="append",
            default=[],
            metavar="IRI",
            help=f"a graph to ask {meaning}, in place of the dataset that the endpoint has",
        )
    parser.add_argument(
        "--origin",
        action="store_true",
        help="say on standard error which release and dataset answered, and how many rows",
    )
    limits = Limits()
    for name, kind, default, text in (
        ("var", Path, "var", "folder of the releases"),
        ("engine", str, "memory", "memory, disk, or the URL of a SPARQL endpoint"),
        ("seconds", float, limits.seconds, "time limit"),
        ("rows", int, limits.rows, "most rows or triples"),
        ("megabytes", int, limits.megabytes, "memory limit, in MiB"),
        ("services", services_from, "", "endpoints that the query may call with SERVICE"),
        ("result-megabytes", int, limits.result_megabytes, "largest result, in MiB"),
    ):
        # The same settings in the environment as the server's.
        alike = name in ("var", "engine", "services", "result-megabytes")
        setting = (name if alike else f"query_{name}").replace("-", "_")
        value = os.environ.get(f"MIGRALEX_{setting.upper()}", str(default))
        parser.add_argument(f"--{name}", type=kind, default=value, help=text)
    return parser


def _query(name: str) -> LibraryQuery:
    if name == "-":
        return LibraryQuery("the query", sys.stdin.read(), "", "", ())
    path = Path(name)
    if path.is_file() or path.suffix:
        return LibraryQuery(name, path.read_text(encoding="utf-8"), "", "", ())
    return Library().query(name)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UnknownQuery(f"--param {text}: write NAME=VALUE")
    return name, value


def _answer(store: Store, text: str, options: argparse.Namespace) -> Answer:
    chosen: str = options.format
    if chosen == TABLE:
        triples = form(text) in (Form.CONSTRUCT, Form.DESCRIBE)
        chosen = "turtle" if triples else "json"
    return store.answer(
        text,
        media_type={**RESULTS, **RDF}[chosen],
        default_graphs=tuple(options.default_graph),
        named_graphs=tuple(options.named_graph),
    )


def _origin(store: Store, answer: Answer, options: argparse.Namespace) -> str:
    """What the endpoint says in headers. A result that reaches a limit is an error: none is cut."""
    graphs = [
        *(f"default={one}" for one in options.default_graph),
        *(f"named={one}" for one in options.named_graph),
    ]
    return (
        f"release {store.release.digest}\n"
        f"dataset {' '.join(graphs) or 'default'}\n"
        f"complete; rows={answer.rows}; seconds={answer.seconds:.3f}\n"
    )


def _write(answer: Answer, text: str, chosen: str) -> None:
    output = sys.stdout.buffer
    try:
        if chosen == TABLE and form(text) in (Form.SELECT, Form.ASK):
            output.write(table(answer.read()).encode())
        else:
            for chunk in answer:
                output.write(chunk)
        output.flush()
    except BrokenPipeError:
        # Who reads has seen enough; nothing is to be flushed when Python ends either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        answer.close()
