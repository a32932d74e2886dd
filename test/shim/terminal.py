"""Runs a command in a real terminal for a test: ``terminal.py SIGNAL|KEYS WHEN COMMAND...``; prints JSON of how it ended.

WHEN is the text on the terminal that triggers SIGNAL (``INT`` by the terminal's own Ctrl-C, ``TERM``) or typing KEYS.
"""

import json
import os
import pty
import signal
import sys

MAX_SECONDS = 60


def main():
    action, when, command = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    signal.alarm(MAX_SECONDS)
    seen = b""
    acted = False
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
        if not acted and when in seen:
            acted = True
            act(action, child, terminal)
    _, status = os.waitpid(child, 0)
    ended = {"output": seen.decode("utf-8", "replace"), "acted": acted, "signal": None, "code": None}
    if os.WIFSIGNALED(status):
        ended["signal"] = signal.Signals(os.WTERMSIG(status)).name
    else:
        ended["code"] = os.WEXITSTATUS(status)
    print(json.dumps(ended))


def act(action, child, terminal):
    if action == "INT":
        os.write(terminal, b"\x03")
    elif action == "TERM":
        os.kill(child, signal.SIGTERM)
    else:
        os.write(terminal, action.encode() + b"\r")


if __name__ == "__main__":
    main()
