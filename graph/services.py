"""The allow-list: the endpoints that a query may call with SERVICE; none if nobody names any."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PRIVATE: Final = "private"


@dataclass(frozen=True)
class Service:
    """An endpoint, by the exact URL; `private` if it may have an address that is not public."""

    url: str
    private: bool = False


def services_from(text: str) -> tuple[Service, ...]:
    """The endpoints of a list with commas, each a URL and after it `private` where that is meant.

    Raises ValueError for what is no list of URLs.
    """
    return tuple(_service(one.split()) for one in text.split(",") if one.strip())


def _service(words: Sequence[str]) -> Service:
    url, *more = words
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or parts.fragment
        or not url.isascii()
        or any(character in url for character in '<>"{}|\\^`')
        or more not in ([], [PRIVATE])
    ):
        raise ValueError(f"http(s) URLs with commas between them, each alone or with “{PRIVATE}”")
    _ = parts.port  # raises ValueError for a port that is none
    return Service(url, bool(more))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet.

    Addresses that carry another one within (RFC 4291, section 2.5.5; RFC 3056; RFC 6052) are not.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour is not None or ip.is_site_local):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
