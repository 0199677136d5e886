"""An HTTP server on loopback that answers what a test tells it to."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.sync.central_answers import Answer

Answering = Callable[[str, str, bytes, Mapping[str, str]], Answer]


class Handler(BaseHTTPRequestHandler):
    """Reads the whole request, then answers or breaks the line."""

    protocol_version = "HTTP/1.1"
    answering: Answering

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = type(self).answering(self.command, self.path, body, dict(self.headers))
        if answer.status == 0:
            self.close_connection = True
            self.connection.close()
            return
        data = answer.body.encode("utf-8", "surrogateescape")
        self.send_response(answer.status)
        for name, value in (("Content-Type", answer.kind), *answer.headers):
            self.send_header(name, value)
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and answer.status not in {204, 304}:
            self.wfile.write(data)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815 - their names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def scripted_server(answering: Answering) -> Iterator[str]:
    """Run the server and yield its address."""
    handler = type("Scripted", (Handler,), {"answering": staticmethod(answering)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
