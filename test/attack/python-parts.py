"""What the witness does against attackers, asked of its own parts: prints one JSON object."""

import json
import os
import socket
import subprocess
import sys

sys.path.insert(0, sys.argv[1])
from pip_trust_witness import home, launch  # noqa: E402
from pip_trust_witness.environment import Environment  # noqa: E402
from pip_trust_witness.processes import Processes  # noqa: E402
from pip_trust_witness.words import Broken  # noqa: E402

TOKEN = "secret-token"
PROXY = "http://run:%s@127.0.0.1:1" % TOKEN


class Nothing:
    def __getattr__(self, _):
        return lambda *_args: None


def seen_by_others():
    """The command line of a nested pip, as /proc shows it to everybody, and the proxy that it has in its environment."""
    environment = Environment(sys.argv[1], {"PIP_TRUST_RUN": TOKEN}, {"PIP_PROXY": PROXY})
    processes = Processes(Nothing(), Nothing(), environment, Nothing().x)

    def hook(event, args):
        if event == "subprocess.Popen":
            processes.starts(args[0], args[1], args[2], args[3], None)

    sys.addaudithook(hook)
    show = "import os; print(open('/proc/self/cmdline').read()); print(os.environ.get('PIP_PROXY'))"
    with open(os.path.join(sys.argv[2], "__pip-runner__.py"), "w") as file:
        file.write(show)
    runner = [sys.executable, file.name, "install"]
    out = []
    for shown in (["--proxy", PROXY], ["--proxy=" + PROXY], ["--proxy", "http://other.example"]):
        done = subprocess.run(runner + shown + ["--", "x"], env=dict(os.environ), stdout=subprocess.PIPE, check=True)
        words, proxy = done.stdout.decode().split("\n")[:2]
        out.append({"words": words.split("\0")[2:-1], "proxy": proxy})
    return out


def of_peer(user):
    """Broken's words for a listener when this process is `user`."""
    path = os.path.join(sys.argv[2], "peer.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(1)
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    real = os.getuid
    os.getuid = lambda: user
    try:
        home.check_peer(client, path)
        return None
    except Broken as broken:
        return broken.code
    finally:
        os.getuid = real
        os.unlink(path)


def of_folder(mode):
    """The code for a socket in a private folder, where the folder above has this mode."""
    above = os.path.join(sys.argv[2], "above-%o" % mode)
    folder = os.path.join(above, "run")
    os.makedirs(folder, 0o700)
    path = os.path.join(folder, "shim.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    os.chmod(folder, 0o700)
    os.chmod(above, mode)
    try:
        home.check_socket(path)
        return None
    except Broken as broken:
        return broken.code


answers = {
    "peer": [of_peer(os.getuid()), of_peer(os.getuid() + 1)],
    "folder": [of_folder(mode) for mode in (0o755, 0o1777, 0o777)],
    "environment": sorted(launch._environment(dict(os.environ))),
    "nested": seen_by_others(),
}
print(json.dumps(answers))
