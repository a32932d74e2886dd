"""Writes what `PIP_TRUST_REPORT` asks for."""

import json
import os
import stat

from .words import print_lines


def write_report(path, report):
    """Writes the report for `path`, or into it where it is a folder. False, with words, when that fails."""
    if os.path.isdir(path):
        path = os.path.join(path, "%s.json" % report["run"])
    content = (json.dumps(report, indent=2) + "\n").encode("utf-8")
    try:
        if _is_stream(path):
            _into(path, content)
        else:
            _whole(os.path.realpath(path), content)
    except OSError as failure:
        print_lines(["pip-trust: the report could not be written to `%s`: %s" % (path, failure.strerror)])
        return False
    return True


def _is_stream(path):
    """True for devices, pipes and this process's own descriptors: a rename would put a file in their place."""
    if os.path.abspath(path).startswith(("/dev/", "/proc/")):
        return True
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _into(path, content):
    # Without a reader a pipe fails at once (ENXIO); with one, writing may wait.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "wb", buffering=0) as stream:
        while content:
            content = content[stream.write(content) :]


def _whole(path, content):
    """Aside, then renamed, so that nobody reads half of one; links stay, for `path` has none."""
    aside = "%s.%d.tmp" % (path, os.getpid())
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, path)
    except OSError:
        if os.path.exists(aside):
            os.unlink(aside)
        raise
