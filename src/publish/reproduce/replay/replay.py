"""Gives a build the surroundings that a published wheel shows signs of; Python loads it as `sitecustomize`.

The plan is `pip_trust_replay.json` beside this file:
  {"clock": seconds or null, "times": {member: seconds}, "modes": {member: rights}, "roots": [folder], "asOnWindows": bool}

Only what surrounds a build is changed (times and rights of files, the clock, how texts end their lines, what zipfile takes
for the system); what is in the files is the back-end's own work.
"""

import builtins
import io
import json
import os
import time
import zipfile

_HERE = os.path.dirname(os.path.abspath(__file__))


def _settle(plan):
    """Files that a member of the wheel is made from, or copied to, get the member's time and rights."""
    for root in plan["roots"]:
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    _settle_one(path, plan)


def _settle_one(path, plan):
    parts = path.split(os.sep)
    for start in range(1, len(parts)):
        member = "/".join(parts[start:])
        if member not in plan["times"]:
            continue
        rights = plan["modes"].get(member)
        if rights:
            os.chmod(path, rights)
        os.utime(path, (plan["times"][member],) * 2)
        return


def _settle_before_packing(plan):
    begin = zipfile.ZipFile.__init__

    def __init__(self, file, mode="r", *args, **kwargs):
        if mode in ("w", "x"):
            _settle(plan)
        begin(self, file, mode, *args, **kwargs)

    zipfile.ZipFile.__init__ = __init__


def _be_windows():
    member = zipfile.ZipInfo.__init__
    open_file = io.open

    def __init__(self, *args, **kwargs):
        member(self, *args, **kwargs)
        self.create_system = 0

    def open_as_there(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
        if newline is None and "b" not in mode and set(mode) & set("wax+"):
            newline = "\r\n"
        return open_file(file, mode, buffering, encoding, errors, newline, closefd, opener)

    zipfile.ZipInfo.__init__ = __init__
    io.open = builtins.open = open_as_there


def _start():
    with open(os.path.join(_HERE, "pip_trust_replay.json"), encoding="utf-8") as file:
        plan = json.load(file)
    if plan["clock"] is not None:
        time.time = lambda: float(plan["clock"])
        _settle_before_packing(plan)
    if plan["asOnWindows"]:
        _be_windows()


_start()
