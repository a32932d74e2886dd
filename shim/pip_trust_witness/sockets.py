"""Which connections pip may make by itself: none to another machine. Everything that it fetches comes by the interceptor."""

import socket

from .words import Refusal

LOCAL_NAMES = frozenset(["localhost", "::1", "0.0.0.0", "::", ""])
LOCAL_STARTS = ("127.", "::ffff:127.")
#: Ways to reach this machine's own services or kernel, by none of which an archive comes.
LOCAL_FAMILIES = frozenset(
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ROUTE", "AF_SYSTEM") if hasattr(socket, name)
)


class Sockets:
    """Refuses connections past the interceptor, each recorded once. What a loopback service gives is judged when it is opened."""

    def __init__(self, record):
        self._record = record
        self._seen = set()

    def require(self, connection, address):
        """Raises Refusal for an address that is on another machine."""
        if connection.family in LOCAL_FAMILIES:
            return
        inet = connection.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple)
        if inet and _is_loopback(address[0]):
            return
        target = "%s port %s" % (address[0], address[1]) if inet and len(address) > 1 else repr(address)
        words = "a connection past the interceptor was refused: expected its port on 127.0.0.1, found %s" % target
        if target not in self._seen:
            self._seen.add(target)
            self._record("socket-refused", target, "TC5005")
        raise Refusal(words)


def _is_loopback(host):
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    name = name.lower()
    return name in LOCAL_NAMES or (name.startswith(LOCAL_STARTS) and not name.strip("0123456789.:f"))
