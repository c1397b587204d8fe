"""PEM blocks in everything that people paste them into."""

from __future__ import annotations

import base64
import textwrap
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.formats import pem

from .samples import pem as block

DATA = bytes(range(200))
LINES = textwrap.wrap(base64.b64encode(DATA).decode(), 64)
BODY = "\n".join(LINES)
PYTHON = "".join(f'  "{line}\\n"\n' for line in LINES)
JAVA = "".join(f'  "{line}\\n" +\n' for line in LINES)


def found(text: str | bytes) -> list[tuple[str, int, int, str | None, bytes]]:
    data = text.encode() if isinstance(text, str) else text
    return [(one.label, one.line, one.offset, one.trouble, one.data) for one in pem.blocks(data)]


@pytest.mark.parametrize(
    ("text", "line", "offset"),
    [
        (block("THING", DATA), 1, 0),
        ("\ufeff" + block("THING", DATA, newline="\r\n"), 1, 3),
        ("key: |\n" + block("THING", DATA, indent="    "), 2, 11),
        (f"x\n-----BEGIN THING-----{BODY.replace(chr(10), '')}-----END THING-----", 2, 2),
        (f" -----BEGIN THING----- {' '.join(LINES)} -----END THING-----", 1, 1),
        ('{"a": "-----BEGIN THING-----\\n' + "\\n".join(LINES) + '\\n-----END THING-----\\n"}', 1, 7),
        ('{"a": "-----BEGIN THING-----\\r\\n' + "\\r\\n".join(LINES) + '\\r\\n-----END THING-----"}', 1, 7),
        ('A = (\n  "-----BEGIN THING-----\\n"\n' + PYTHON + '  "-----END THING-----\\n")', 2, 9),
        ('s = "-----BEGIN THING-----\\n" +\n' + JAVA + '  "-----END THING-----";', 1, 5),
        ("# -----BEGIN THING-----\n" + "".join(f"# {x}\n" for x in LINES) + "# -----END THING-----\n", 1, 2),
        ('X="-----BEGIN THING-----\\\n' + "\\\n".join(LINES) + '\\\n-----END THING-----"', 1, 3),
        ("<![CDATA[-----BEGIN THING-----\r\n" + "\r\n".join(LINES) + "\r\n-----END THING-----]]>", 1, 9),
    ],
)  # fmt: skip
def test_a_block_is_found_however_it_is_written(text: str, line: int, offset: int) -> None:
    assert found(text) == [("THING", line, offset, None, DATA)]


def test_a_block_in_binary_data() -> None:
    before = bytes(range(256)) * 40
    assert found(before + block("THING", DATA).encode() + before) == [("THING", 41, len(before), None, DATA)]


@pytest.mark.parametrize(
    "text",
    [
        'BEGIN = "-----BEGIN CERTIFICATE-----"\nEND = "-----END CERTIFICATE-----"\n',
        "from -----BEGIN CERTIFICATE----- to the end of the block, so the\nroot stays first",
        "-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n{{ certificate }}\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n<your certificate>\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nyour certificate here\n-----END CERTIFICATE-----",
        "re.compile(r'-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----')",
        'f"-----BEGIN {label}-----"',
        "-----BEGIN %s-----\n%s\n-----END %s-----",
        "After -----BEGIN CERTIFICATE----- come lines of base64, of 64 characters each; then -----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        'if t.startswith("-----BEGIN X-----"):\n  certificateDataString = t\n  return t.endswith("-----END X-----")',
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN ",
        "-----BEGIN CERTIFICATE",
    ],
)
def test_a_label_alone_is_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("-----BEGIN CERTIFICATE-----\n!!!! not base64 ????\n-----END CERTIFICATE-----\n", "not base64"),
        (f"-----BEGIN CERTIFICATE-----\n{BODY}!\n-----END CERTIFICATE-----\n", "not base64"),
        (f"-----BEGIN CERTIFICATE-----\n{BODY[:-1]}\n-----END CERTIFICATE-----\n", "cut short"),
        (f"-----BEGIN CERTIFICATE-----\n{BODY}\n", "END line is missing"),
        (f'"-----BEGIN CERTIFICATE-----\\n{LINES[0]}\\n{LINES[1]}!\\n-----END CERTIFICATE-----"', "not base64"),
    ],
)
def test_what_claims_to_be_a_block_and_is_damaged_is_reported_once(text: str, trouble: str) -> None:
    (one,) = pem.blocks(text.encode())
    assert one.data == b""
    assert one.trouble is not None
    assert trouble in one.trouble


@pytest.mark.parametrize(
    ("text", "troubles"),
    [
        (
            f"-----BEGIN A----- {' '.join(LINES)} -----END A-----BEGIN A----- {LINES[0]}",
            [None, "the END line is missing"],
        ),
        (f"-----BEGIN A----- {' '.join(LINES)}", ["the END line is missing"]),
        (f"-----BEGIN A-----\ufeff\n{BODY}\n-----END A-----", ["there are characters that are not base64"]),
        (f"-----BEGIN A----- x\n{BODY}\n-----END A-----", ["the base64 is cut short"]),
    ],
)
def test_what_openssl_reads_is_not_passed_over(text: str, troubles: list[str | None]) -> None:
    assert [trouble for _, _, _, trouble, _ in found(text)] == troubles


def test_the_rest_of_the_file_is_read() -> None:
    text = (
        f"-----BEGIN A-----\n{BODY}\n"
        + block("B", DATA)
        + "-----BEGIN C-----\n!!!! x\n-----END C-----\n"
        + block("D", DATA)
    )
    assert [(label, line, trouble is None) for label, line, _, trouble, _ in found(text)] == [
        ("A", 1, False),
        ("B", 7, True),
        ("C", 14, False),
        ("D", 17, True),
    ]


def test_headers_with_any_line_ends() -> None:
    text = block("X", DATA, headers="Comment: one two\nDEK-Info: A,B\n\n")
    for data in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        (one,) = pem.blocks(data.encode())
        assert one.headers == (("Comment", "one two"), ("DEK-Info", "A,B"))
        assert one.data == DATA


def test_blocks_are_counted() -> None:
    data = block("A", DATA) + 'X = "-----BEGIN A-----"\n' + block("B", DATA) + block("A", DATA)
    assert [(one.label, one.index) for one in pem.blocks(data.encode())] == [("A", 0), ("B", 1), ("A", 2)]


def test_headers_are_kept() -> None:
    text = block("RSA PRIVATE KEY", DATA, headers="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00FF\n\n")
    (one,) = pem.blocks(text.encode())
    assert one.headers == (("Proc-Type", "4,ENCRYPTED"), ("DEK-Info", "AES-256-CBC,00FF"))
    assert (one.header("dek-info"), one.data) == ("AES-256-CBC,00FF", DATA)


def test_blocks_in_base64() -> None:
    inner = base64.b64encode(block("THING", DATA).encode()).decode()
    wrapped = "\n    ".join(textwrap.wrap(inner, 76))
    text = f"kind: Secret\ndata:\n  tls.crt: {inner}\n  tls.key: >\n    {wrapped}\n".encode()
    assert [(line, found(plain)) for line, _, plain in pem.encoded(text)] == [
        (3, [("THING", 1, 0, None, DATA)]),
        (5, [("THING", 1, 0, None, DATA)]),
    ]


def test_too_many_markers_are_refused_after_what_came_before() -> None:
    data = block("THING", DATA).encode() + b"-----BEGIN -" * 30_000
    blocks = pem.blocks(data)
    assert next(blocks).data == DATA
    with pytest.raises(Unreadable, match="20000"):
        list(blocks)


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN A-----\n" * 19_000,
        b"-----BEGIN A-----\n" + b"A" * 8_000_000,
        b"-----BEGIN A-----\n" + b"' ' +" * 1_000_000 + b"-----END A-----",
        b"-----BEGIN A-----\n" + b"a:\n " * 1_000_000 + b"-----END A-----",
        b"-----BEGIN A-----\n" + b"\n" * 4_000_000 + b"-----END A-----",
    ],
)
def test_hostile_text_takes_no_time(data: bytes) -> None:
    begin = time.perf_counter()
    assert all(one.data == b"" for one in pem.blocks(data))
    assert time.perf_counter() - begin < 20  # what a scan grants one file: growth is caught, a busy machine is not


TOKENS = [
    "-----BEGIN A-----",
    "-----END A-----",
    "\n",
    "MIIB",
    "A" * 64,
    "\\n",
    '"',
    "=",
    "!",
    "# ",
    "K: v\n",
    " ",
    "<",
]


@example(["-----BEGIN A-----", "\n", "-----END A-----"])
@given(st.lists(st.sampled_from(TOKENS), max_size=30))
def test_any_text_is_read(tokens: list[str]) -> None:
    for one in pem.blocks("".join(tokens).encode()):
        assert (one.trouble is None) == bool(one.data)
