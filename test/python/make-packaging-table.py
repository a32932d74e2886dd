"""Writes packaging-table.json: what Python's `packaging` says, for the tests of src/python to compare with.

    python3 -m venv VENV && VENV/bin/pip install packaging==26.3
    VENV/bin/python make-packaging-table.py > packaging-table.json && prettier --write packaging-table.json

The same `packaging` gives the same table: the random part has a fixed seed.
"""

import json
import random
import sys

import packaging
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidName,
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

SEED = 20260105

VERSIONS = """
0 0.0 1 1.0 1.0.0 1.0.1 1.1 1.10 1.2 2 2.0 2.0.0 10.0 2024.10.3 1!0 1!1.0 2!0.1 1.0a1 1.0a2 1.0.a.1 1.0alpha1 1.0-alpha 1.0b1 1.0beta
1.0-beta.2 1.0c1 1.0rc1 1.0.rc2 1.0pre1 1.0-preview_3 1.0.post1 1.0-1 1.0post 1.0-r4 1.0.rev5 1.0.post1.dev2 1.0.dev1 1.0.dev0 1.0dev
1.0-dev3 1.0a1.dev1 1.0a1.post1 1.0a1.post1.dev1 1.0rc1.post0 1.0+local 1.0+abc.1 1.0+abc.10 1.0+abc-2 1.0+1 1.0+2.a 1.0+ubuntu_1
1.0.post1+local 1.0a1+local 1.0.dev1+x v1.0 V1.0 01.02 1.00 1.0A1 1.0RC1 1.0+ABC 1.1.post1 1.1a1 1.1.dev1 1.0.0.0.1 1.0.1.dev0 2.0a1 2.0.dev0 2.0.post1
0!1.0 1.0.post0 1.0a 1.0a0 1.0.0-0 99999999999999999999.1 1.0+99999999999999999999 1.2.3.4.5 3.4rc5.post6.dev7+a.8 1.0+0a 1.0+a0 1.0+01
""".split() + [" 1.0 ", "\t1.0\n"]

NO_VERSIONS = """
"" . a 1. .1 1..0 1.0. 1.0x 1.0+ 1.0++a 1.0+a+b 1.0+a..b 1.0+_ 1.0a1b1 1.0post1post2 1.0dev1a1 1.0.dev1.post1 1!2!3 !1 1.0- -1 1.0--1
1.0_1 latest 2004d 1.0-x86 1.0+é １.0 1.0;x 1,0 1.0/2 1.0*1 1.* 1.0+a. vv1 1.0.post-a 1.0a-1- 1.0\\0
""".replace('""', "").split() + ["", "1 0", "1.0 a1", "1.0\0"]

SPECIFIERS = """
==1.0 ==1 ==1.0.0 ==1.0.* ==1.* ==1!1.* ==1.0a1 ==1.0+local ==1.0+ABC ==1.0.post1 ==1.0.dev1 ==1.0rc1.post0 !=1.0 !=1.0.* !=1.0+local !=1.0a1
<1.0 <=1.0 >1.0 >=1.0 <1.0a1 <=1.0a1 >1.0a1 >=1.0a1 <1.0.post1 >1.0.post1 >=1.0.post1 <=1.0.post1 <1.0.dev1 >1.0.dev1 >=1.0.dev1 <=1.0.dev1
~=1.0 ~=1.0.0 ~=1.0a1 ~=1.0.post1 ~=1.0.dev1 ~=2.0 ~=1!1.0 ~=1.0rc1.post0 ===1.0 ===1.0.0 ===1.0+local ===1.0a1 ===foo <2 >1 >=2.0.dev0 <1!0 >1!0 >=0
>=1.0,<2 >=1.0,!=1.0.1,<1.1 >1,<1.0.0.0.1 ==1.0,==1.0.0 ==1.*,!=1.0.* >0,<0 <1.0+1x >=1.0rc1.post0 >1.0rc1 <1.0rc1 >1.0a1.post1 <1.0a1.post1.dev1 <2.0a1
>=1.0,<2,!=1.1.*,!=1.0.post1
""".split() + ["", ",", " >= 1.0 , < 2 ", ">= 1.0", "==v1.0", "== 1.0.*"]

NO_SPECIFIERS = """
1.0 =1.0 =<1.0 => 1.0 ~1.0 ~=1 ~=1.0.* ~=1.0+x <1.0.* >=1.* >1.0+x <=1.0+x >=1.0+x <1.0+x ==1.0a1.* ==1.0+x.* ==1.0.post1.* ==1.0.dev1.* ==1.0.*.* ==* == >= <>1.0
==1.0;x >=1.0)>2 ==1.0.*a ==a >=foo ===a)b ^1.0 >=1.0<2
""".split()

NAMES = """
a A a-b a_b a.b A--B a-_.b Foo.Bar__baz 0 a0 x- -x _x x_ . - a..b é ａ naïve K a+b a/b a,b
""".split() + ["", "a b", " a", "a\n", "a" * 255]

WHEELS = """
foo-1.0-py3-none-any.whl foo_bar-1.0-py2.py3-none-any.whl foo-1.0-1-py3-none-any.whl foo-1.0-1local-cp311-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
Foo.Bar-1.0.post1-cp39-cp39-macosx_11_0_arm64.whl foo-1!1.0-py3-none-any.whl foo-1.0+local.1-py3-none-any.whl foo-1.0rc1-py3-none-any.whl
foo-1.0-py3-none.whl foo-1.0-a-b-c-d-e.whl foo-1.0-x1-py3-none-any.whl foo__bar-1.0-py3-none-any.whl foo-bar-1.0-py3-none-any.whl -1.0-py3-none-any.whl
foo-x-py3-none-any.whl foo-1.0-py3-none-any.WHL foo-1.0-py3-none-any.zip foo-1.0-py3--any.whl foo-1.0-py3.-none-any.whl foo-1.0.whl foo.whl .whl
foo~bar-1.0-py3-none-any.whl numpy-1.26.4-cp312-cp312-musllinux_1_1_x86_64.whl
""".split()

SDISTS = """
foo-1.0.tar.gz foo_bar-1.0.tar.gz foo-bar-1.0.tar.gz foo-1.0.zip Foo.Bar-1.0rc1.tar.gz foo-1!2.tar.gz foo-1.0+local.tar.gz foo-1.0-1.tar.gz foo.tar.gz foo-.tar.gz
-1.0.tar.gz foo-x.tar.gz foo-1.0 1.0.tar.gz
""".split()


def version(text):
    try:
        return str(Version(text))
    except InvalidVersion:
        return None


def random_versions(rng, count):
    """Near neighbours of 1.0, where the rules meet."""
    for _ in range(count):
        yield "".join(
            (
                rng.choice(["", "", "", "1!"]),
                rng.choice(["1", "1.0", "1.0.0", "1.1", "1.0.1", "2", "0.9"]),
                rng.choice(["", "", "a1", "b2", "rc1", "rc10"]),
                rng.choice(["", "", ".post0", ".post1", ".post2"]),
                rng.choice(["", "", ".dev0", ".dev1"]),
                rng.choice(["", "", "", "+1", "+a", "+a.1", "+10"]),
            )
        )


def random_specifiers(rng, count):
    for text in random_versions(rng, count):
        operator = rng.choice(["==", "!=", "<", "<=", ">", ">=", "~="])
        public = text.split("+")[0]
        yield operator + (text if operator in ("==", "!=") else public)


def ranks(versions):
    """The place of each in the order; equal versions have the same."""
    parsed = [Version(text) for text in versions]
    order = sorted(set(parsed))
    return [order.index(each) for each in parsed]


def specifier(text, versions):
    try:
        found = SpecifierSet(text)
    except InvalidSpecifier:
        return [text, None, None]
    bits = lambda pre: "".join("01"[found.contains(Version(each), prereleases=pre)] for each in versions)
    return [text, bits(True), bits(False)]


def name(text):
    try:
        return canonicalize_name(text, validate=True)
    except InvalidName:
        return None


def wheel(text):
    try:
        project, found, build, tags = parse_wheel_filename(text)
    except InvalidWheelFilename:
        return None
    return [project, str(found), "".join(map(str, build)) or None, sorted(map(str, tags))]


def sdist(text):
    try:
        project, found = parse_sdist_filename(text)
    except InvalidSdistFilename:
        return None
    return [project, str(found)]


def main():
    rng = random.Random(SEED)
    texts = list(dict.fromkeys([*VERSIONS, *random_versions(rng, 60)]))
    versions = sorted({version(text) for text in texts})
    specifiers = list(dict.fromkeys([*SPECIFIERS, *NO_SPECIFIERS, *random_specifiers(rng, 120)]))
    table = {
        "packaging": packaging.__version__,
        "seed": SEED,
        "versions": [[text, version(text)] for text in [*texts, *NO_VERSIONS]],
        "order": [list(pair) for pair in zip(versions, ranks(versions))],
        "specifiers": [specifier(text, versions) for text in specifiers],
        "names": [[text, name(text)] for text in NAMES],
        "wheels": [[text, wheel(text)] for text in WHEELS],
        "sdists": [[text, sdist(text)] for text in SDISTS],
    }
    lines = [f'  "{key}": {rows(value)}' for key, value in table.items()]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


def rows(value):
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"    {json.dumps(row)}" for row in value) + "\n  ]"


main()
