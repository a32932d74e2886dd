"""Writes down what a build asks the network for; every Python of a build's environment loads it from a .pth file.

There is no network in the room; this tells a person the name that was asked for. Each line of the file: HOST or HOST:PORT.
"""

import os
import sys
import threading

_PLACE = os.environ.get("PIP_TRUST_BUILD_WATCH")
_HERE = ("localhost", "127.0.0.1", "::1", "", "None")


def _note(host):
    host = host.decode("utf-8", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    if host.split(":")[0] in _HERE or host in _HERE or host == os.uname().nodename:
        return
    line = "".join(letter if " " < letter <= "~" else "?" for letter in host)[:300] + "\n"
    place = os.open(_PLACE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(place, line.encode("ascii"))
    finally:
        os.close(place)


def _hear(event, arguments):
    if event == "socket.getaddrinfo" or event == "socket.gethostbyname":
        _note(arguments[0])
    elif event == "socket.connect" or event == "socket.sendto":
        address = arguments[1]
        if isinstance(address, tuple) and len(address) >= 2:
            _note(address[0])


def listen():
    """Answers as a proxy that refuses: git, curl, cargo and others that are not Python name a host to it."""
    import socket

    door = socket.socket()
    try:
        door.bind(("127.0.0.1", 3128))
    except OSError:
        return
    door.listen(16)
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        os.environ[name] = "http://127.0.0.1:3128"
    threading.Thread(target=_answer, args=(door,), daemon=True).start()


def _answer(door):
    while True:
        caller, _ = door.accept()
        with caller:
            caller.settimeout(5)
            try:
                words = caller.recv(4096).split(b" ", 2)
                if len(words) > 1:
                    target = words[1]
                    _note(target.split(b"/")[2] if b"://" in target else target)
                caller.sendall(b"HTTP/1.1 403 No network in a build\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass


if _PLACE and hasattr(sys, "addaudithook"):
    sys.addaudithook(_hear)
