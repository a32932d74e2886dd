"""Which opened files are archives, which are exempt, and which may not be opened at all (channels.md, «The witness, exactly»)."""

import errno
import os
import stat
import sys

ARCHIVERS = frozenset(["zipfile", "zipfile._path", "tarfile", "gzip", "bz2", "lzma"])
#: What reads a file to put it into an archive (pip 21 packs itself so).
PACKERS = frozenset([("zipfile", "write"), ("tarfile", "add")])
#: Openers that only pass a path on: what counts is who called them.
PASSERS = frozenset(["pathlib", "pathlib._local", "pathlib._abc", "codecs", "tempfile", "io", "_pyio"])
#: pip's HTTP cache: bytes that are copied to a folder for downloads, and judged there.
CACHES = ("pip._vendor.cachecontrol", "pip._internal.network.cache")
#: pip's own ARCHIVE_EXTENSIONS and what Python's archive modules read.
SUFFIXES = (
    ".whl", ".zip", ".egg", ".pybundle", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tlz", ".gz", ".bz2", ".xz",
    ".lzma", ".lz",
)
MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x5d\x00\x00")
TAR_MAGIC = (257, b"ustar")
MAX_PASSERS = 12
#: As many as Linux follows.
MAX_LINKS = 40


def opener_of(frame):
    """Name of the module that really opens: the caller, past functions that only pass a path on; empty for what packs."""
    for _ in range(MAX_PASSERS):
        if frame is None:
            return ""
        name = frame.f_globals.get("__name__") or ""
        if (name, frame.f_code.co_name) in PACKERS:
            return ""
        if name not in PASSERS:
            return name
        frame = frame.f_back
    return ""


def writes(flags):
    """True for opens that cannot read what was there before."""
    return bool(flags & (os.O_WRONLY | os.O_TRUNC)) or flags & (os.O_CREAT | os.O_EXCL) == os.O_CREAT | os.O_EXCL


def archive_at(path, opener):
    """The real path, when code of pip or an archive module is about to read an archive there; else None."""
    constructed = opener in ARCHIVERS
    if not constructed and (not opener.startswith("pip.") or opener.startswith(CACHES)):
        return None
    real = os.path.realpath(os.fsdecode(path))
    try:
        found = os.stat(real)
    except OSError:
        return None
    if stat.S_ISDIR(found.st_mode) or _is_exempt(os.fsdecode(path), real):
        return None
    if constructed or real.lower().endswith(SUFFIXES) or os.fsdecode(path).lower().endswith(SUFFIXES):
        return real
    return real if stat.S_ISREG(found.st_mode) and _has_magic(real) else None


def _has_magic(path):
    with open(path, "rb", 0) as file:
        start = file.read(TAR_MAGIC[0] + len(TAR_MAGIC[1]))
    return start.startswith(MAGICS) or start[TAR_MAGIC[0] :] == TAR_MAGIC[1]


def _is_exempt(path, real):
    """What is itself an entry of ``sys.path`` (a pip that is a zip, pip 21's ``__env_pip__.zip``), and ensurepip's own wheels."""
    for entry in sys.path:
        if isinstance(entry, str) and entry and (entry == path or os.path.realpath(entry) == real):
            return True
    bundled = os.path.join(os.path.dirname(os.__file__), "ensurepip", "_bundled")
    return os.path.dirname(real) == os.path.realpath(bundled)


def fault_of(path, real):
    """(code, words) where nobody can vouch for what will be read at this path, which now leads to ``real``; else None."""
    found = os.lstat(real)
    if not stat.S_ISREG(found.st_mode):
        return "TC1010", "`%s` is not a regular file: expected an archive on disk, found a pipe or device" % real
    return openness_of(path, real)


def openness_of(path, real):
    """(code, words) where another user may change what is at ``path``, a file or a folder, or put something else there; else None."""
    found = os.lstat(real)
    for folder, entry in _steps(path):
        if _may_replace(folder, entry):
            return "TC1011", _writable(real, folder)
    if not _is_trusted(found.st_uid) or (_bits_for_others(found) and not _is_hidden(real, found)):
        return "TC1011", _writable(real, real)
    return None


def _is_hidden(real, found):
    """True for what nobody else can reach, whatever its own rights: pip unpacks into a folder that is 0700, with any umask."""
    has_one_name = stat.S_ISDIR(found.st_mode) or found.st_nlink == 1
    return has_one_name and _is_shut(os.path.dirname(real))


def _is_shut(folder):
    """True where a folder, or one above it, lets nobody but its owner through. Steps to it are looked at before those below it."""
    while True:
        found = os.lstat(folder)
        if stat.S_ISDIR(found.st_mode) and _is_trusted(found.st_uid) and not found.st_mode & 0o011:
            return True
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above


def _steps(path):
    """Each (folder, entry) on the way to a path, through every link: pip goes it anew after it was looked at."""
    here, rest = os.sep, os.path.join(os.getcwd(), path).split(os.sep)
    links = 0
    while rest:
        name = rest.pop(0)
        if name in ("", os.curdir):
            continue
        entry = os.path.join(here, name)
        if name == os.pardir:
            here = os.path.dirname(here)
            continue
        yield here, entry
        if not os.path.islink(entry):
            here = entry
            continue
        links += 1
        if links > MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        target = os.readlink(entry)
        rest = target.split(os.sep) + rest
        here = os.sep if os.path.isabs(target) else here


def _may_replace(folder, entry):
    """True where another user may put something else in an entry's place."""
    found = os.lstat(folder)
    if not _is_trusted(found.st_uid):
        return True
    # In a sticky folder (/tmp) only the owner of an entry can replace it (sticky(7)).
    sticky = bool(found.st_mode & stat.S_ISVTX) and _is_trusted(os.lstat(entry).st_uid)
    return _bits_for_others(found) and not sticky and not _is_shut(folder)


def _writable(real, where):
    return (
        "`%s` lies where another user may change it: `%s` is writable by others; "
        "copy it to a folder of your own and install it from there" % (real, where)
    )


def _bits_for_others(found):
    return bool(found.st_mode & 0o002) or (bool(found.st_mode & 0o020) and not _is_own_group(found.st_gid))


def _is_trusted(uid):
    """The user, root, and under sudo the one who called it."""
    return uid in (0, os.geteuid()) or (os.geteuid() == 0 and os.environ.get("SUDO_UID") == str(uid))


def _is_own_group(gid):
    """True for a group that nobody but this user is in: the private group that many systems make for each user."""
    if gid == 0:
        return True
    try:
        import grp
        import pwd

        user = pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(gid)
    except (ImportError, KeyError):
        return False
    return user.pw_gid == gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
