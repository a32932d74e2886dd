"""What the interceptor must know of this pip: its arguments, environment, configuration files, version."""

import os
import re
import sys

from .words import Broken

MAX_CONFIG_BYTES = 256 * 1024
HTTP_NAMES = frozenset(
    "http_proxy https_proxy all_proxy no_proxy requests_ca_bundle curl_ca_bundle ssl_cert_file ssl_cert_dir netrc "
    "ci build_buildid build_id home xdg_config_home".split()
)


def open_request(args):
    """The OpenRequest for a pip that is to run with ``args``."""
    return {
        "v": 1,
        "pid": os.getpid(),
        "cwd": text(_cwd()),
        "argv": [text(arg) for arg in args],
        "python": {
            "version": ".".join(str(part) for part in sys.version_info[:3]),
            "executable": text(sys.executable or ""),
            "prefix": text(sys.prefix),
        },
        "pip": _pip(),
        "env": {text(name): text(value) for name, value in os.environ.items() if _is_asked(name)},
        "config": [_config(path) for path in config_files("--isolated" in args) if os.path.isfile(path)],
    }


def text(value):
    """A string that JSON can carry: bytes that are not UTF-8 are shown escaped."""
    return os.fsencode(value).decode("utf-8", "backslashreplace")


def _cwd():
    try:
        return os.getcwd()
    except OSError:
        return "/"


def _is_asked(name):
    if name.upper().startswith("PIP_"):
        return not name.upper().startswith("PIP_TRUST_")
    return name.lower() in HTTP_NAMES


def _pip():
    """Version and place of the pip that is about to run, without importing it."""
    from importlib.util import find_spec

    try:
        spec = find_spec("pip")
        source = spec.loader.get_source("pip") if spec else ""
    except (ImportError, AttributeError, ValueError, OSError):
        return {"version": "", "location": ""}
    found = re.search(r"^__version__\s*=\s*['\"]([^'\"]{1,64})['\"]", source or "", re.M)
    location = os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else ""
    return {"version": found.group(1) if found else "", "location": text(location)}


def config_files(isolated):
    """pip's configuration files in the order in which pip loads them (pip._internal.configuration.iter_config_files)."""
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    files = [os.path.join(folder, "pip.conf") for folder in _site_folders()]
    if not isolated and not (named and os.path.exists(named)):
        files += [os.path.expanduser("~/.pip/pip.conf"), os.path.join(_user_folder(), "pip.conf")]
    files.append(os.path.join(sys.prefix, "pip.conf"))
    return files + ([named] if named else [])


def _site_folders():
    if sys.platform == "darwin":
        return ["/Library/Application Support/pip"]
    listed = os.environ.get("XDG_CONFIG_DIRS", "").strip() or "/etc/xdg"
    return [os.path.join(os.path.expanduser(entry), "pip") for entry in listed.split(os.pathsep)] + ["/etc"]


def _user_folder():
    if sys.platform == "darwin":
        library = os.path.expanduser("~/Library/Application Support/pip")
        if os.path.isdir(library):
            return library
        return os.path.expanduser("~/.config/pip")
    base = os.environ.get("XDG_CONFIG_HOME", "").strip() or "~/.config"
    return os.path.join(os.path.expanduser(base), "pip")


def _config(path):
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
    except OSError:
        return {"path": text(path), "text": ""}  # pip cannot read it either
    if len(content) > MAX_CONFIG_BYTES:
        raise Broken(
            "TC1008",
            "pip's configuration file `%s` is too large: expected at most %d bytes" % (path, MAX_CONFIG_BYTES),
            "shorten it, or name another one by PIP_CONFIG_FILE",
        )
    return {"path": text(path), "text": content.decode("utf-8", "replace")}
