"""The road into nested pips: found by ``PYTHONPATH``, inert until a pip's main program is imported.

Chains to the next ``sitecustomize`` on ``sys.path`` (Debian's, the user's, pip's own in build environments), and takes its
folder off ``sys.path`` first, so that build code sees the path that it would see without it.
"""

import os
import sys

_PIP_MAIN = ("pip._internal.cli.main", "pip._internal.main")


def _stop(words):
    sys.stderr.write("pip-trust: " + words + "\n")
    sys.stderr.flush()
    os._exit(1)


def _attach(shim):
    stdlib = os.path.dirname(os.__file__)
    entries = sys.path[:]
    sys.path[:] = [shim] + [entry for entry in entries if entry.startswith(stdlib) and "-packages" not in entry]
    try:
        from pip_trust_witness import attach
    finally:
        sys.path[:] = entries
    attach.attach(shim)


def _watch(shim):
    """Attaches the witness once, at the moment when pip's main program is about to be imported."""
    waiting = [True]

    def hook(event, args):
        if event == "import" and waiting and args[0] in _PIP_MAIN:
            del waiting[:]
            try:
                _attach(shim)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as failure:  # whatever it is: without a witness pip must not run
                _stop("TC5006: the witness could not start in a nested pip: %r" % (failure,))

    sys.addaudithook(hook)


class _Refuser(object):
    """Where there are no audit hooks (Python < 3.8), a pip that starts is refused with words."""

    def find_module(self, name, path=None):
        if name in _PIP_MAIN:
            version = ".".join(str(part) for part in sys.version_info[:3])
            _stop("TC5008: this Python cannot be witnessed: expected 3.8 or newer, found %s" % version)
        return None

    def find_spec(self, name, path=None, target=None):
        return self.find_module(name)


def _chain(folder):
    """Runs the ``sitecustomize`` that this one hides, as the ``site`` module would have."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    if sys.version_info < (3, 4):
        import imp

        try:
            found = imp.find_module("sitecustomize", sys.path)
        except ImportError:
            return
        imp.load_module("sitecustomize", *found)
        return
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


_FOLDER = os.path.dirname(os.path.abspath(__file__))
if not getattr(sys, "_pip_trust_watches", False):
    sys._pip_trust_watches = True
    if sys.version_info >= (3, 8) and hasattr(sys, "addaudithook"):
        _watch(os.path.dirname(_FOLDER))
    else:
        sys.meta_path.insert(0, _Refuser())
_chain(_FOLDER)
