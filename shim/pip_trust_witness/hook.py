"""The audit hook (PEP 578): events to rules. What goes wrong in here ends the process; it never lets pip go on."""

import os
import sys
from _thread import _local

from . import archives
from .words import Broken, Refusal, end


class Rules:
    """The rules of one process, by audit event. Each handler gets the event's arguments and the frame that raised it."""

    def __init__(self, verdicts, processes, sockets, places):
        self._verdicts = verdicts
        self._processes = processes
        self._sockets = sockets
        self._places = places
        self.handlers = {
            "open": self._open,
            "subprocess.Popen": self._popen,
            "os.exec": self._exec,
            "os.posix_spawn": self._exec,
            "os.spawn": self._spawn,
            "socket.connect": self._connect,
            "socket.sendto": self._connect,
            "socket.sendmsg": self._connect,
            "tempfile.mkdtemp": self._mkdtemp,
            "shutil.copytree": self._copytree,
        }

    def _open(self, args, frame):
        path, _, flags = args
        if frame is None or not isinstance(path, (str, bytes, os.PathLike)) or archives.writes(flags or 0):
            return
        real = archives.archive_at(os.fspath(path), archives.opener_of(frame))
        if real is not None:
            self._verdicts.require_file(os.fsdecode(path), real, frame)

    def _popen(self, args, frame):
        executable, words, cwd, env = args
        self._processes.starts(executable, words, cwd, env, frame)

    def _exec(self, args, frame):
        path, words, env = args
        self._processes.replaces(path, words, env, frame)

    def _spawn(self, args, frame):
        self._exec(args[1:], frame)

    def _connect(self, args, frame):
        connection, address = args
        if address is not None:
            self._sockets.require(connection, address)

    def _mkdtemp(self, args, frame):
        self._places.made_folder(args[0])

    def _copytree(self, args, frame):
        self._processes.copies_tree(args[0], args[1], frame)


def install(rules):
    """Installs the hook for the rest of this process's life."""
    handlers = rules.handlers
    state = _local()

    def hook(event, args):
        handler = handlers.get(event)
        if handler is None or getattr(state, "busy", False):
            return
        state.busy = True
        try:
            handler(args, _caller())
        except Refusal as refusal:
            words = refusal.words
        except (KeyboardInterrupt, SystemExit):
            raise
        except Broken as broken:
            end(broken)
        except BaseException as failure:
            end(Broken("TC5006", "the witness failed at `%s`: %r" % (event, failure), "please report this"))
        else:
            return
        finally:
            state.busy = False
        raise _error(event, words)

    sys.addaudithook(hook)


def _error(event, words):
    """
    A PermissionError, which `pip install` shows in one line. Its other commands show only errors of pip's own so, and
    print a traceback for the rest: for files it is both. Not for programs: pip's VCS code takes its own lightly.
    """
    own = getattr(sys.modules.get("pip._internal.exceptions"), "InstallationError", None)
    if event != "open" or not isinstance(own, type):
        return PermissionError(words)
    return type("PermissionError", (PermissionError, own), {})(words)


def _caller():
    """The frame that raised the event; None for those that the interpreter raises by itself."""
    try:
        return sys._getframe(2)
    except ValueError:
        return None
