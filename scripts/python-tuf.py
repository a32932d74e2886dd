"""Reads a TUF repository with python-tuf's own client. JSON on stdin: {url, root, home, targets: {path: sha256}}.

Says on stdout what came of it: {"tuf": version, "answer": "ok" | the name of the error}.
"""

import hashlib
import json
import os
import sys

import tuf
from tuf.ngclient import Updater


def read(question: dict) -> str:
    metadata, files = (os.path.join(question["home"], name) for name in ("metadata", "files"))
    for folder in (metadata, files):
        os.makedirs(folder, exist_ok=True)
    with open(question["root"], "rb") as root:
        updater = Updater(
            metadata, question["url"] + "/", files, question["url"] + "/targets/", bootstrap=root.read()
        )
    try:
        updater.refresh()
        for path, expected in question["targets"].items():
            info = updater.get_targetinfo(path)
            if info is None:
                return f"lacks {path}"
            with open(updater.download_target(info), "rb") as target:
                if hashlib.sha256(target.read()).hexdigest() != expected:
                    return f"other bytes: {path}"
    except Exception as error:
        return type(error).__name__
    return "ok"


print(json.dumps({"tuf": tuf.__version__, "answer": read(json.load(sys.stdin))}))
