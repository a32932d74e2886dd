"""Starts the interceptor where none is running, and waits until it answers."""

import json
import os
import time

from .channel import Draining
from .words import Broken

MAX_START_S = 10
MAX_AFTER_EXIT_S = 2
FIRST_PAUSE_S = 0.001
LONGEST_PAUSE_S = 0.02


def opened(channel, lib, home, request):
    """Opens a run: connects, starting the interceptor when none of this version listens, and returns the OpenReply."""
    deadline = time.monotonic() + MAX_START_S
    while True:
        _connected(channel, lib, home)
        try:
            return channel.call("runs", request)
        except Draining:
            channel.close()
            if time.monotonic() > deadline:
                raise Broken("TC5002", "the interceptor is about to end and does not", "its log: `%s`" % home.log)


def _connected(channel, lib, home):
    version = _version(lib)
    if not _connects(channel, version):
        _wait(channel, version, _start(lib, home), home)


def _version(lib):
    try:
        with open(os.path.join(lib, "package.json"), encoding="utf-8") as file:
            return str(json.load(file)["version"])
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise Broken("TC5002", "`%s` is not pip-trust's library folder: %r" % (lib, failure), "run install.sh again")


def _connects(channel, version):
    """True when connected to an interceptor of this version. One of another version is asked to end by the one that we start."""
    try:
        channel.connect()
    except (FileNotFoundError, ConnectionRefusedError, ConnectionResetError):
        return False
    except OSError as failure:
        raise Broken("TC5002", "the interceptor's socket `%s` cannot be used: %s" % (channel.path, failure))
    if channel.call("version").get("version") == version:
        return True
    channel.close()
    return False


def _wait(channel, version, child, home):
    """Two first runs at once start two; the one without the lock exits, and both runs are served by the other."""
    deadline = time.monotonic() + MAX_START_S
    pause = FIRST_PAUSE_S
    ended = False
    while not _connects(channel, version):
        status = child.poll()
        if status and not ended:
            ended = True
            deadline = min(deadline, time.monotonic() + MAX_AFTER_EXIT_S)
        if time.monotonic() > deadline:
            found = "it ended with status %s" % status if ended else "it did not answer within %d s" % MAX_START_S
            raise Broken("TC5002", "the interceptor could not be started: " + found, "its log: `%s`" % home.log)
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_S)
    child.returncode = 0  # it outlives this process: no warning about a child that still runs


def _start(lib, home):
    import subprocess

    script = os.path.join(lib, "dist", "interceptor.cjs")
    if not os.path.isfile(script):
        raise Broken(
            "TC5002",
            "the interceptor is not built: `%s` is not there" % script,
            "in a checkout run `npm run bundle`; else run install.sh again",
        )
    with _log(home) as log:
        return subprocess.Popen(
            [_node(lib), script, "--lib", lib],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(home.env),
            start_new_session=True,
        )


def _node(lib):
    for place in ("../node/bin/node", "node_modules/.bin/node"):
        node = os.path.normpath(os.path.join(lib, place))
        if os.access(node, os.X_OK):
            return node
    raise Broken("TC5002", "there is no Node to run the interceptor with below `%s`" % lib, "run install.sh again")


def _log(home):
    """The log when the state folder can be had; the interceptor makes it otherwise, and what it says before is lost."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.fdopen(os.open(home.log, flags, 0o600), "ab")
    except OSError:
        return open(os.devnull, "ab")


def _environment(env):
    """
    The user's environment without what one run adds to it, and without what would change the program that outlives the
    run (src/client/launch.ts has the same list): a project's ``.env`` must not decide for the next project.
    """
    private = ("PIP_TRUST_RUN", "PIP_TRUST_SOCKET", "PIP_TRUST_SAVED", "PIP_TRUST_REPORT", "SSLKEYLOGFILE", "GLIBC_TUNABLES")
    foreign = ("NODE_", "LD_", "DYLD_", "OPENSSL_", "PYTHON")
    return {name: value for name, value in env.items() if name not in private and not name.startswith(foreign)}
