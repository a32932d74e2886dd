"""What the witness says to a person, and how it ends a process that may not go on."""

import os
import sys


def shown(text):
    """What a terminal would obey, hide or reorder is spelled ``\\u{202e}``: names of files and hosts come from anybody."""
    return "".join(letter if letter.isprintable() else "\\u{%x}" % ord(letter) for letter in text)


class Refusal(Exception):
    """A rule or the interceptor refuses what pip is about to do. ``hook`` turns it into the error that pip shows."""

    def __init__(self, words):
        self.words = shown(words)
        Exception.__init__(self, self.words)


class Broken(Exception):
    """The witness cannot do its work; the process must end. ``code`` is a reason code of src/verdict."""

    def __init__(self, code, words, hint=None):
        self.code = code
        self.words = shown(words)
        self.hint = shown(hint) if hint else None
        Exception.__init__(self, self.words)


def print_lines(lines):
    """Writes lines on stderr after everything that pip wrote. Bears a closed pipe and any locale."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass
    if sys.stderr is None:  # it was closed at start: descriptor 2 may be anything by now
        return
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    left = "".join(line + "\n" for line in lines).encode(encoding, "backslashreplace")
    try:
        while left:
            left = left[os.write(2, left):]
    except OSError:
        pass


def end(broken):
    """Ends this process at once, with words: nothing that pip would do afterwards may happen unwitnessed."""
    try:
        if sys.stdout is not None and os.isatty(1):
            os.write(1, b"\x1b[?25h")  # a progress bar hides the cursor and can no longer bring it back
        lines = ["", "pip-trust: %s: %s" % (broken.code, broken.words)]
        print_lines(lines + (["  " + broken.hint] if broken.hint else []))
    finally:
        os._exit(1)
