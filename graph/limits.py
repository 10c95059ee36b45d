"""How much a query from outside may take before it is stopped."""

from dataclasses import dataclass

from graph.services import Service


@dataclass(frozen=True)
class Limits:
    """Limits of one query (`seconds`, `rows`, `megabytes`, `result_megabytes`) and of all.

    `megabytes` counts what the query adds to the memory of its process. `parallel` queries run
    at the same time in all web processes together; in each of them up to `queue` may wait, for
    `wait` seconds at most. Each keeps answers of up to `kept_megabytes` to give them again, unless
    the engine is another server, whose data may change.
    """

    seconds: float = 30.0
    rows: int = 1_000_000
    megabytes: int = 1024
    result_megabytes: int = 1024
    services: tuple[Service, ...] = ()
    """The endpoints that a query may call."""

    parallel: int = 4
    queue: int = 16
    wait: float = 10.0
    kept_megabytes: int = 0
