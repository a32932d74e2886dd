"""Boots a pip: opens the run ▶ audit hook ▶ hello ▶ the real pip, in this process ▶ report."""

import os
import signal
import sys

from .channel import Channel
from .home import Home
from .run import started, status_of, with_settings
from .words import Broken, end


def main(shim, argv):
    """``argv`` is ``--boot REALPIP ARGS…`` or ``--boot -m pip ARGS…``. Leaves as pip leaves."""
    try:
        target, args = _target(argv)
        run = _open(shim, target, args)
    except Broken as broken:
        end(broken)
    except KeyboardInterrupt:  # nothing runs yet that would want to tidy up: end as any program does
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    _hide_frames(shim)
    _live(run, target)


def _target(argv):
    if argv[:3] == ["--boot", "-m", "pip"]:
        return None, argv[3:]
    if argv[:1] == ["--boot"] and len(argv) > 1:
        return argv[1], argv[2:]
    raise Broken("TC5012", "the witness was called without a pip to run", "call pip, not witness.py")


def _open(shim, target, args):
    sys.argv = [target or "-m"] + args
    # Python puts a script's folder, links resolved, first on sys.path. For `-m pip` it would be the current folder: a
    # planted module there must not come before pip, which takes that entry off as its first act anyway.
    if target is not None and not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.path.dirname(os.path.realpath(target)))
    home = Home(os.environ)
    run, environment, extra = started(shim, Channel(home.socket), home)
    environment.enter()
    sys.argv[1:] = with_settings(args, extra)
    run.watch(environment)
    return run


def _live(run, target):
    """Runs pip to its end and closes the run. Whatever pip raises goes on to Python, which ends the process by it."""
    status = 1
    try:
        _run_pip(target)
        status = 0
    except SystemExit as ended:
        status = status_of(ended)
        code = _finish(run, status)
        if code != status:
            sys.exit(code)
        raise
    except BaseException:
        _finish(run, status)
        raise
    code = _finish(run, status)
    if code != status:
        sys.exit(code)


def _finish(run, status):
    try:
        return run.finish(status)
    except Broken as broken:
        end(broken)


def _run_pip(target):
    import runpy

    if target is not None:
        runpy.run_path(target, run_name="__main__")
        return
    if not _has_pip():
        raise_missing = Broken("TC5012", "`%s` has no module pip" % sys.executable, "python3 -m ensurepip")
        end(raise_missing)
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


def _has_pip():
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _hide_frames(shim):
    """Tracebacks start in pip's own script, as they would without the witness."""
    show = sys.excepthook
    own = (os.path.join(shim, "witness.py"), os.path.join(shim, "pip_trust_witness"))

    def excepthook(kind, value, trace):
        while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename, own):
            trace = trace.tb_next
        show(kind, value, trace)

    sys.excepthook = excepthook


def _is_ours(filename, own):
    return filename.startswith(own) or filename.endswith(("/runpy.py", "<frozen runpy>")) or filename == "<frozen runpy>"
