"""Boots a pip under pip-trust's witness: ``PYTHON witness.py --boot (REALPIP | -m pip) ARGS...``

The front execs this in the real pip's own interpreter. It opens a run with the interceptor, installs the audit hook,
and runs the real pip in this very process, so that signals, terminal and exit code are pip's own.
This file is read by every Python there is: it says in words which ones cannot be witnessed.
"""

import sys


def refuse_python():
    """Ends the process where ``sys.addaudithook`` (CPython 3.8, PEP 578) does not exist."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(
        "pip-trust: TC5008: this Python cannot be witnessed: expected 3.8 or newer, found %s (`%s`)\n"
        "  use a newer Python, or call `%s -m pip` yourself to install without verification\n"
        % (found, sys.executable, sys.executable)
    )
    sys.exit(1)


def load_package(folder):
    """Imports the witness's package with nothing but the standard library in sight: no planted module comes before it."""
    stdlib = __import__("os").path.dirname(__import__("os").__file__)
    entries = sys.path[:]
    sys.path[:] = [folder] + [entry for entry in entries if entry.startswith(stdlib) and "-packages" not in entry]
    try:
        from pip_trust_witness import boot
    finally:
        sys.path[:] = entries
    return boot


def main():
    """Takes this file's folder off ``sys.path``, where Python put it for the script, and boots pip."""
    import os

    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) in (folder, os.path.realpath(folder)):
        del sys.path[0]
    load_package(folder).main(folder, sys.argv[1:])


if __name__ == "__main__":
    if sys.version_info < (3, 8) or not hasattr(sys, "addaudithook"):
        refuse_python()
    main()
