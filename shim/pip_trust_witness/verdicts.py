"""Asks the interceptor about archives and trees, and remembers what it said by what cannot be forged: ctime among it."""

import hashlib
import os

from . import archives, asking
from .settings import text
from .words import Refusal

CHUNK_BYTES = 1024 * 1024


class Verdicts:
    """``ask`` sends a JudgeRequest and returns the JudgeReply; ``record`` sends an event."""

    def __init__(self, ask, record, places):
        self._ask = ask
        self._record = record
        self._places = places
        self._known = {}
        self._trees = {}

    def require_file(self, path, real, frame):
        """Returns when pip may open the archive at this path for what it does in this frame; raises Refusal otherwise."""
        fault = archives.fault_of(path, real)
        if fault is not None:
            self._refuse_once(real, *fault)
        asked = {"unpacked": asking.is_unpacked(frame), "declaredElsewhere": asking.is_declared_elsewhere(frame)}
        key = (*asked.values(), *_key_of(real, os.stat(real)))
        if key not in self._known:
            digest, size, identity = _digest_of(real)
            key = (*asked.values(), *identity)
            asked.update(what="file", path=text(real), sha256=digest, size=size)
            self._known[key] = _words_of(self._ask(dict(asked, place=self._places.place_of(real, digest))))
        _obey(self._known[key])

    def require_folder(self, path, frame):
        """Returns when pip may build in this local folder, which another user must not be able to change; raises Refusal otherwise."""
        real = os.path.realpath(path)
        fault = archives.openness_of(path, real)
        if fault is not None:
            self._refuse_once(real, *fault)
        self.require_tree("directory", real, None, frame)

    def require_tree(self, what, location, revision, frame):
        """Returns when pip may fetch this repository, or build what is in this folder; raises Refusal otherwise."""
        elsewhere = asking.is_declared_elsewhere(frame)
        key = (what, location, revision, elsewhere)
        if key not in self._trees:
            question = {"what": what, "location": text(location), "revision": revision, "declaredElsewhere": elsewhere}
            self._trees[key] = _words_of(self._ask(question))
        _obey(self._trees[key])

    def _refuse_once(self, real, code, words):
        if real not in self._known:
            self._known[real] = words
            self._record("file-refused", words, code)
        raise Refusal(words)


def _words_of(reply):
    """The words of a refusal; None for what is allowed."""
    decision = reply.get("decision")
    if decision in ("allow", "warn"):
        return None
    if decision != "block":
        raise ValueError("a judgement that says neither allow, warn nor block: %r" % (decision,))
    return str(reply.get("words") or "refused by pip-trust: %s" % reply.get("code"))


def _obey(words):
    if words is not None:
        raise Refusal(words)


def _key_of(real, found):
    return real, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _digest_of(real):
    """sha256, size and key of one open file: what is hashed is what the key stands for."""
    digest = hashlib.sha256()
    size = 0
    descriptor = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        before = _key_of(real, os.fstat(descriptor))
        while True:
            chunk = os.read(descriptor, CHUNK_BYTES)
            if not chunk:
                break
            size += len(chunk)
            digest.update(chunk)
        if _key_of(real, os.fstat(descriptor)) != before or size != before[3]:
            raise Refusal("`%s` changed while it was read: expected it to stay the same until it is installed" % real)
    finally:
        os.close(descriptor)
    return digest.hexdigest(), size, before
