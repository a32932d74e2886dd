"""Makes an archive canonical with CPython's own zipfile, tarfile and zlib: the second writer beside ours.

usage: second_writer.py wheel|sdist EPOCH < archive > canonical archive
"""

import base64
import csv
import hashlib
import io
import sys
import tarfile
import time
import zipfile
import zlib


def write_wheel(data, epoch):
    source = zipfile.ZipFile(io.BytesIO(data))
    infos = [info for info in source.infolist() if not info.is_dir()]
    record = next(info.filename for info in infos if info.filename.endswith(".dist-info/RECORD"))
    folder = record[: -len("RECORD")]
    infos = [info for info in infos if info.filename != record]
    infos.sort(key=lambda info: (info.filename.startswith(folder), info.filename.encode()))
    out = io.BytesIO()
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for info in infos:
            content = source.read(info)
            put(target, info.filename, content, epoch, info.external_attr >> 16 & 0o111)
            if info.filename not in (folder + "RECORD.jws", folder + "RECORD.p7s"):
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
                writer.writerow([info.filename, "sha256=" + digest, len(content)])
        writer.writerow([record, "", ""])
        put(target, record, rows.getvalue().encode(), epoch, 0)
    return out.getvalue()


def put(target, name, content, epoch, runs):
    info = zipfile.ZipInfo(name, time.gmtime(max(epoch, 315532800))[:6])
    info.create_system = 3
    info.external_attr = (0o100755 if runs else 0o100644) << 16
    target.writestr(info, content, zipfile.ZIP_DEFLATED, 6)


def write_sdist(data, epoch):
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as source:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as target:
            for member in sorted(source.getmembers(), key=lambda each: each.name.encode()):
                if not member.isfile():
                    continue
                info = tarfile.TarInfo(member.name)
                info.size = member.size
                info.mode = 0o755 if member.mode & 0o111 else 0o644
                info.mtime = epoch
                target.addfile(info, source.extractfile(member))
    tar = out.getvalue()
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 8)
    packed = packer.compress(tar) + packer.flush()
    end = zlib.crc32(tar).to_bytes(4, "little") + (len(tar) % 2**32).to_bytes(4, "little")
    return bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]) + packed + end


kind, epoch = sys.argv[1], int(sys.argv[2])
write = {"wheel": write_wheel, "sdist": write_sdist}[kind]
sys.stdout.buffer.write(write(sys.stdin.buffer.read(), epoch))
