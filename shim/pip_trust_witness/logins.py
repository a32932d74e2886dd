"""Answers the interceptor's questions about logins for indexes: what pip's own keyring provider has, asked from within pip."""

import sys
import threading

from .channel import Channel
from .words import Broken

#: pip's own module, as pip imported it: nothing is imported here for the sake of a question.
AUTH = "pip._internal.network.auth"


def attend(path, token, ended):
    """Waits for questions in a thread of its own, on a connection of its own, until the run has ended."""
    threading.Thread(target=_attend, args=(Channel(path, token), ended), daemon=True, name="pip-trust-logins").start()


def _attend(channel, ended):
    answer = None
    try:
        while not ended():
            question = channel.call("runs/logins", {"v": 1, "answer": answer}).get("question")
            answer = None if question is None else {"id": question["id"], "login": _login(question)}
    except Broken:
        return  # the run has ended, or pip's own connection will say what is wrong
    finally:
        channel.close()


def _login(question):
    """pip asks for the index's address first, then for its host alone (``_get_new_credentials``)."""
    url, user = question["url"], question["user"]
    for place in (url, url.split("://", 1)[-1].split("/", 1)[0]):
        found = _ask(place, user, question["provider"])
        if found and found[0] is not None and found[1] is not None:
            return {"user": str(found[0]), "password": str(found[1])}
    return None


def _ask(place, user, provider):
    auth = sys.modules.get(AUTH)
    try:
        if hasattr(auth, "get_keyring_provider"):
            return auth.get_keyring_provider(provider).get_auth_info(place, user)
        if hasattr(auth, "get_keyring_auth"):  # before pip 23.1
            return auth.get_keyring_auth(place, user)
    except Exception:  # a keyring that fails has nothing, as for pip itself
        return None
    return None
