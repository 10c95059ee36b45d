"""Figures for Prometheus, counted by each web process and added up by web/server/exporter.py.

To be imported only where `PROMETHEUS_MULTIPROC_DIR` names the folder of all processes' figures.
"""

from collections.abc import Mapping
from typing import Any, Final

from prometheus_client import Counter, Gauge, Histogram

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
EVALUATED: Final = "evaluated"
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REQUESTS: Final = Counter(
    "migralex_requests", "Requests, by method, route and status", ["method", "route", "status"]
)
REQUEST_SECONDS: Final = Histogram(
    "migralex_request_seconds",
    "From the arrival of a request to the last byte of its answer",
    ["route"],
    buckets=SECONDS,
)
RESPONSE_BYTES: Final = Counter("migralex_response_bytes", "Bytes of bodies sent", ["route"])
QUERIES: Final = Counter("migralex_queries", "Queries from outside, by how they ended", ["outcome"])
QUERY_CACHE: Final = Counter(
    "migralex_query_cache",
    "Queries answered, by how: evaluated, kept from before, or shared with another request",
    ["answer"],
)
QUERY_ROWS: Final = Counter("migralex_query_rows", "Rows and triples of their results")
ENGINE_SECONDS: Final = Histogram(
    "migralex_query_engine_seconds", "What the engine took for those answered", buckets=SECONDS
)
QUEUE_SECONDS: Final = Histogram(
    "migralex_query_queue_seconds", "What those answered waited for their turn", buckets=SECONDS
)
RELEASE: Final = Gauge(
    "migralex_release_processes",
    "Web processes that serve a release",
    ["release"],
    multiprocess_mode="livesum",
)


class Metrics:
    """Counts requests. Labels come from small sets, whatever clients send."""

    def __init__(self, release: str) -> None:
        self._release = release

    def count(self, line: Mapping[str, Any], route: str) -> None:
        """Count a request by its line in the log."""
        RELEASE.labels(self._release).set(1)
        method = line["method"] if line["method"] in METHODS else "other"
        route = route or "none"
        REQUESTS.labels(method, route, str(line["status"])).inc()
        if "ms" not in line:
            return
        REQUEST_SECONDS.labels(route).observe(line["ms"] / 1000)
        RESPONSE_BYTES.labels(route).inc(line["bytes"])
        if "query" not in line:
            return
        QUERIES.labels(line["outcome"]).inc()
        if line["rows"] is not None:
            QUERY_CACHE.labels(line["cache"] or EVALUATED).inc()
            QUERY_ROWS.inc(line["rows"])
            ENGINE_SECONDS.observe(line["engine_ms"] / 1000)
            QUEUE_SECONDS.observe(line["queue_ms"] / 1000)
