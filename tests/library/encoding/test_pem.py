"""PEM armour in its strict form."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility.encoding import decode_pem, encode_pem
from cryptoagility.errors import MalformedInput

LABELS = ("PUBLIC KEY",)
GOOD = encode_pem("PUBLIC KEY", bytes(range(100)))


def test_form() -> None:
    assert GOOD.splitlines()[0] == "-----BEGIN PUBLIC KEY-----"
    assert [len(line) for line in GOOD.splitlines()[1:-1]] == [64, 64, 8]
    assert GOOD.endswith("-----END PUBLIC KEY-----\n")
    assert decode_pem(GOOD, LABELS) == ("PUBLIC KEY", bytes(range(100)))
    assert decode_pem(GOOD.encode(), LABELS) == decode_pem(GOOD.replace("\n", "\r\n"), LABELS)
    assert decode_pem(GOOD.rstrip("\n"), LABELS)[1] == bytes(range(100))


@given(st.binary(min_size=1, max_size=300), st.sampled_from([64, 70]))
def test_comes_back(data: bytes, width: int) -> None:
    assert decode_pem(encode_pem("PUBLIC KEY", data, width=width), LABELS, widths=(width,)) == ("PUBLIC KEY", data)


BODY = GOOD.splitlines()[1:-1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        GOOD + GOOD,
        "explanation\n" + GOOD,
        GOOD + "\n",
        " " + GOOD,
        GOOD.replace("END PUBLIC", "END PRIVATE"),
        GOOD.replace("PUBLIC", "PRIVATE"),
        GOOD.replace("PUBLIC", "public"),
        GOOD.replace("BEGIN PUBLIC KEY", "BEGIN  PUBLIC KEY"),
        GOOD.replace("-----BEGIN", "----BEGIN"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\n\n"),
        GOOD.replace(BODY[0], BODY[0][:-1]),
        GOOD.replace(BODY[0] + "\n", BODY[0]),
        GOOD.replace(BODY[0], BODY[0][:-1] + " "),
        GOOD.replace(BODY[0], BODY[0][:-1] + "-"),
        GOOD.replace(BODY[2], BODY[2].rstrip("=")),
        GOOD.replace(BODY[2], BODY[2].replace("w==", "x==")),
        GOOD.replace(BODY[0], "Proc-Type: 4,ENCRYPTED\n" + BODY[0]),
        GOOD.replace(BODY[0], "é" + BODY[0][1:]),
        "\ud800",
        "-----BEGIN PUBLIC KEY-----\n" + "A" * (1 << 20) + "\n-----END PUBLIC KEY-----\n",
    ],
)
def test_what_is_not_strict(text: str) -> None:
    with pytest.raises(MalformedInput):
        decode_pem(text, LABELS)


def test_old_encrypted_keys_say_what_to_do() -> None:
    with pytest.raises(MalformedInput, match="openssl pkey"):
        decode_pem(GOOD.replace(BODY[0], "Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n" + BODY[0]), LABELS)


def test_cut_at_every_byte() -> None:
    for end in range(len(GOOD) - 1):
        with pytest.raises(MalformedInput):
            decode_pem(GOOD[:end], LABELS)


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_only_malformed_input_is_raised(text: str | bytes) -> None:
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    for whole in (text, b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"):
        try:
            _, content = decode_pem(whole, LABELS)
        except MalformedInput:
            continue
        assert base64.b64encode(content).decode() == body.decode().replace("\r\n", "\n").replace("\n", "")
