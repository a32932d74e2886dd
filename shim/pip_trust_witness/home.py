"""Where the interceptor's socket is: the same rules as src/client/home-paths.ts, and who must own it."""

import os
import socket
import stat
import sys
from hashlib import sha256

from .words import Broken

MAX_SOCKET_BYTES = 100
#: Of ``struct ucred``: process, user and group, each an int.
INT_BYTES = 4


class Home:
    """The places that the witness needs: ``run`` (0700), ``socket`` and ``log``; ``env`` is what says so."""

    def __init__(self, env):
        self.env = env
        run, self.state = _folders(env)
        if len(os.fsencode(os.path.join(run, "trustd.sock"))) > MAX_SOCKET_BYTES:
            digest = sha256(os.fsencode(run)).hexdigest()[:16]
            run = "/tmp/pip-trust-%d-%s" % (os.getuid(), digest)
        self.run = run
        self.socket = os.path.join(run, "shim.sock")
        self.log = os.path.join(self.state, "shim.log")


def _folders(env):
    named = env.get("PIP_TRUST_HOME")
    if named:
        home = os.path.abspath(named)
        return os.path.join(home, "run"), os.path.join(home, "state")
    base = _own(env.get("HOME")) or _passwd_home()
    state_base = _own(env.get("XDG_STATE_HOME")) or os.path.join(base, ".local/state")
    state = os.path.normpath(os.path.join(state_base, "pip-trust"))
    runtime = _absolute(env.get("XDG_RUNTIME_DIR"))
    if runtime and _is_private(runtime):
        return os.path.normpath(os.path.join(runtime, "pip-trust")), state
    return os.path.join(state, "run"), state


def _absolute(path):
    return path if path and os.path.isabs(path) else None


def _own(path):
    return None if not _absolute(path) or is_of_another(path) else path


def _passwd_home():
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # minimal images have users without an entry
        raise Broken(
            "TC5002",
            "there is no home folder: expected HOME, or an entry of user %d in passwd" % os.getuid(),
            "set HOME, or PIP_TRUST_HOME to a folder of your own",
        )


def is_of_another(path):
    """True for root, where a path, or what of it is there, belongs to somebody else (``sudo`` that keeps HOME)."""
    if os.getuid() != 0:
        return False
    while True:
        try:
            return os.stat(path).st_uid != 0
        except OSError:
            above = os.path.dirname(path)
            if above == path:
                return False
            path = above


def _is_private(path):
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def check_socket(path):
    """
    Raises Broken unless the socket is this user's, 0600, in a folder that only this user enters and nobody else can
    replace. OSError when absent.
    """
    folder = os.path.dirname(path)
    os.lstat(folder)
    above = os.path.dirname(folder)
    while above != os.path.dirname(above):
        if _is_replaceable(above):
            raise _foreign(folder, "folders above it in which only their owners replace things (`%s` is not)" % above)
        above = os.path.dirname(above)
    if not _is_private(folder):
        raise _foreign(folder, "a folder of your own with mode 0700")
    found = os.lstat(path)
    if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise _foreign(path, "a socket of your own with mode 0600")


def _is_replaceable(folder):
    """True where everybody may rename and remove what others have put there: writable by all, without the sticky bit."""
    mode = os.stat(folder).st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def check_peer(connection, path):
    """Raises Broken where another user listens: between the look at the socket and the connection it could have been swapped."""
    if not hasattr(socket, "SO_PEERCRED"):
        return
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 3 * INT_BYTES)
    user = int.from_bytes(credentials[INT_BYTES : 2 * INT_BYTES], sys.byteorder)
    if user != os.getuid():
        raise _foreign(path, "your own interceptor (user %d), not a process of user %d" % (os.getuid(), user))


def _foreign(path, expected):
    return Broken(
        "TC5002",
        "`%s` cannot be trusted: expected %s, found something else there" % (path, expected),
        "see who made it: ls -ld `%s`; remove it, or set PIP_TRUST_HOME to a folder of your own" % path,
    )
