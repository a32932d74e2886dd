"""What pip starts: nested pips join the run, builds and repositories are judged before they run."""

import os
import re
from collections.abc import MutableMapping

from . import vcs
from .words import Refusal

PYTHON = re.compile(r"^(python|pypy)[0-9.]*[a-z]*$")
VALUED = frozenset(["-W", "-X", "--check-hash-based-pycs"])
PIP_SCRIPT = re.compile(r"(^|/)(pip[0-9.]*|__pip-runner__\.py|pip[^/]*\.(pyz|whl)|pip/__main__\.py)$")
#: Options with which a Python neither reads PYTHONPATH nor runs sitecustomize.
DEAF = frozenset("IES")


class Processes:
    """Rules for ``subprocess.Popen`` and its kin."""

    def __init__(self, verdicts, places, environment, record):
        self._verdicts = verdicts
        self._places = places
        self._environment = environment
        self._record = record
        self._fetched = {}
        self._recorded = set()

    def starts(self, executable, args, cwd, env, frame):
        """Before ``subprocess.Popen``: ``env`` and ``args`` are the very ones that the child will get: they are mended in place."""
        words = _words(executable, args)
        folder = os.path.abspath(os.fsdecode(cwd)) if cwd else None
        nested = self._judge(words, folder, frame)
        if nested and isinstance(args, list):
            self._environment.hide_token(args)
        if env is None or env is os.environ:
            self._environment.pave(os.environ)  # pip's build environments replace PYTHONPATH for a while
        elif isinstance(env, MutableMapping):
            (self._environment.for_nested if nested else self._environment.for_others)(env)
        elif nested:
            raise _unwitnessed(words)

    def replaces(self, path, args, env, frame):
        """Before exec and posix_spawn: the environment can no longer be mended, so it must be right."""
        words = _words(path, args)
        nested = self._judge(words, None, frame)
        if nested and not self._environment.joins(os.environ if env is None else env):
            raise _unwitnessed(words)

    def copies_tree(self, source, target, frame):
        """pip ≤ 21 with an old option builds a local folder in a copy: the folder is what is judged."""
        if self._places.is_own(os.fsdecode(target)) and not self._places.is_own(os.fsdecode(source)):
            self._verdicts.require_folder(os.path.abspath(os.fsdecode(source)), frame)

    def _judge(self, words, folder, frame):
        """Judges what the command brings or builds; True for a pip that will be witnessed by itself."""
        fetch = vcs.fetch_of(words, folder)
        if fetch is not None:
            self._fetches(fetch, frame)
            return False
        script = _python_script(words)
        if script is None:
            return False
        if _is_pip(script):
            if DEAF & set(script.flags):
                raise _unwitnessed(words)
            return True
        if folder is not None:
            self._builds(script, folder, frame)
        return False

    def _fetches(self, fetch, frame):
        destination = os.path.realpath(fetch.destination)
        url, revision = vcs.asked_for(frame)
        location = fetch.location or url or self._fetched.get(destination) or destination
        self._fetched[destination] = location
        self._verdicts.require_tree("vcs", location, revision, frame)

    def _builds(self, script, folder, frame):
        real = os.path.realpath(folder)
        repository = [place for place in self._fetched if (real + os.sep).startswith(place + os.sep)]
        if repository:
            place = max(repository, key=len)
            self._verdicts.require_tree("vcs", self._fetched[place], vcs.commit_at(place), frame)
        elif not self._places.is_own(real):
            self._verdicts.require_folder(folder, frame)
        self._places.build_started()
        if real not in self._recorded:
            self._recorded.add(real)
            self._record("build-started", "%s in `%s`" % (script.shown, real), None)


class Script:
    """How a Python is called: the letters of its options, and the module, script or code that it runs."""

    def __init__(self, flags, kind, name, rest):
        self.flags = flags
        self.kind = kind
        self.name = name
        shown = os.path.basename(name) if kind == "script" else "-c"
        self.shown = " ".join(["python", "-m " + name if kind == "m" else shown] + rest[:1])


def _words(executable, args):
    """The command line as text; the program is the one that really runs."""
    listed = [args] if isinstance(args, (str, bytes)) else list(args)
    words = [os.fsdecode(arg) for arg in listed]
    return [os.fsdecode(executable)] + words[1:] if executable else words


def _python_script(words):
    """The Script of a command line, or None when its program is no Python."""
    if not words or not PYTHON.match(os.path.basename(words[0])):
        return None
    flags = ""
    rest = words[1:]
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word in VALUED:
            rest = rest[1:]
        elif not word.startswith("--"):
            letters = word[1:]
            stop = [at for at, letter in enumerate(letters) if letter in "cmWX"]
            flags += letters[: stop[0]] if stop else letters
            if stop and letters[stop[0]] in "cm":
                attached = letters[stop[0] + 1 :]
                name = attached or (rest.pop(0) if rest else "")
                return Script(flags, letters[stop[0]], name, rest)
    return Script(flags, "script", rest[0], rest[1:]) if rest else Script(flags, "script", "-", [])


def _is_pip(script):
    if script.kind == "m":
        return script.name == "pip" or script.name.startswith("pip.")
    return script.kind == "script" and (PIP_SCRIPT.search(script.name) is not None or script.name.endswith("/pip"))


def _unwitnessed(words):
    return Refusal(
        "a pip that cannot be witnessed was refused: expected a Python that reads PYTHONPATH, found `%s`"
        % " ".join(words[:4])
    )
