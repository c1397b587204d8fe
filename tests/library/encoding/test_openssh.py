"""OpenSSH public keys and fingerprints against ssh-keygen and `cryptography`."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as s
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility.encoding import (
    PublicKey,
    decode_openssh,
    decode_openssh_blob,
    encode_openssh,
    encode_openssh_blob,
    encode_spki,
    openssh_fingerprint,
    spki_fingerprint,
)
from cryptoagility.errors import MalformedInput, UnavailableAlgorithm
from tests.conftest import need

from .samples import pair, pyca

NAMES = ("Ed25519", "EC-P256", "EC-P384", "EC-P521", "RSA-2048", "RSA-3072")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_as_cryptography(name: str) -> None:
    theirs = pyca(name).public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH)  # type: ignore[attr-defined]
    key, comment = decode_openssh(theirs)
    assert (key, comment) == (PublicKey(name, pair(name)[1]), "")
    assert encode_openssh(name, key.raw).encode() == theirs + b"\n"
    assert decode_openssh(encode_openssh(name, key.raw, comment="a b c")) == (key, "a b c")


def test_ed448_of_rfc_8709() -> None:
    public = pair("Ed448")[1]
    line = encode_openssh("Ed448", public)
    assert line.startswith("ssh-ed448 ")
    assert decode_openssh(line) == (PublicKey("Ed448", public), "")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("Ed25519", ["-t", "ed25519"]),
        ("EC-P256", ["-t", "ecdsa", "-b", "256"]),
        ("EC-P384", ["-t", "ecdsa", "-b", "384"]),
        ("EC-P521", ["-t", "ecdsa", "-b", "521"]),
        ("RSA-2048", ["-t", "rsa", "-b", "2048"]),
    ],
)
def test_ssh_keygen_in_both_directions(name: str, options: list[str], tmp_path: Path) -> None:
    program = shutil.which("ssh-keygen")
    need(program, "ssh-keygen", "apt install openssh-client")
    path = tmp_path / "key"
    subprocess.run([str(program), "-q", "-N", "", "-C", "some comment", "-f", path, *options], check=True)
    line = path.with_suffix(".pub").read_bytes()
    key, comment = decode_openssh(line)
    assert (key.name, comment) == (name, "some comment")
    assert encode_openssh(name, key.raw, comment=comment).encode() == line
    ours = tmp_path / "ours.pub"
    ours.write_text(encode_openssh(name, pair(name)[1]))
    shown = subprocess.run([str(program), "-l", "-f", ours], check=True, capture_output=True, text=True).stdout
    assert shown.split()[1] == openssh_fingerprint(name, pair(name)[1])
    if name == "Ed25519":
        return  # OpenSSH converts no EdDSA keys
    converted = subprocess.run(
        [str(program), "-e", "-m", "PKCS8", "-f", ours], check=True, capture_output=True, text=True
    ).stdout
    assert base64.b64decode("".join(converted.splitlines()[1:-1])) == encode_spki(name, pair(name)[1])


def test_fingerprint_of_spki() -> None:
    public = pair("Ed25519")[1]
    assert spki_fingerprint("Ed25519", public) == hashlib.sha256(encode_spki("Ed25519", public)).digest()
    assert spki_fingerprint("ECDSA-P256-SHA256", pair("EC-P256")[1]) == spki_fingerprint("EC-P256", pair("EC-P256")[1])


@pytest.mark.parametrize(
    "name", ["X25519", "ML-DSA-65", "EC-secp256k1", "EC-brainpoolP256r1", "MLDSA65-Ed25519-SHA512"]
)
def test_what_ssh_does_not_hold(name: str) -> None:
    with pytest.raises(UnavailableAlgorithm):
        encode_openssh(name, pair(name)[1])


LINE = encode_openssh("EC-P256", pair("EC-P256")[1], comment="me").rstrip("\n")
BLOB = encode_openssh_blob("EC-P256", pair("EC-P256")[1])
# Of the last character before the padding two bits are not used: another text, the same bytes.
UNUSED_BITS = LINE.replace("= me", "").rstrip()[:-1] + chr(ord(LINE.split("=")[0][-1]) + 1) + "= me"
RSA = encode_openssh_blob("RSA-2048", pair("RSA-2048")[1])


def test_the_sample_has_bits_that_are_not_used() -> None:
    assert base64.b64decode(UNUSED_BITS.split()[1]) == BLOB


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        LINE + "\n" + LINE,
        LINE + "\n\n",
        LINE + "\0",
        "restrict " + LINE,
        'command="x" ' + LINE,
        LINE.replace("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384"),
        LINE.replace("ecdsa-sha2-nistp256", "ssh-rsa"),
        LINE.replace("ecdsa-sha2-nistp256 ", "ecdsa-sha2-nistp256  "),
        LINE.replace("ecdsa-sha2-nistp256 ", "ecdsa-sha2-nistp256\t"),
        LINE.replace("= me", " me"),
        UNUSED_BITS,
        "ssh-dss AAAAB3NzaC1kc3M=",
        b"\xff\xfe",
        "ssh-rsa " + base64.b64encode(RSA[:11] + b"\0\0\0\4\0\1\0\1" + RSA[18:]).decode(),
        "curve25519-sha256 " + base64.b64encode(b"\0\0\0\x11curve25519-sha256\0\0\0\x20" + bytes(32)).decode(),
        "ssh-ed25519 " + "A" * (1 << 16),
    ],
)
def test_damaged_lines(line: str | bytes) -> None:
    with pytest.raises(MalformedInput):
        decode_openssh(line)


@pytest.mark.parametrize("blob", [BLOB, RSA, encode_openssh_blob("Ed25519", pair("Ed25519")[1])])
def test_cut_and_extended(blob: bytes) -> None:
    for end in range(len(blob)):
        with pytest.raises(MalformedInput):
            decode_openssh_blob(blob[:end])
    for more in (b"\0", b"\0\0\0\0", b"\0\0\0\1x", b"\xff\xff\xff\xff"):
        with pytest.raises(MalformedInput):
            decode_openssh_blob(blob + more)


def test_comments_stay_on_their_line() -> None:
    for comment in ("a\nssh-rsa AAAA", "a\rb", "a\x1b[2J"):
        with pytest.raises(MalformedInput, match="printable"):
            encode_openssh("Ed25519", pair("Ed25519")[1], comment=comment)


@given(st.binary(max_size=120))
def test_only_malformed_input_is_raised(data: bytes) -> None:
    for read, value in (
        (decode_openssh, data),
        (decode_openssh_blob, data),
        (decode_openssh_blob, b"\0\0\0\x0bssh-ed25519" + data),
        (decode_openssh_blob, b"\0\0\0\x07ssh-rsa" + data),
        (decode_openssh_blob, b"\0\0\0\x13ecdsa-sha2-nistp256" + data),
    ):
        try:
            read(value)
        except MalformedInput:
            continue
