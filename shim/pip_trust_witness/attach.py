"""Joins a pip that PYTHONPATH brought us into: with a run's token as part of that run, else as a run of its own."""

import atexit
import os
import sys

from .channel import Channel
from .environment import Environment
from .home import Home
from .run import Run, started, status_of, with_settings
from .words import Broken, end, print_lines

#: Words that neither fetch nor open an archive; shim/pip says why these, and why options are looked at.
SAFE = frozenset("--version -V help show freeze check config cache debug hash inspect completion".split())


def attach(shim, places=None):
    """
    Called when pip's main program is about to be imported. Ends the process where the witness cannot be put in place.
    ``places`` are variables that say where pip-trust's things are, for where the environment was emptied of them.
    """
    if "pip_trust_witness.boot" in sys.modules:
        return  # this very process was booted by the witness
    try:
        _lift_barrier()
        token, path = os.environ.get("PIP_TRUST_RUN"), os.environ.get("PIP_TRUST_SOCKET")
        if token and path:
            _join(shim, token, path)
        elif len(sys.argv) > 1 and sys.argv[1] not in SAFE:
            _start(shim, Home(dict(places or {}, **os.environ)))
    except Broken as broken:
        end(broken)


def _lift_barrier():
    """Takes away what the front put in an unknown wrapper's way, and gives the user's values back."""
    for name in ("PROXY", "CONSTRAINT"):
        kept = os.environ.pop("PIP_TRUST_KEPT_" + name, None)
        ours = ("http://unwitnessed.invalid:9", "/TC5006-pip-runs-without-its-witness")
        if os.environ.get("PIP_" + name) in ours:
            del os.environ["PIP_" + name]
            if kept is not None:
                os.environ["PIP_" + name] = kept


def _join(shim, token, path):
    private = {name: os.environ.get(name) for name in ("PIP_TRUST_RUN", "PIP_TRUST_SOCKET", "PIP_TRUST_LIB")}
    environment = Environment.of_nested(shim, private)
    environment.pave(os.environ)
    Run(Channel(path, token), "nested").watch(environment)


def _start(shim, home):
    run, environment, extra = started(shim, Channel(home.socket), home)
    environment.enter()
    sys.argv[1:] = with_settings(sys.argv[1:], extra)
    run.watch(environment)
    _finish_at_exit(run)


def _finish_at_exit(run):
    """pip leaves by ``sys.exit``: its status is noted there; the run is closed when the interpreter ends."""
    leave = sys.exit
    left = [0]

    def noting_exit(*args):
        left[0] = status_of(SystemExit(*args))
        leave(*args)

    def finish():
        try:
            status = run.finish(left[0])
        except Broken as broken:
            end(broken)
        if status != left[0]:
            print_lines([])  # flushes
            os._exit(status)

    sys.exit = noting_exit
    atexit.register(finish)
