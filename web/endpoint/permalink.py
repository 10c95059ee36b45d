"""The permalink of a result: an address that holds the query, the release, the day and the digest.

    /r/{release}/{day}/{rows}-{digest}/{query}

Nothing is kept on the server: the query stands in the address, packed. The first character of it
names the text that it was packed against (`permalink-1.txt`); such a text is never changed, for all
permalinks that were given away would be lost. See docs/decisions/0010.
Source: RFC 1951 (DEFLATE), RFC 4648, section 5 (base64url).
"""

import base64
import binascii
import re
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from graph.canonical import Whole
from web.endpoint.protocol import Asked

ROOT: Final = "r"
VERSION: Final = "1"
RELEASE_DIGITS: Final = 12
DIGEST_DIGITS: Final = 20
LONGEST: Final = 6000
"""Characters of a packed query. Servers and proxies take addresses of 8 kB."""
LARGEST: Final = 2**17
"""Bytes of an unpacked one."""
_RELEASE: Final = re.compile(rf"[0-9a-f]{{{RELEASE_DIGITS}}}")
_RESULT: Final = re.compile(rf"(0|[1-9]\d{{0,8}})-([0-9a-f]{{{DIGEST_DIGITS}}})")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Kept:
    """What a permalink says: a query to a dataset, and what it was answered with on which day.

    `release` and `digest` are the first digits of the digests of release and result.
    """

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    release: str
    day: date
    rows: int
    digest: str

    @property
    def asked(self) -> Asked:
        """The query as the protocol would bring it."""
        return Asked(self.text, self.default_graphs, self.named_graphs, (), ())

    @property
    def path(self) -> str | None:
        """The path, without a leading slash; None where the query is too long for an address."""
        parts = (
            self.text,
            *(f"d{one}" for one in self.default_graphs),
            *(f"n{one}" for one in self.named_graphs),
        )
        packed = _packed("\0".join(parts).encode("utf-8", "surrogatepass"))
        if len(packed) > LONGEST:
            return None
        return f"{ROOT}/{self.release}/{self.day}/{self.rows}-{self.digest}/{VERSION}{packed}"

    def is_result(self, found: Whole) -> bool:
        """Whether that is the result that was kept."""
        return found.digest.startswith(self.digest)


def keep(question: Asked, text: str, release: str, day: date, found: Whole) -> Kept:
    """The permalink of a result of a release."""
    return Kept(
        text,
        question.default_graphs,
        question.named_graphs,
        release[:RELEASE_DIGITS],
        day,
        len(found.lines),
        found.digest[:DIGEST_DIGITS],
    )


def read(release: str, day: str, result: str, packed: str) -> Kept:
    """The permalink of which these are the parts. Raises ValueError if it is none."""
    parts = _RESULT.fullmatch(result)
    if not parts or not _RELEASE.fullmatch(release) or not _DAY.fullmatch(day):
        raise ValueError("not a permalink")
    if packed[:1] != VERSION or len(packed) > LONGEST + 1:
        raise ValueError("not a packed query")
    text, *graphs = _unpacked(packed[1:]).split("\0")
    if any(one[:1] not in ("d", "n") for one in graphs):
        raise ValueError("not a dataset")
    return Kept(
        text,
        tuple(one[1:] for one in graphs if one[0] == "d"),
        tuple(one[1:] for one in graphs if one[0] == "n"),
        release,
        date.fromisoformat(day),
        int(parts[1]),
        parts[2],
    )


@cache
def _dictionary() -> bytes:
    return files("web").joinpath(f"permalink-{VERSION}.txt").read_bytes()


def _packed(content: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_dictionary())
    packed = packer.compress(content) + packer.flush()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def _unpacked(packed: str) -> str:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_dictionary())
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
        text = unpacker.decompress(content, LARGEST).decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise ValueError("not a packed query") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("not all of a packed query")
    return text
