"""pip-trust's witness in pip's process. ``boot`` starts a pip under it, ``attach`` joins one that has already started.

Read it in this order: boot (a run from open to close), hook (audit events to rules), archives, asking, verdicts, processes, sockets.
"""
