"""What pip's temporary folders tell of a file: downloaded, built in this run, taken from the wheel cache, or none of these."""

import os
import re

DOWNLOADS = ("pip-unpack-", "pip-download-")
#: Where pip keeps wheels that it built earlier: cache/wheels/ab/cd/ef/<rest of the key>/name.whl.
CACHED = re.compile(r"/wheels/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{40,64}/[^/]+\.whl$")


class Places:
    """Follows the ``tempfile.mkdtemp`` events of this process and the digests of the wheels that its builds made."""

    def __init__(self):
        self._folders = set()
        self._built = set()
        self._builds = 0

    def made_folder(self, path):
        if isinstance(path, (str, bytes)):
            self._folders.add(os.path.realpath(os.fsdecode(path)))

    def build_started(self):
        self._builds += 1

    def is_own(self, path):
        """True below a folder that this process made for temporary things."""
        return self._own_folder(os.path.realpath(path)) is not None

    def place_of(self, real, digest):
        """The ``place`` of a JudgeRequest (shim/runs/api.ts)."""
        if digest in self._built:
            return "built"
        parent = os.path.dirname(real)
        # A build hook puts its wheel straight into a folder made for it, and pip hashes it there before it is moved.
        if self._builds and real.endswith(".whl") and parent in self._folders and not _is_download(parent):
            self._built.add(digest)
            return "built"
        if CACHED.search(real):
            return "wheel-cache"
        own = self._own_folder(real)
        return "download" if own is not None and _is_download(own) else "local"

    def _own_folder(self, real):
        folder = real
        while folder != os.path.dirname(folder):
            folder = os.path.dirname(folder)
            if folder in self._folders:
                return folder
        return None


def _is_download(folder):
    return os.path.basename(folder).startswith(DOWNLOADS)
