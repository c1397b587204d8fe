"""No file is passed over: what is called a certificate or key and is none, and text that is not in UTF-8."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inventory.detectors import DETECTORS
from inventory.model import Kind, Problem
from inventory.scanner import Options, Scan, scan
from tests.formats import samples

PROSE = "Ask the desk for the key.\n"
KEY = samples.pem("PRIVATE KEY", samples.pkcs8(samples.ec_key()))


def run(root: Path, name: str, data: bytes) -> Scan:
    (root / name).write_bytes(data)
    return scan((root,), DETECTORS, Options())


@pytest.mark.parametrize(
    "name",
    [
        "a.crt",
        "a.CER",
        "a.der",
        "a.pem",
        "a.key",
        "a.p7b",
        "a.p7c",
        "a.p7m",
        "a.p7s",
        "a.csr",
        "a.crl",
        "a.jwk",
        "a.jwks",
        "a.p8",
        "a.pub",
        "a.ppk",
        "a.p12",
        "a.pfx",
        "a.jks",
        "a.gpg",
        "id_ed25519",
        "ssh_host_rsa_key",
    ],
)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (PROSE.encode(), "this text holds nothing that is known here (no BEGIN line)"),
        (b" \r\n\r\n    \r\n", "it holds white space only"),
        (bytes(range(256)), "these binary data are in no form that is known here"),
        (b"\x1f\x8b\x08\x00" + bytes(60), "it holds compressed data, which were not unpacked"),
        (b"0\x82", "this text holds nothing that is known here (no BEGIN line)"),
        (
            b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "no BEGIN line in it starts something that is known here",
        ),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
            "it is a pointer of Git LFS: fetch the file itself and scan again",
        ),
    ],
)
def test_a_name_that_promises_cryptography_is_kept_or_is_a_problem(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    result = run(tmp_path, name, data)
    (problem,) = result.problems
    assert (problem.path, result.findings) == (name, ())
    if problem.detector != "jwk":  # a reader that knows why says it itself
        assert problem.detector == "formats"
        assert problem.reason.startswith("its name promises ")
        assert problem.reason.endswith(f", but {reason}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("talk.key", b"PK\x03\x04" + bytes(200)),
        ("paper.pub", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("trustdb.gpg", b"\x01gpg\x03\x03\x01\x05" + bytes(32)),
        ("authorized_keys", b""),
        ("authorized_keys", b"# nobody\n\n  # yet\n"),
        ("known_hosts", b"\n"),
        ("notes.txt", b""),
        ("notes.txt", PROSE.encode()),
        ("key", PROSE.encode()),
    ],
)
def test_what_promises_nothing_is_no_problem(tmp_path: Path, name: str, data: bytes) -> None:
    assert run(tmp_path, name, data).problems == ()


def test_a_problem_of_a_reader_is_not_said_twice(tmp_path: Path) -> None:
    result = run(tmp_path, "a.pem", b"-----BEGIN CERTIFICATE-----\nMIIB!!!!\n-----END CERTIFICATE-----\n")
    assert [(one.detector, one.line) for one in result.problems] == [("x509", 1)]


ENCODINGS = ("utf-8-sig", "utf-16-le", "utf-16-be")


def encoded(text: str, encoding: str) -> bytes:
    return ("" if encoding == "utf-8-sig" else "\ufeff").encode(encoding.removesuffix("-sig")) + text.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_with_a_byte_order_mark_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    before = "Schlüssel 🔑 des Büros:\n\n"
    data = encoded((before + KEY).replace("\n", newline), encoding)
    result = run(tmp_path, "a.txt", data)
    assert result.problems == ()
    (one,) = [one for one in result.findings if one.asset.kind is Kind.PRIVATE_KEY]
    assert one.location.line == 3
    assert one.location.offset == data.index("-----BEGIN".encode(encoding.removesuffix("-sig")))
    assert result.coverage.bytes == len(data)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_other_text_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    jwk = json.dumps({"keys": [{"kty": "oct", "kid": "Büro", "alg": "HS256", "k": "AAECAw"}]})
    (tmp_path / "a.jwks").write_bytes(encoded(jwk, encoding))
    (tmp_path / "requirements.txt").write_bytes(encoded("# ü\ncryptography==49.0.0\n", encoding))
    (tmp_path / "a.py").write_bytes(encoded("import hashlib\nhashlib.md5(b'')\n", encoding))
    result = scan((tmp_path,), DETECTORS, Options())
    assert result.problems == ()
    kinds = {(one.location.path, one.location.line, one.asset.kind) for one in result.findings}
    assert ("a.jwks", 1, Kind.SECRET_KEY) in kinds
    assert ("requirements.txt", 2, Kind.LIBRARY) in kinds
    assert ("a.py", 2, Kind.ALGORITHM) in kinds


def test_binary_data_that_begin_as_utf_16_are_left_alone(tmp_path: Path) -> None:
    data = b"\xff\xfe" + bytes(range(256)) * 8 + KEY.encode()
    (one,) = [one for one in run(tmp_path, "a.bin", data).findings if one.asset.kind is Kind.PRIVATE_KEY]
    assert one.location.offset == data.index(b"-----BEGIN")


def test_a_cut_text_in_utf_16_loses_only_its_end(tmp_path: Path) -> None:
    data = encoded(KEY + KEY, "utf-16-le")[:-61]
    result = run(tmp_path, "a.txt", data)
    assert len([one for one in result.findings if one.asset.kind is Kind.PRIVATE_KEY]) == 1
    assert [one.line for one in result.problems] == [KEY.count("\n") + 1]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.gpg", "99018d045f000000010c00", "an OpenPGP keyring"),
        ("ring", "98330467400000160903", "an OpenPGP keyring"),
        ("ring", "c6330467400000160903", "an OpenPGP keyring"),
        ("ring", "c6c03304674000000109", "an OpenPGP keyring"),
        ("ring", "95035804674000000109", "an OpenPGP keyring"),
        ("ring", "c62a06674000001b000000", "an OpenPGP keyring"),
        ("a.sig", "89013304000108001d1621", "an OpenPGP message or signature"),
        ("a.bin", "85010c03aabbccddeeff0011010800", "an OpenPGP message or signature"),
        ("pubring.kbx", "00000020010100024b425866000000005f000000", "a keybox of GnuPG"),
        ("D3.key", b"Created: 20261125T080000\nKey: (protected-private-key (rsa (n #00".hex(), "a secret key of GnuPG"),
        ("D4.key", b"(21:protected-private-key(3:ecc(".hex(), "a secret key of GnuPG"),
        ("a.bks", "0000000200000014" + "5a" * 20 + "0000040000", "a Bouncy Castle key store"),
    ],
)
def test_binary_forms_without_a_reader_are_one_problem(tmp_path: Path, name: str, data: str, what: str) -> None:
    result = run(tmp_path, name, bytes.fromhex(data))
    reason = f"{what}: there is no reader for it yet, its keys are not listed"
    assert result.problems == (Problem(name, "formats", reason),)


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("PGP PUBLIC KEY BLOCK", "an OpenPGP key block"),
        ("PGP PRIVATE KEY BLOCK", "an OpenPGP key block"),
        ("PGP MESSAGE", "an OpenPGP message or signature"),
        ("PGP SIGNATURE", "an OpenPGP message or signature"),
        ("PGP SIGNED MESSAGE", "an OpenPGP message or signature"),
        ("AGE ENCRYPTED FILE", "a message of age"),
        ("OpenVPN Static key V1", "a static key of OpenVPN"),
    ],
)
def test_armour_without_a_reader_is_one_problem(tmp_path: Path, label: str, what: str) -> None:
    text = f"notes\n\n-----BEGIN {label}-----\n\nmDMEZ0AAABYJKwYBBAHaRw8BAQdA\n=abcd\n-----END {label}-----\n"
    result = run(tmp_path, "a.asc", text.encode())
    reason = f"{what}: there is no reader for it yet, its keys are not listed"
    assert result.problems == (Problem("a.asc", "formats", reason),)
