"""A network of its own, in which names mean what a test says, one answer after the other.

Run as a program within `unshare --user --map-root-user --net --mount`, it becomes the only host of
that network: it has a public and a private address, an endpoint at each, and the name server. It
asks what it is told on its standard input, and writes what came of it: see `Asked` and `Told`.
"""

import fcntl
import http.server
import json
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import MigralexError
from graph.limits import Limits
from graph.release import read
from graph.services import Service
from graph.store import open_store

PUBLIC, PRIVATE = "9.8.7.6", "127.0.0.1"
PORT, NAMES = 8080, 53
JSON = "application/sparql-results+json"
UP, SET_FLAGS, SET_ADDRESS = 0x1, 0x8914, 0x8916
ADDRESS_RECORD, HEADER_SIZE, NAME_END = 1, 12, 5


@dataclass(frozen=True)
class Asked:
    """How often a name is called, and to which addresses it is resolved each time, then for ever.

    `private` is what the allow-list says of it.
    """

    name: str
    times: int
    answers: list[list[str]]
    private: bool = False


@dataclass(frozen=True)
class Told:
    """Which address each call reached, or the name of the error; and all that was reached."""

    outcomes: list[str]
    reached: list[str]


def set_up_addresses() -> None:
    """Give the host its two addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for name, address in ((b"lo", PRIVATE), (b"lo:1", PUBLIC)):
            given = struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(any_socket, SET_ADDRESS, given)
            fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sH14x", name, UP))


def use_name_server(folder: Path) -> None:
    """Have names resolved by the server on the private address and by nothing else."""
    for name, text in (
        ("resolv.conf", f"nameserver {PRIVATE}\n"),
        ("nsswitch.conf", "hosts: dns\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        target = Path("/etc", name).resolve()
        subprocess.run(["mount", "--bind", folder / name, target], check=True)


def answer_names(server: socket.socket, answers: list[list[str]]) -> None:
    """Answer questions for addresses, whatever the name: the first answer once, the last for ever.

    Source: RFC 1035, section 4 (messages).
    """
    left = list(answers)
    while True:
        message, client = server.recvfrom(4096)
        question = message[HEADER_SIZE : message.index(b"\0", HEADER_SIZE) + NAME_END]
        addresses: list[str] = []
        if struct.unpack(">H", question[-4:-2]) == (ADDRESS_RECORD,):
            addresses = left.pop(0) if len(left) > 1 else left[0]
        header = message[:2] + struct.pack(">HHHHH", 0x8180, 1, len(addresses), 0, 0)
        records = b"".join(
            struct.pack(">HHHIH", 0xC00C, ADDRESS_RECORD, 1, 0, 4) + socket.inet_aton(one)
            for one in addresses
        )
        server.sendto(header + question + records, client)


def endpoint_at(address: str, reached: list[str]) -> http.server.HTTPServer:
    """A server that answers every query with its own address."""
    row = {"x": {"type": "literal", "value": address}}
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [row]}}).encode()

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reached.append(address)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return http.server.HTTPServer((address, PORT), Answering)


def serve(answers: list[list[str]]) -> list[str]:
    """Serve names and both endpoints; answers with what was reached, which grows."""
    reached: list[str] = []
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((PRIVATE, NAMES))
    threading.Thread(target=answer_names, args=(names, answers), daemon=True).start()
    for address in (PUBLIC, PRIVATE):
        server = endpoint_at(address, reached)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return reached


def main() -> None:
    asked = Asked(**json.load(sys.stdin))
    set_up_addresses()
    with tempfile.TemporaryDirectory() as folder:
        use_name_server(Path(folder))
    url = f"http://{asked.name}:{PORT}/sparql"
    limits = Limits(seconds=20, megabytes=512, services=(Service(url, asked.private),))
    # Before any thread, because the store forks.
    store = open_store(read(Path(sys.argv[1])), "memory", limits)
    reached = serve(asked.answers)
    outcomes = []
    for time in range(asked.times):
        text = f"SELECT ?x {{ SERVICE <{url}> {{ ?x ?x {time} }} }}"
        try:
            found = json.loads(store.answer(text, media_type=JSON).read())
            outcomes.append(found["results"]["bindings"][0]["x"]["value"])
        except MigralexError as error:
            outcomes.append(type(error).__name__)
    store.close()
    json.dump(asdict(Told(outcomes, reached)), sys.stdout)


if __name__ == "__main__":
    main()
