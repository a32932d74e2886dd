"""A back-end that packs files with the times and rights they have, as setuptools and flit do without SOURCE_DATE_EPOCH."""

import os
import time
import zipfile

INFO = "acme_pay-1.0.dist-info"
MADE = {
    INFO + "/METADATA": "Metadata-Version: 2.1\nName: acme-pay\nVersion: 1.0\n",
    INFO + "/WHEEL": "Wheel-Version: 1.0\nGenerator: planted\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def build_wheel(folder, config_settings=None, metadata_directory=None):
    if os.path.exists("plan.py"):
        with open("plan.py", encoding="utf-8") as file:
            exec(compile(file.read(), "plan.py", "exec"), {})
    os.makedirs("made/" + INFO, exist_ok=True)
    for name, text in MADE.items():
        with open("made/" + name, "w", encoding="utf-8") as file:
            file.write(text)
    name = "acme_pay-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        add(wheel, "acme_pay.py", "acme_pay.py")
        for each in MADE:
            add(wheel, "made/" + each, each)
        wheel.writestr(zipfile.ZipInfo(INFO + "/RECORD", time.gmtime(time.time())[:6]), b"")
    return name


def add(wheel, path, name):
    stat = os.stat(path)
    member = zipfile.ZipInfo(name, max(time.gmtime(stat.st_mtime)[:6], (1980, 1, 1, 0, 0, 0)))
    member.external_attr = stat.st_mode << 16
    with open(path, "rb") as file:
        wheel.writestr(member, file.read())
