"""HTTP/1.1 with JSON bodies over the interceptor's Unix socket; shim/runs/api.ts says what is spoken."""

import json
import os
import socket
from _thread import RLock

from .home import check_peer, check_socket
from .words import Broken

MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_WAIT_S = 150


class Draining(Exception):
    """The interceptor is about to end and takes no new runs."""


class Channel:
    """One connection, used by one request at a time. The run lives as long as the connection that opened it."""

    def __init__(self, path, token=None):
        self.path = path
        self.token = token
        self._lock = RLock()
        self._socket = None
        self._buffer = b""
        self._owed = 0
        os.register_at_fork(after_in_child=self._forget)

    def connect(self):
        """Connects, after looking at who owns the socket. OSError where nobody listens."""
        check_socket(self.path)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(MAX_WAIT_S)
            connection.connect(self.path)
            check_peer(connection, self.path)
        except BaseException:
            connection.close()
            raise
        self._socket = connection
        self._buffer = b""
        self._owed = 0

    def call(self, route, body=None):
        """Sends one request (POST with a body, else GET) and returns the reply's object. Broken for every other outcome."""
        try:
            with self._lock:
                if self._socket is None:
                    self.connect()
                return self._exchange(route, body)
        except (OSError, ValueError, EOFError) as failure:
            self.close()
            raise Broken(
                "TC5002",
                "the interceptor was lost: expected an answer on `%s`, found: %s" % (self.path, failure),
                "run the command again; nothing was installed that was not judged",
            )

    def close(self):
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _forget(self):
        """A forked child must not share the connection: it makes its own when it needs one."""
        self._lock = RLock()
        self.close()

    def _exchange(self, route, body):
        while self._owed:  # Ctrl-C came while an answer was awaited: it is still on its way
            self._read()
        content = b"" if body is None else json.dumps(body).encode("ascii")
        method = "GET" if body is None else "POST"
        head = "%s /v1/%s HTTP/1.1\r\nHost: pip-trust\r\nContent-Type: application/json\r\n" % (method, route)
        if self.token is not None:
            head += "Authorization: Bearer %s\r\n" % self.token
        head += "Content-Length: %d\r\n\r\n" % len(content)
        self._send(head.encode("latin-1") + content)
        status, reply = self._read()
        if status != 200:
            raise _refused(status, reply)
        return reply

    def _send(self, message):
        connection = self._socket
        try:
            self._owed += 1
            connection.sendall(message)
        except BaseException:
            self.close()  # how much of it went out is unknown
            raise

    def _read(self):
        """Reads one reply. Interrupted, it leaves what came in the buffer, to be read again."""
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > MAX_HEADER_BYTES:
                raise ValueError("a header beyond %d bytes" % MAX_HEADER_BYTES)
            self._more()
        head, _, _ = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = dict(_field(line) for line in lines[1:])
        start = len(head) + 4
        body, end = self._chunked(start) if fields.get("transfer-encoding") == "chunked" else self._counted(start, fields)
        self._buffer = self._buffer[end:]
        self._owed -= 1
        reply = json.loads(body.decode("utf-8")) if body else {}
        if not isinstance(reply, dict):
            raise ValueError("a reply that is not an object")
        return status, reply

    def _counted(self, start, fields):
        length = int(fields.get("content-length", "0"))
        if not 0 <= length <= MAX_BODY_BYTES:
            raise ValueError("a body of %d bytes" % length)
        self._fill(start + length)
        return self._buffer[start : start + length], start + length

    def _chunked(self, start):
        body = b""
        while True:
            while b"\r\n" not in self._buffer[start : start + 32]:
                self._fill(len(self._buffer) + 1)
            line = self._buffer[start:].partition(b"\r\n")[0]
            size = int(line.split(b";")[0], 16)
            if not 0 <= size <= MAX_BODY_BYTES - len(body):
                raise ValueError("a body beyond %d bytes" % MAX_BODY_BYTES)
            start += len(line) + 2
            self._fill(start + size + 2)
            body += self._buffer[start : start + size]
            start += size + 2
            if size == 0:
                return body, start

    def _fill(self, length):
        while len(self._buffer) < length:
            self._more()

    def _more(self):
        received = self._socket.recv(65536)
        if not received:
            raise EOFError("the connection was closed")
        self._buffer += received


def _field(line):
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip().lower()


def _refused(status, reply):
    code = reply.get("code")
    if code == "draining":
        return Draining()
    known = isinstance(code, str) and code.startswith("TC")
    message = reply.get("message") or "the interceptor answered %d" % status
    hint = reply.get("hint")
    return Broken(code if known else "TC5003", str(message), str(hint) if hint else None)
