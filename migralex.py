"""The command `migralex`: each subcommand is imported when it is asked for."""

import argparse
import sys
from collections.abc import Sequence

from graph.errors import MigralexError


def parser() -> argparse.ArgumentParser:
    """The options of the command; `serve` and `query` have theirs where they are written."""
    from loader.commands import add_commands
    from loader.versions import add_command as add_versions

    root = argparse.ArgumentParser(
        prog="migralex",
        description="A knowledge graph of how migration is governed: build it, ask it, serve it.",
    )
    parsers = root.add_subparsers(dest="command", required=True)
    add_commands(parsers)
    add_versions(parsers)
    for name, text in (
        ("serve", "serve the current release, building one first if there is none"),
        ("query", "ask the current release a SPARQL query"),
    ):
        parsers.add_parser(name, help=text, add_help=False)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a subcommand: 0 done, 1 a source, the graph or the request is wrong, 2 usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["serve"]:
            from web.server.serve import main as serve

            return serve(words[1:])
        if words[:1] == ["query"]:
            from graph.command import main as query

            return query(words[1:])
        parsed = parser().parse_args(words)
        status: int = parsed.run(parsed)
    except MigralexError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
