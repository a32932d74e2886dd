"""One process's part in a run: what it asks, what it records, how it ends."""

import os
import sys

from .home import is_of_another
from .hook import Rules, install
from .places import Places
from .processes import Processes
from .report import write_report  # pip warns of what is imported after it has installed something
from .settings import text
from .sockets import Sockets
from .verdicts import Verdicts
from .words import Refusal, print_lines


class Run:
    """A run that this process opened (``role`` main) or joined (nested)."""

    def __init__(self, channel, role):
        self._channel = channel
        self._role = role
        self._pid = os.getpid()
        self._refused = False
        self._closed = False

    def watch(self, environment):
        """Puts the audit hook in place and says so: from now on the proxy serves this run."""
        places = Places()
        verdicts = Verdicts(self._judge, self._record, places)
        processes = Processes(verdicts, places, environment, self._record)
        install(Rules(verdicts, processes, Sockets(self._record), places))
        self._channel.call("runs/hello", {"v": 1, "pid": self._pid, "role": self._role})

    def finish(self, status):
        """Closes the run and prints what there is to say; returns the exit code: pip's own, but never 0 with a refusal."""
        if self._closed or self._role != "main" or os.getpid() != self._pid:
            return status
        self._closed = True
        reply = self._channel.call("runs/close", {"v": 1, "exitCode": status, "colour": _has_colour()})
        self._channel.close()
        lines = [str(line) for line in reply.get("lines") or []]
        print_lines(lines + _other_home() if lines else [])
        written = _reported(reply.get("report"))
        refused = bool(reply.get("refused")) or self._refused
        return 1 if status == 0 and (refused or not written) else status

    def attend(self):
        """Waits for questions about logins, beside pip."""
        from . import logins

        logins.attend(self._channel.path, self._channel.token, lambda: self._closed)

    def _judge(self, question):
        if self._closed:
            raise Refusal("the run has ended: nothing more can be judged in it")
        reply = self._channel.call("runs/judge", dict(question, v=1, pid=os.getpid()))
        self._refused = self._refused or reply.get("decision") == "block"
        return reply

    def _record(self, kind, detail, code):
        if code is not None:
            self._refused = True
        if not self._closed:
            event = {"v": 1, "pid": os.getpid(), "type": kind, "detail": text(detail), "code": code}
            self._channel.call("runs/event", event)


def _other_home():
    """Root in somebody else's home (``sudo`` that keeps HOME): whose policy held must be said."""
    home = os.environ.get("HOME")
    if os.environ.get("PIP_TRUST_HOME") or not home or not is_of_another(home):
        return []
    return ["pip-trust: HOME `%s` is not root's: root's own policy and state were used, not that user's" % text(home)]


def _has_colour():
    return sys.stderr is not None and os.isatty(2) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _reported(report):
    path = os.environ.get("PIP_TRUST_REPORT")
    return not path or write_report(path, report)


def status_of(ended):
    """The exit status that Python would make of a SystemExit."""
    code = ended.code
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else 1


def with_settings(args, extra):
    """pip's arguments with ours before the first bare ``--``, else at the end: the last option wins."""
    at = args.index("--") if "--" in args else len(args)
    return args[:at] + extra + args[at:]


def started(shim, channel, home):
    """Starts a main run: connects (starting the interceptor if need be) and opens. Returns (run, environment, extra args)."""
    from . import launch, settings
    from .environment import Environment

    lib = os.path.dirname(shim)
    reply = launch.opened(channel, lib, home, settings.open_request(sys.argv[1:]))
    channel.token = str(reply["token"])
    private = {"PIP_TRUST_RUN": channel.token, "PIP_TRUST_SOCKET": channel.path, "PIP_TRUST_LIB": lib}
    environment = Environment(shim, private, dict(reply["env"]))
    run = Run(channel, "main")
    if reply.get("logins"):
        run.attend()
    return run, environment, [str(arg) for arg in reply["args"]]
