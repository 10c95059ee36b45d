"""The settings of a server: one frozen dataclass, read once from a mapping such as the environment.

Each field is set by `MIGRALEX_` and its name in capitals; the help texts are the README's table.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from graph.services import Service, services_from
from web.http.proxy import Network

PREFIX: Final = "MIGRALEX_"


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and says what can."""


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("a number that is not negative")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError("a number of seconds above zero")
    return number


def _texts(text: str) -> Mapping[str, Path]:
    pairs = [pair.strip().partition("=") for pair in text.split(",") if pair.strip()]
    if any(not name or not path for name, _, path in pairs):
        raise ValueError("ID=FILE pairs with commas between them")
    return MappingProxyType({name.strip(): Path(path.strip()) for name, _, path in pairs})


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def _optional(text: str) -> str | None:
    return text.strip() or None


def _setting(default: Any, read: Callable[[str], Any], text: str) -> Any:
    metadata = {"help": text, "read": read}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """How this server runs. Times are in seconds, sizes in the unit that the name says."""

    var: Path = _setting(Path("var"), Path, "Folder of the releases")
    host: str = _setting("127.0.0.1", str, "Address to listen on")
    port: int = _setting(8000, _whole, "Port to listen on")
    workers: int = _setting(2, _whole, "Web processes")
    threads: int = _setting(64, _whole, "Threads in each web process")
    engine: str = _setting("memory", str, "`memory`, `disk`, or the URL of a SPARQL endpoint")
    public_url: str | None = _setting(
        None, _optional, "Where the public reaches this server, if not at the base IRI"
    )
    proxies: tuple[Network, ...] = _setting(
        (), _networks, "Proxies whose `Forwarded` headers are believed: `10.0.0.0/8,::1`"
    )
    texts: Mapping[str, Path] = _setting(
        MappingProxyType({}), _texts, "Texts of sources to show passages from: `id=/file,id=/file`"
    )
    query_seconds: float = _setting(30.0, _seconds, "Time limit of a query, in seconds")
    query_rows: int = _setting(1_000_000, _whole, "Most rows or triples in one result")
    query_megabytes: int = _setting(1024, _whole, "Memory that one query may add, in MiB")
    result_megabytes: int = _setting(1024, _whole, "Largest result of one query, in MiB")
    queries: int = _setting(4, _whole, "Queries from outside that run at the same time")
    queue: int = _setting(48, _whole, "Queries that may wait; more are answered 503")
    queue_seconds: float = _setting(10.0, _seconds, "How long a query may wait, in seconds")
    cache_megabytes: int = _setting(
        64, _whole, "Answers that each web process keeps to give them again, in MiB; 0 for none"
    )
    services: tuple[Service, ...] = _setting(
        (),
        services_from,
        "Endpoints that SERVICE may call; after one within your network the word `private`",
    )
    body_kilobytes: int = _setting(1024, _whole, "Largest request body, in KiB")
    access_log: str | None = _setting(
        "-", _optional, "Access log: `-` for standard error, a file, or nothing for none"
    )
    metrics_port: int = _setting(0, _whole, "Port of the metrics for Prometheus; 0 for none")
    contact: str | None = _setting(None, _optional, "Address for questions about the data")
    licence: str | None = _setting(
        None, _optional, "IRI of the licence of the data, if not the ontology's"
    )
    name: str = _setting("MigraLex", str, "Name of the site in titles")

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str], **overrides: Any) -> "Settings":
        """Settings from `MIGRALEX_*` entries of the mapping; overrides of None are passed over.

        Raises SettingsError for a value that cannot be used and for an unknown `MIGRALEX_` name.
        """
        known = {variable(one): one for one in fields(cls)}
        for name in mapping:
            if name.startswith(PREFIX) and name not in known:
                raise SettingsError(f"{name} is no setting; there are {', '.join(sorted(known))}")
        values = {
            one.name: _read(name, one, mapping[name])
            for name, one in known.items()
            if name in mapping
        }
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**values)


def variable(one: "Field[Any]") -> str:
    """The name in the environment of a field of Settings."""
    return PREFIX + one.name.upper()


def _read(name: str, one: "Field[Any]", text: str) -> Any:
    try:
        return one.metadata["read"](text)
    except ValueError as error:
        raise SettingsError(f"{name}={text!r}: {error}") from error
