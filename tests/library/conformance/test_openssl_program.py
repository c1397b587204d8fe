"""Both ways with the program ``openssl``: another build of OpenSSL, another version, another way in than ours."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cryptoagility import providers
from cryptoagility.algorithms import curves
from cryptoagility.encoding import ec_private_key
from cryptoagility.secret_access import SECRETS
from tests.conftest import need

from .vectors import component, oid, read, spki, taken, written

RSA_OID, EC_OID = "1.2.840.113549.1.1.1", "1.2.840.10045.2.1"
X_OIDS = {"X25519": "1.3.101.110", "X448": "1.3.101.111", "Ed25519": "1.3.101.112", "Ed448": "1.3.101.113"}
NULL = b"\x05\x00"
HASHES = ("SHA256", "SHA384", "SHA512")
CURVES = ("P256", "P384", "P521", "secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1")
MESSAGE = b"sese.023: deliver 1,000,000 against payment"


@pytest.fixture
def openssl(tmp_path: Path) -> Callable[..., bool]:
    """Runs the program in a directory of its own; whether it ended with 0."""
    program = shutil.which("openssl")
    need(program, "the program openssl", "apt install openssl")

    def run(*arguments: str) -> bool:
        done = subprocess.run([str(program), *arguments], cwd=tmp_path, capture_output=True, timeout=60)
        return done.returncode == 0

    return run


def public_form(name: str, raw: bytes) -> bytes:
    """SubjectPublicKeyInfo of a raw public key."""
    if name.startswith("RSA"):
        return spki(oid(RSA_OID) + NULL, raw)
    if name in X_OIDS:
        return spki(oid(X_OIDS[name]), raw)
    return spki(oid(EC_OID) + oid(curves()[name.split("-")[1]].oid), raw)


def private_form(name: str, raw: bytes) -> bytes:
    """What the program reads: RSAPrivateKey and ECPrivateKey as they are, the others in PKCS#8."""
    if name not in X_OIDS:
        return raw
    return written(0x30, b"\x02\x01\x00" + written(0x30, oid(X_OIDS[name])) + written(4, written(4, raw)))


def raw_public(name: str, der: bytes) -> bytes:
    return read(der).parts()[1].bits()


def raw_private(name: str, der: bytes) -> bytes:
    """Of PKCS#8."""
    inside = read(der).parts()[2].content
    if name.startswith("RSA"):
        return inside
    if name in X_OIDS:
        return read(inside).content
    return ec_private_key(read(inside).parts()[1].content, curves()[name.split("-")[1]].oid)


def signing(name: str) -> list[str]:
    """The options of ``openssl pkeyutl`` for this scheme."""
    if name in X_OIDS:
        return ["-rawin"]
    hash = name.rsplit("-", 1)[1].lower()
    options = ["-rawin", "-digest", hash]
    if name.startswith("RSA-PSS"):
        for option in ("rsa_padding_mode:pss", "rsa_pss_saltlen:digest", f"rsa_mgf1_md:{hash}"):
            options += ["-pkeyopt", option]
    return options


def both_ways(name: str, openssl: Callable[..., bool], directory: Path, key: providers.SigningKey) -> None:
    public = key.public_key()
    (directory / "message").write_bytes(MESSAGE)
    (directory / "key.der").write_bytes(private_form(name, key.private_bytes(access=SECRETS)))
    (directory / "public.der").write_bytes(public_form(name, public.public_bytes()))
    verify = ["pkeyutl", "-verify", "-pubin", "-inkey", "public.der", "-keyform", "DER", "-in", "message"]
    ours = directory / "ours"
    for _ in range(3):
        ours.write_bytes(key.sign(MESSAGE))
        assert openssl(*verify, "-sigfile", "ours", *signing(name)), name
    ours.write_bytes(key.sign(MESSAGE + b"."))
    assert not openssl(*verify, "-sigfile", "ours", *signing(name))
    assert openssl(
        "pkeyutl", "-sign", "-inkey", "key.der", "-keyform", "DER", "-in", "message", "-out", "theirs", *signing(name)
    )
    theirs = (directory / "theirs").read_bytes()
    public.verify(MESSAGE, theirs)
    assert not taken(lambda: public.verify(MESSAGE + b".", theirs))
    assert not taken(lambda: public.verify(MESSAGE, theirs[:-1] + bytes([theirs[-1] ^ 1])))


def test_edwards_curves(openssl: Callable[..., bool], tmp_path: Path) -> None:
    for name in ("Ed25519", "Ed448"):
        both_ways(name, openssl, tmp_path, providers.signature(name).generate())


@pytest.mark.parametrize("curve", CURVES)
def test_ecdsa(curve: str, openssl: Callable[..., bool], tmp_path: Path) -> None:
    for hash in HASHES:
        name = f"ECDSA-{curve}-{hash}"
        both_ways(name, openssl, tmp_path, providers.signature(name).generate())


@pytest.mark.parametrize("size", [2048, 3072, 4096])
def test_rsa(size: int, openssl: Callable[..., bool], tmp_path: Path) -> None:
    raw = providers.signature(f"RSA-PSS-{size}-SHA256").generate().private_bytes(access=SECRETS)
    for family in ("PSS", "PKCS1"):
        for hash in HASHES:
            name = f"RSA-{family}-{size}-{hash}"
            both_ways(name, openssl, tmp_path, providers.signature(name).private_key(raw))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("RSA-PSS-2048-SHA256", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        ("ECDSA-P256-SHA256", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        ("ECDSA-P521-SHA512", ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
        ("ECDSA-brainpoolP384r1-SHA384", ["EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP384r1"]),
        ("Ed25519", ["ED25519"]),
        ("Ed448", ["ED448"]),
    ],
)
def test_a_key_that_the_program_made(
    name: str, options: list[str], openssl: Callable[..., bool], tmp_path: Path
) -> None:
    assert openssl("genpkey", "-out", "made.pem", "-algorithm", *options)
    assert openssl("pkcs8", "-topk8", "-nocrypt", "-in", "made.pem", "-outform", "DER", "-out", "made.der")
    assert openssl("pkey", "-in", "made.pem", "-pubout", "-outform", "DER", "-out", "made.public")
    key = providers.signature(name).private_key(raw_private(name, (tmp_path / "made.der").read_bytes()))
    assert key.public_key().public_bytes() == raw_public(name, (tmp_path / "made.public").read_bytes())
    both_ways(name, openssl, tmp_path, key)


@pytest.mark.parametrize("name", ["X25519", "X448", *(f"ECDH-{curve}" for curve in CURVES)])
def test_key_agreement(name: str, openssl: Callable[..., bool], tmp_path: Path) -> None:
    scheme = component("openssl", name)
    own, peer = scheme.generate(), scheme.generate()
    (tmp_path / "own.der").write_bytes(private_form(name, own.private_bytes(access=SECRETS)))
    (tmp_path / "peer.der").write_bytes(public_form(name, peer.public_key().public_bytes()))
    derive = partial(openssl, "pkeyutl", "-derive", "-inkey", "own.der", "-keyform", "DER", "-peerform", "DER")
    assert derive("-peerkey", "peer.der", "-out", "secret")
    secret = (tmp_path / "secret").read_bytes()
    assert secret == own.decapsulate(peer.public_key().public_bytes())
    assert secret == peer.decapsulate(own.public_key().public_bytes())


@pytest.mark.parametrize("size", [2048, 3072, 4096])
def test_oaep(size: int, openssl: Callable[..., bool], tmp_path: Path) -> None:
    scheme = component("openssl", f"RSA-OAEP-{size}-SHA256")
    key = scheme.generate()
    secret, ciphertext = key.public_key().encapsulate()
    (tmp_path / "key.der").write_bytes(key.private_bytes(access=SECRETS))
    (tmp_path / "public.der").write_bytes(public_form("RSA", key.public_key().public_bytes()))
    (tmp_path / "ours").write_bytes(ciphertext)
    padding = [
        part
        for option in ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256")
        for part in ("-pkeyopt", option)
    ]
    assert openssl(
        "pkeyutl", "-decrypt", "-inkey", "key.der", "-keyform", "DER", "-in", "ours", "-out", "opened", *padding
    )
    assert (tmp_path / "opened").read_bytes() == secret
    for content, right in ((b"s" * 32, True), (b"s" * 31, False), (b"s" * 33, False)):
        (tmp_path / "plain").write_bytes(content)
        assert openssl(
            *("pkeyutl", "-encrypt", "-pubin", "-inkey", "public.der", "-keyform", "DER"),
            *("-in", "plain", "-out", "theirs", *padding),
        )
        theirs = (tmp_path / "theirs").read_bytes()
        assert taken(lambda: key.decapsulate(theirs)) is right  # noqa: B023
        assert not right or key.decapsulate(theirs) == content
