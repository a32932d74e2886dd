"""pip-trust's guard in this Python: loads the witness when pip's main program starts here, and does nothing else.

Written by `trustctl protect`, imported by the `.pth` file beside it; `trustctl unprotect` removes both.
"""

import sys

#: The library's folder `shim`, whom this was written for, and where that person's pip-trust has its things.
SHIM = "@SHIM@"
UID = -1
PLACES = {}

PIP_MAIN = ("pip._internal.cli.main", "pip._internal.main")


class Guard(object):
    """First on ``sys.meta_path``: finds nothing, and attaches the witness before pip's main program is imported."""

    def find_spec(self, name, path=None, target=None):
        if name in PIP_MAIN:
            if self in sys.meta_path:
                sys.meta_path.remove(self)
            arrive()
        return None


def arrive():
    """Puts the witness in place. Whatever hinders it ends the process: pip must not run without."""
    try:
        attach()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as failure:
        stop("TC5006: the witness could not start in this pip: %r" % (failure,))


def attach():
    import os

    if not os.path.isfile(os.path.join(SHIM, "pip_trust_witness", "attach.py")):
        stop(
            "TC5002: this Python is protected by pip-trust, which is gone: expected `%s`\n"
            "  install pip-trust again, or take the protection away: rm '%s' '%s.pth'"
            % (SHIM, __file__, os.path.splitext(__file__)[0])
        )
    stdlib = os.path.dirname(os.__file__)
    entries = sys.path[:]
    sys.path[:] = [SHIM] + [entry for entry in entries if entry.startswith(stdlib) and "-packages" not in entry]
    try:
        from pip_trust_witness import attach as witness
    finally:
        sys.path[:] = entries
    witness.attach(SHIM, PLACES if os.getuid() == UID else {})


def stop(words):
    import os

    sys.stderr.write("pip-trust: " + words + "\n")
    sys.stderr.flush()
    os._exit(1)


if not getattr(sys, "_pip_trust_guard", None):
    sys._pip_trust_guard = SHIM
    sys._pip_trust_watches = True
    sys.meta_path.insert(0, Guard())
