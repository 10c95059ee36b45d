"""A complete result, kept in memory while it is small and in a temporary file from then on."""

import io
import tempfile
from collections.abc import Iterator
from typing import IO, Final

IN_MEMORY: Final = 2**20
CHUNK: Final = 256 * 1024


class Spool:
    """Bytes that are first all written and then read once."""

    def __init__(self) -> None:
        self._file: IO[bytes] = io.BytesIO()
        self.length = 0

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        if self.length <= IN_MEMORY < self.length + len(data):
            memory = self._file
            self._file = tempfile.TemporaryFile(prefix="migralex-")  # noqa: SIM115 - closed by close
            memory.seek(0)
            self._file.write(memory.read())
        self._file.write(data)
        self.length += len(data)

    def read(self) -> Iterator[bytes]:
        """The bytes from the beginning, in chunks."""
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk

    def held(self) -> "Held":
        """The same bytes, whatever becomes of these. Raises ValueError if they are in a file."""
        if not isinstance(self._file, io.BytesIO):
            raise ValueError("more bytes than are held in memory")
        return Held(self._file.getvalue())

    def close(self) -> None:
        """Forget the bytes."""
        self._file.close()


class Held:
    """Bytes in memory, to be read by anybody who holds them."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self) -> Iterator[bytes]:
        """All of them."""
        yield self._content

    def held(self) -> "Held":
        """These."""
        return self

    def close(self) -> None:
        """Nothing is held but memory."""
