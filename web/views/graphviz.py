"""Graphviz, run as a program of its own: graphs as JSON in, where their parts stand as JSON out.

    python -m web.views.graphviz < graphs.json

Graphviz is no library for threads, and a graph that takes it too long can be ended only with its
process. A graph is `{"nodes": {key: [width, height]}, "edges": [[from, to, {attribute: value}]]}`
with lengths in points; the answer has for each Graphviz's own `json0`.
"""

import json
import sys
from typing import Any, Final

import pygraphviz

POINTS: Final = 72
ATTRIBUTES: Final = {
    "rankdir": "LR",
    "nodesep": "0.15",
    "ranksep": "0.7",
    "splines": "true",
    "pad": "0",
}


def laid_out(asked: dict[str, Any]) -> Any:
    """The graph from left to right."""
    graph = pygraphviz.AGraph(strict=False, directed=True, **ATTRIBUTES)
    # All sizes are given, so that the fonts of this machine change nothing.
    for key, (width, height) in asked["nodes"].items():
        graph.add_node(
            key,
            label="",
            shape="box",
            fixedsize="true",
            width=width / POINTS,
            height=height / POINTS,
        )
    for number, (start, end, attributes) in enumerate(asked["edges"]):
        graph.add_edge(start, end, key=str(number), id=str(number), **attributes)
    return json.loads(graph.draw(format="json0", prog="dot"))


if __name__ == "__main__":
    json.dump([laid_out(one) for one in json.load(sys.stdin)], sys.stdout)
