"""The environment of pip and of what it starts: nested pips join the run, everything else gets the user's own values back."""

import json
import os

ROAD = "PYTHONPATH"
SAVED = "PIP_TRUST_SAVED"


class Environment:
    """``changes`` is what OpenReply (or the pip above) sets, null for what it removes; ``saved`` the values before that."""

    def __init__(self, shim, private, changes, saved=None):
        self.site = os.path.join(shim, "site")
        self._private = private
        self._changes = changes
        self._saved = {name: os.environ.get(name) for name in changes} if saved is None else saved

    @classmethod
    def of_nested(cls, shim, private):
        """In a nested pip: what is set now is what the run set."""
        saved = json.loads(os.environ.get(SAVED) or "{}")
        return cls(shim, private, {name: os.environ.get(name) for name in saved}, saved)

    def enter(self):
        """Puts the run's values, and the road for nested pips, into this process."""
        self.for_nested(os.environ)

    def for_nested(self, env):
        """For a pip that this pip starts: it joins the run, wherever ``env`` came from."""
        _set(env, self._changes)
        _set(env, self._private)
        env[SAVED] = json.dumps(self._saved)
        self.pave(env)

    def for_others(self, env):
        """For builds and other programs: no token, no proxy of ours; a pip that they start opens a run of its own."""
        for name, value in self._changes.items():
            if env.get(name) == value:
                _set(env, {name: self._saved[name]})
        for name in list(self._private) + [SAVED]:
            env.pop(name, None)
        self.pave(env)

    def hide_token(self, args):
        """
        Takes the proxy with the run's token off a nested pip's command line, which every user of the machine can read
        (pip from 25.2 on repeats its own ``--proxy`` there): the nested pip has it by its environment.
        """
        token = self._private.get("PIP_TRUST_RUN") or ""
        shown = [at for at, word in enumerate(args) if token and token in os.fsdecode(word)]
        for at in reversed(shown):
            first = at - 1 if at > 0 and os.fsdecode(args[at - 1]) == "--proxy" else at
            del args[first : at + 1]

    def pave(self, env):
        """Puts our folder first on PYTHONPATH: pip's own ``sitecustomize`` is chained. Never an empty entry (the current folder)."""
        entries = [entry for entry in (env.get(ROAD) or "").split(os.pathsep) if entry and entry != self.site]
        env[ROAD] = os.pathsep.join([self.site] + entries)

    def joins(self, env):
        """True where a pip with this environment would join the run."""
        first = (env.get(ROAD) or "").split(os.pathsep)[0]
        return first == self.site and all(env.get(name) == value for name, value in self._private.items())


def _set(env, changes):
    for name, value in changes.items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
