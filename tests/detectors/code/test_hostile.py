"""Input that wants to break the detector: it must stay within two seconds and never raise but Unreadable."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.detectors.code import SourceCode
from inventory.detectors.code.engine import MATCHES, SIZE
from inventory.detectors.detector import File, Stub
from inventory.errors import Unreadable
from inventory.model import Finding, Problem
from inventory.sources.files import Limits

SECONDS = Limits().seconds  # what a scan grants one file: growth is caught, a busy machine is not
START = b"import hashlib, ssl, jwt\nhashlib.md5(b'')\n"
END = b"\nhashlib.sha1(b'')\n"


def detect(data: bytes, path: str = "module.py") -> list[Finding | Problem]:
    return list(SourceCode().detect(File(path, data)))


def algorithms(data: bytes) -> list[tuple[int | None, str | None]]:
    return [(one.location.line, one.algorithm) for one in detect(data) if isinstance(one, Finding)]


DEEP: list[tuple[str, bytes]] = [
    ("parentheses", b"x = " + b"(" * 10_000 + b"1" + b")" * 10_000),
    ("open parentheses", b"x = " + b"(" * 100_000),
    ("nested calls", b"hashlib.new(" * 5_000 + b")" * 5_000),
    ("nested lists", b"x = " + b"[" * 20_000 + b"]" * 20_000),
    ("sum", b"hashlib.new(" + b"'a' + " * 20_000 + b"'b')"),
    ("chain of methods", b"hashlib.new('a'" + b".lower()" * 20_000 + b")"),
    ("chain of attributes", b"hashlib" + b".a" * 50_000 + b"()"),
    ("lambdas", b"x = " + b"lambda: " * 20_000 + b"1"),
    ("blocks", b"".join(b" " * depth + b"if x:\n" for depth in range(500)) + b" " * 500 + b"pass"),
    ("elif", b"if a: pass\n" + b"elif b: pass\n" * 20_000),
    ("subscripts", b"hashlib.new(x" + b"[0]" * 20_000 + b")"),
    ("format strings", b"f'{" * 5_000),
    ("long line", b"x = [" + b"1, " * 300_000 + b"]"),
    ("long string", b"hashlib.new('" + b"a" * 1_000_000 + b"')"),
    ("long bytes", b"hashlib.new(b'" + b"\\x00" * 250_000 + b"')"),
]


@pytest.mark.parametrize(("name", "middle"), [pytest.param(*case, id=case[0]) for case in DEEP])
def test_depth_and_length_cost_no_findings_around_them(name: str, middle: bytes) -> None:
    start = time.process_time()
    made = detect(START + middle + END)
    assert time.process_time() - start < SECONDS
    found = {one.algorithm for one in made if isinstance(one, Finding)}
    assert "MD5" in found or any(isinstance(one, Problem) for one in made)
    if name not in {"open parentheses", "format strings", "nested calls"}:  # these swallow what follows, or all work
        assert "SHA-1" in found


def exponential(length: int) -> bytes:
    """Each name is one of two, and each of those is made of the name before."""
    lines = [b"import hashlib", b"n0 = 'md5' if x else 'sha1'"]
    lines += [b"n%d = n%d + 'a' if x else n%d + 'b'" % (i, i - 1, i - 1) for i in range(1, length)]
    return b"\n".join([*lines, b"hashlib.new(n%d)" % (length - 1)])


def circular(length: int) -> bytes:
    functions = b"\n".join(
        b"def f%d(n): return f%d(n) or f%d(n)" % (i, (i + 1) % length, (i + 7) % length) for i in range(length)
    )
    return b"import hashlib\n" + functions + b"\nhashlib.new(f0('md5'))"


def crossing(length: int) -> bytes:
    """Everybody calls everybody."""
    lines = [b"import hashlib"]
    for i in range(length):
        lines.append(b"def f%d(n, m):\n    hashlib.new(n)" % i)
        lines += [b"    f%d(n + m, m or n)" % j for j in range(length)]
    return b"\n".join([*lines, b"f0('md5', 'a')"])


def classes(length: int) -> bytes:
    made = [b"import hashlib", b"class C0: pass"]
    made += [
        b"class C%d(C%d):\n    n = 'md5'\n    def f(self): hashlib.new(self.n)" % (i, i - 1) for i in range(1, length)
    ]
    return b"\n".join(made)


def tables(length: int) -> bytes:
    rows = b"\n".join(b"    ('md5', %d, 'a')," % i for i in range(length))
    return (
        b"import hashlib\nT = [\n"
        + rows
        + b"\n]\nfor a, b, c in T:\n    for d, e, f in T:\n        hashlib.new(a, d, b, e)"
    )


WORK: list[tuple[str, Callable[[int], bytes], int]] = [
    ("exponential", exponential, 400),
    ("circular", circular, 400),
    ("crossing", crossing, 60),
    ("classes", classes, 400),
    ("tables", tables, 2_000),
]


@pytest.mark.parametrize(("make", "length"), [pytest.param(make, length, id=name) for name, make, length in WORK])
def test_work_is_bounded_and_what_is_left_out_is_said(make: Callable[[int], bytes], length: int) -> None:
    start = time.process_time()
    made = detect(make(length))
    assert time.process_time() - start < SECONDS
    assert made
    assert all(one.reason for one in made if isinstance(one, Problem) or one.algorithm is None)


def test_a_generated_file_is_read_up_to_a_limit_and_the_rest_is_a_problem() -> None:
    line = b"value_%06d = hashlib.sha256(b'000000')\n"
    data = b"import hashlib\n" + b"".join(line % i for i in range(200_000))
    start = time.process_time()
    made = detect(data)
    assert time.process_time() - start < SECONDS
    problems = [(one.reason, one.line) for one in made if isinstance(one, Problem)]
    lines = (SIZE - len(b"import hashlib\n")) // len(line % 0) + 2
    assert problems == [
        (f"only the first {lines - 1} lines were read: the file is larger than {SIZE} bytes", lines),
        (f"calls after this line were not resolved: more than {MATCHES}", MATCHES + 2),
    ]
    assert sum(isinstance(one, Finding) for one in made) == MATCHES


def test_work_that_is_not_done_is_a_problem() -> None:
    made = detect(b"import hashlib\n" + b"hashlib.new(" * 2_900 + b")" * 2_900)
    assert [one.reason for one in made if isinstance(one, Problem)] == [
        "calls from this line on were not resolved: too much work"
    ]


def test_one_call_gets_a_share_of_the_work_only() -> None:
    calls = b" or ".join(b"f%d(n + 'a')" % i for i in range(20))
    functions = b"".join(b"def f%d(n): return %s\n" % (i, calls) for i in range(20))
    made = detect(b"import hashlib\n" + functions + b"hashlib.new(f0('x'))" + END)
    assert [(one.reason, one.line) for one in made if isinstance(one, Problem)] == [
        ("a call was not resolved: too much work", 22)
    ]
    assert [one.algorithm for one in made if isinstance(one, Finding)] == ["SHA-1"]


def test_a_large_table_of_data_is_read_whole() -> None:
    data = b"import hashlib\nD = {\n" + b"".join(b"  'key%d': 'value%d',\n" % (i, i) for i in range(50_000)) + b"}"
    start = time.process_time()
    assert algorithms(data + END) == [(50_004, "SHA-1")]
    assert time.process_time() - start < SECONDS


def test_syntax_errors_cost_what_they_touch_only() -> None:
    data = b"import hashlib\ndef f(:\n    return )\n\nclass A\n    x = = 1\n\nhashlib.sha1(b'')\n"
    assert algorithms(data) == [(8, "SHA-1")]


def test_faults_that_cost_too_much_are_a_problem() -> None:
    start = time.process_time()
    made = detect(b"import hashlib\n'''" + b"abc def(\n" * 200_000)
    assert time.process_time() - start < SECONDS
    assert [(type(one).__name__, one.reason) for one in made] == [
        ("Problem", "not parsed: its syntax errors cost more than 1 s")
    ]


@pytest.mark.parametrize(
    "data",
    [
        "import hashlib\nhashlib.md5(b'')".encode("utf-16"),
        "import hashlib".encode("utf-16-be"),
        b"import hashlib\n\0hashlib.md5(b'')",
    ],
    ids=["UTF-16", "UTF-16 without a mark", "NUL"],
)
def test_what_is_no_text_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^not python source in UTF-8"):
        detect(data)


def test_bytes_that_are_no_utf8_are_read_over() -> None:
    (found,) = detect(b"\xef\xbb\xbfimport hashlib\nhashlib.md5(b'')")
    assert isinstance(found, Finding)
    assert found.location.offset == 18
    assert algorithms(b"\xef\xbb\xbfimport hashlib\nx = '\xff\xfe\xe9'\nhashlib.md5(b'')  # \xa9\n") == [(3, "MD5")]


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: utf-7\nimport hashlib\nhashlib.+AG0AZAA1-(b'')\n",
        b"#!/usr/bin/python\n# -*- coding: utf-7 -*-\nhashlib = __import__(+ACI-hashlib+ACI-); hashlib.md5(b'')\n",
        "# coding: shift_jis\nimport hashlib\nx = '表'; hashlib.md5(b'')\n".encode("shift_jis"),
        b"# coding: no-such-codec\nimport hashlib\nhashlib.md5(b'')\n",
        b"# coding: hex\nimport hashlib\nhashlib.md5(b'')\n",
    ],
    ids=["UTF-7", "UTF-7 in line 2", "Shift JIS", "unknown", "no text encoding"],
)
def test_source_is_read_in_the_encoding_that_it_declares(data: bytes) -> None:
    assert algorithms(data) == [(3, "MD5")]


def test_what_is_not_in_the_encoding_that_it_declares_is_unreadable() -> None:
    with pytest.raises(Unreadable, match=r"in the encoding that it declares \(utf-7\)"):
        detect(b"# coding: utf-7\nimport hashlib\nhashlib.md5(b'\xff')")


def test_line_ends_of_other_systems() -> None:
    assert algorithms(b"import hashlib\r\n\r\nhashlib.md5(b'')\r\n") == [(3, "MD5")]


def test_no_secret_leaves_the_file() -> None:
    secret = "correct horse battery"
    data = f"""
import hashlib, jwt, ssl
from Crypto.Cipher import AES
AES.new(b"{secret}", AES.MODE_GCM)
jwt.encode({{}}, "HS256", "{secret}")
hashlib.new("{secret}")
hashlib.pbkdf2_hmac("sha1", b"{secret}", b"{secret}", 1000)
context = ssl.SSLContext()
context.set_ciphers("{secret}\\n")
jwt.decode("", key="{secret}", algorithms=["{secret}"])
"""
    made = detect(data.encode())
    assert len(made) == 6
    assert not any(secret in repr(one) for one in made)


def test_wants_goes_by_extension_or_first_line() -> None:
    detector = SourceCode()
    wanted = [("a.py", b""), ("a.PYW", b""), ("a.pyi", b""), ("tool", b"#!/usr/bin/env python3\n")]
    unwanted = [("a.txt", b"#!/usr/bin/python"), ("a.pyc", b""), ("tool", b"#!/bin/sh\n# python\n"), ("py", b"")]
    assert [path for path, head in wanted if not detector.wants(Stub(path, 1, head))] == []
    assert [path for path, head in unwanted if detector.wants(Stub(path, 1, head))] == []


SAMPLE = b"""import hashlib, hmac, ssl
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
class A:
    def __init__(self, n='sha1', *a, **k): self.n, self.k = n, k
    def f(self, key: bytes = b'0' * 32): return hmac.new(key, b'', self.n)
for name, size in [('md5', 16), ('sha1', 20)]:
    with open(name) as stream: hashlib.new(f'{name}'[:size])
c = ssl.create_default_context(); c.minimum_version = ssl.TLSVersion.TLSv1_2
Cipher(algorithms.AES(bytes(16)), modes.CBC(bytes(16))).encryptor()
A(n={'a': 'md5'}.get('b', None) or 'sha512').f()
"""
PIECES = [SAMPLE[i : i + 7] for i in range(0, len(SAMPLE), 7)] + [
    b"\n",
    b"(",
    b")",
    b"'",
    b"\\",
    b"lambda x=",
    b"*",
    b": ",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
def test_no_mixture_of_pieces_breaks_it(data: bytes) -> None:
    try:
        made = detect(b"import hashlib\n" + data)
    except Unreadable:
        return
    assert all(isinstance(one, Finding | Problem) for one in made)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.binary(max_size=12))
def test_no_damage_breaks_it(start: int, length: int, inserted: bytes) -> None:
    data = SAMPLE[:start] + inserted + SAMPLE[start + length :]
    try:
        made = detect(data)
        again = detect(data)
    except Unreadable:
        return
    assert made == again


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    try:
        detect(b"import ssl\n" + text.encode("utf-8", "surrogatepass"))
    except Unreadable:
        return
