"""A proxy on loopback that makes one accident at a time, between a laptop and a platform."""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

DELAY_S = 2.0
HTML = b"<html><body><h1>Welcome</h1><a href='http://10.0.0.1/'>Log in</a></body></html>"


@dataclass(frozen=True, slots=True)
class Accident:
    """What happens to the ``request``-th request from now (0-based).

    ``kind``: ``cut-request`` or ``cut-answer`` after ``byte`` bytes; ``status`` answers ``status``
    instead of the server, having asked it or not (``reached``); ``html`` a web page with 200;
    ``redirect``; ``trickle`` the answer in single bytes; ``delay`` it beyond the client's
    patience; ``reset`` breaks the connection hard once the platform has answered; ``call`` does
    whatever the test wants before the request goes on.
    """

    kind: str
    request: int
    byte: int = 0
    status: int = 0
    reached: bool = False


class Proxy:
    """Forwards requests one by one; ``arm`` sets the accident of the next exchange."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.url = ""
        self.happened = 0
        self.before: Callable[[], None] = lambda: None
        self._accident: Accident | None = None
        self._seen = 0
        self._lock = threading.Lock()

    def arm(self, accident: Accident | None) -> None:
        with self._lock:
            self._accident, self._seen = accident, 0

    def serve(self, client: socket.socket) -> None:
        """Serve one connection of the laptop until somebody has enough of it."""
        while True:
            head = _head(client)
            if not head:
                return
            accident = self._next()
            if not self._one(client, head, accident):
                return

    def _next(self) -> Accident | None:
        with self._lock:
            found = self._accident
            mine = found if found is not None and found.request == self._seen else None
            self._seen += 1
            self.happened += mine is not None
            return mine

    def _one(self, client: socket.socket, head: bytes, accident: Accident | None) -> bool:
        """Serve one request; return whether the connection may be used again."""
        if accident is not None and accident.kind == "cut-request":
            self._cut_request(client, head, accident.byte)
            return False
        body = _exactly(client, _length(head))
        if len(body) < _length(head):
            self._send_part(head + body)
            return False
        if accident is not None and accident.kind == "call":
            self.before()
        if accident is not None and accident.kind in {"status", "html", "redirect"}:
            if accident.reached:
                self._ask(head + body)
            client.sendall(_instead(accident))
            return False
        answer = self._ask(head + body)
        if accident is None or accident.kind == "call":
            client.sendall(answer)
            return bool(answer)
        self._spoil(client, answer, accident)
        return False

    def _cut_request(self, client: socket.socket, head: bytes, after: int) -> None:
        data = head[:after]
        data += _exactly(client, max(0, min(after - len(head), _length(head))))
        self._send_part(data)

    def _send_part(self, data: bytes) -> None:
        """Give the platform what there is of a request and hang up."""
        with socket.create_connection(("127.0.0.1", self.target_port)) as server:
            server.sendall(data)

    def _spoil(self, client: socket.socket, answer: bytes, accident: Accident) -> None:
        if accident.kind == "cut-answer":
            client.sendall(answer[: accident.byte])
        elif accident.kind == "trickle":
            for place in range(len(answer)):
                client.sendall(answer[place:place + 1])
        elif accident.kind == "delay":
            time.sleep(DELAY_S)
        elif accident.kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()

    def _ask(self, request: bytes) -> bytes:
        """Return the platform's whole answer; empty when it is down."""
        try:
            with socket.create_connection(("127.0.0.1", self.target_port)) as server:
                server.sendall(request)
                head = _head(server)
                no_body = request.startswith(b"HEAD") or b" 204 " in head[:20]
                return head + (b"" if no_body else _exactly(server, _length(head)))
        except ConnectionError:
            return b""


@contextmanager
def proxy_before(target_port: int) -> Iterator[Proxy]:
    """Run a proxy in front of a platform's port."""
    proxy = Proxy(target_port)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                proxy.serve(self.request)
            except ConnectionError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _instead(accident: Accident) -> bytes:
    if accident.kind == "html":
        return _answer(200, HTML)
    if accident.kind == "redirect":
        return _answer(302, b"", b"Location: http://10.0.0.1/login\r\n")
    return _answer(accident.status, f"status {accident.status}".encode(), kind=b"text/plain")


def _answer(status: int, body: bytes, more: bytes = b"", kind: bytes = b"text/html") -> bytes:
    return (
        f"HTTP/1.1 {status} Accident\r\n".encode() + more + b"Content-Type: " + kind
        + f"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    )


def _head(connection: socket.socket) -> bytes:
    """Return everything up to the empty line; nothing when the other side has gone."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return b""
        data += byte
    return data


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = connection.recv(min(65536, size - len(data)))
        if not piece:
            return data
        data += piece
    return data
