"""Another user's program: `intruder.py VERB ARGS…`. What came of it is printed as JSON; what holds on does so until SIGTERM."""

import base64
import errno
import json
import os
import resource
import select
import signal
import socket
import sys
import time

TOKEN_SIGNS = (b"http://run:", b"PIP_TRUST_RUN=")


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


def plant(folder):
    """Makes the folder first, open to all, with a listener that would agree to everything."""
    os.umask(0)
    os.makedirs(folder, exist_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(folder, "shim.sock"))
    os.chmod(os.path.join(folder, "shim.sock"), 0o600)
    listener.listen(8)
    listener.settimeout(0.05)
    report({"planted": True})
    asked = 0
    while not ended():
        try:
            listener.accept()
            asked += 1
        except socket.timeout:
            pass
    return {"asked": asked}


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
VERBS = (harvest, touch, signals, guess, flood, plant, replace)
report({verb.__name__: verb for verb in VERBS}[sys.argv[1]](*sys.argv[2:]))
