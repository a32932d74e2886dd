"""Runs one hook of a PEP 517 back-end, in the environment that was made for it, and writes down what it gave.

usage: hooks.py REQUEST, where REQUEST is a JSON file:
  {"backend", "backendPath", "hook", "arguments", "result"}; arguments may hold null for "none".

`result` gets {"value"} or {"missing": true}. Asking for the network is written down by pip_trust_watch.py.
"""

import importlib
import json
import os
import sys


def main(path):
    # The folder of this file is no place for modules, and neither is the project (PEP 517).
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.path.dirname(os.path.abspath(__file__)))]
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    listen = getattr(sys.modules.get("pip_trust_watch"), "listen", None)
    if listen is not None:
        listen()
    sys.path[:0] = [os.path.abspath(folder) for folder in request["backendPath"]]
    name, _, attributes = request["backend"].partition(":")
    backend = importlib.import_module(name)
    for attribute in attributes.split(".") if attributes else []:
        backend = getattr(backend, attribute)
    hook = getattr(backend, request["hook"], None)
    answer = {"missing": True} if hook is None else {"value": hook(*request["arguments"])}
    with open(request["result"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main(sys.argv[1])
