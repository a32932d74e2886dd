"""Which subprocesses of pip fetch from a version control system, and from where."""

import os

#: Subcommands that bring code, with the position of the destination folder among their plain arguments.
FETCHES = {
    "git": {"clone": 1, "fetch": None, "pull": None},
    "hg": {"clone": 1, "pull": None},
    "svn": {"checkout": 1, "co": 1, "export": 1, "update": None, "up": None, "switch": None},
    "bzr": {"branch": 1, "checkout": 1, "co": 1, "export": 1, "pull": None, "update": None, "switch": None},
}
VALUED = frozenset(["-c", "-C", "-r", "--revision", "--username", "--password", "--config", "--depth"])
MAX_FRAMES = 16


class Fetch:
    """One fetch: ``location`` as pip gave it (None for a later fetch into the same folder) and the destination folder."""

    def __init__(self, program, location, destination):
        self.program = program
        self.location = location
        self.destination = destination


def fetch_of(args, cwd):
    """The Fetch that a command line makes, or None where it brings no code."""
    program = os.path.basename(args[0]) if args else ""
    if program not in FETCHES:
        return None
    plain = _plain(args[1:])
    command = plain[0] if plain else ""
    if command not in FETCHES[program]:
        return None
    position = FETCHES[program][command]
    if position is None:
        remote = plain[1] if len(plain) > 1 and ("/" in plain[1] or ":" in plain[1]) else None
        return Fetch(program, remote, cwd or os.getcwd())
    if program == "bzr" and command == "export":  # `bzr export DEST URL`, the other way round
        plain = [command] + plain[1:][::-1]
    location = plain[1] if len(plain) > 1 else None
    destination = plain[1 + position] if len(plain) > 1 + position else None
    base = cwd or os.getcwd()
    return Fetch(program, location, os.path.join(base, destination) if destination else base)


def _plain(args):
    """Arguments that are neither options nor the values of the few options that pip gives with a value."""
    plain = []
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg in VALUED:
            skip = True
        elif not arg.startswith("-"):
            plain.append(arg)
    return plain


def asked_for(frame):
    """(url, revision) that pip is fetching for: what the nearest function of ``pip._internal.vcs`` was called with."""
    url = revision = None
    for _ in range(MAX_FRAMES):
        if frame is None:
            break
        if (frame.f_globals.get("__name__") or "").startswith("pip._internal.vcs"):
            known = frame.f_locals
            revision = revision or getattr(known.get("rev_options"), "rev", None)
            url = url or getattr(known.get("url"), "secret", None)
        frame = frame.f_back
    return str(url) if url else None, str(revision) if revision else None


def commit_at(folder):
    """The commit that a git clone has checked out; None for other systems and unborn branches."""
    git = os.path.join(folder, ".git")
    head = _line(os.path.join(git, "HEAD"))
    if not head.startswith("ref: "):
        return head or None
    name = head[5:]
    loose = _line(os.path.join(git, *name.split("/")))
    if loose:
        return loose
    try:
        with open(os.path.join(git, "packed-refs"), encoding="utf-8", errors="replace") as file:
            packed = [line.split()[0] for line in file if line.rstrip().endswith(" " + name)]
    except OSError:
        packed = []
    return packed[0] if packed else None


def _line(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline(4096).strip()
    except OSError:
        return ""
