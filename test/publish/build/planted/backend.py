"""A back-end of PEP 517 that a test's project carries itself, as careless as they come: times, owners, modes and the order
of files are whatever they happen to be. `plan.py` beside it, where there is one, is run first."""

import base64
import hashlib
import io
import os
import tarfile
import time
import zipfile

STEM = "acme_pay-1.0"


def _plan(hook):
    if os.path.exists("plan.py"):
        with open("plan.py", encoding="utf-8") as file:
            scope = {"hook": hook}
            exec(file.read(), scope)
            return scope.get("result")
    return None


def get_requires_for_build_sdist(settings=None):
    return _plan("requires_sdist") or []


def build_sdist(folder, settings=None):
    name = _plan("sdist") or STEM + ".tar.gz"
    with tarfile.open(os.path.join(folder, name), "w:gz") as tar:
        for path in ("pyproject.toml", "backend.py", "acme_pay.py", "plan.py"):
            if os.path.exists(path):
                tar.add(path, STEM + "/" + path)
        info = tarfile.TarInfo(STEM + "/PKG-INFO")
        text = b"Metadata-Version: 2.1\nName: acme-pay\nVersion: 1.0\n"
        info.size, info.mtime = len(text), time.time()
        tar.addfile(info, io.BytesIO(text))
    return name


def build_wheel(folder, settings=None, metadata=None):
    extra = _plan("wheel")
    info = STEM + ".dist-info"
    with open("acme_pay.py", "rb") as file:
        files = {"acme_pay.py": file.read()}
    if extra is not None:
        files["extra.txt"] = extra.encode()
    if settings:
        files["settings.txt"] = repr(sorted(settings.items())).encode()
    files[info + "/METADATA"] = b"Metadata-Version: 2.1\nName: acme-pay\nVersion: 1.0\n"
    files[info + "/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: planted\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    rows = []
    with zipfile.ZipFile(os.path.join(folder, STEM + "-py3-none-any.whl"), "w") as target:
        for name in sorted(files, key=lambda each: os.urandom(4)):
            target.writestr(zipfile.ZipInfo(name, time.localtime()[:6]), files[name])
            digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).decode().rstrip("=")
            rows.append("%s,sha256=%s,%d" % (name, digest, len(files[name])))
        target.writestr(info + "/RECORD", "\r\n".join(rows + [info + "/RECORD,,", ""]))
    return STEM + "-py3-none-any.whl"
