"""Every detector passes the acceptance kit, with secrets planted in what it reads."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, pkcs7

from inventory.detectors import DETECTORS
from inventory.testing import accept_detector
from tests.formats import samples


@dataclass(frozen=True)
class Example:
    """A file in parts whose order does not matter, and what in it must stay there."""

    path: str
    parts: tuple[bytes, ...]
    secrets: tuple[bytes, ...] = ()


def number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


RSA, EC, ED = samples.rsa_key(), samples.ec_key(), samples.ed25519_key()
RSA_NUMBERS = RSA.private_numbers()
EC_NUMBERS = EC.private_numbers()
ED_SECRET = ED.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
SECRETS = (
    number(RSA_NUMBERS.d),
    number(RSA_NUMBERS.p),
    number(RSA_NUMBERS.q),
    number(EC_NUMBERS.private_value),
    ED_SECRET,
)
SHARED = b"a symmetric key of forty bytes, no less."
PASSWORD = b"correct-horse-battery-staple"


def pem(label: str, data: bytes) -> bytes:
    return samples.pem(label, data).encode()


def ssh_private(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def ssh_public(key) -> bytes:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" a comment\n"


def jwks() -> bytes:
    point = EC_NUMBERS.public_numbers
    keys = [
        {"kty": "EC", "crv": "P-256", "x": b64url(number(point.x).rjust(32, b"\0")),
         "y": b64url(number(point.y).rjust(32, b"\0")), "d": b64url(number(EC_NUMBERS.private_value).rjust(32, b"\0"))},
        {"kty": "oct", "alg": "HS256", "k": b64url(SHARED), "kid": "shared"},
    ]  # fmt: skip
    return json.dumps({"keys": keys}, indent=1).encode()


def signed() -> bytes:
    certificate = x509.load_der_x509_certificate(samples.certificate())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(SHARED).add_signer(certificate, EC, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


PYTHON = b"""\
import hashlib, hmac
import jwt
PASSWORD = "correct-horse-battery-staple"
def sign(body):
    jwt.encode(body, "a symmetric key of forty bytes, no less.", algorithm="HS256")
    return hmac.new(b"a symmetric key of forty bytes, no less.", body, hashlib.sha1).digest()
def derive(salt):
    return hashlib.pbkdf2_hmac("sha256", b"correct-horse-battery-staple", salt, 1000)
"""
JAVA = b"""\
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
class Desk {
  byte[] seal(byte[] text) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec("correct-horse-battery-staple".getBytes(), "AES"));
    return cipher.doFinal(text);
  }
}
"""
GO = b"""\
package desk

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
)

func sum(body []byte) []byte {
	m := hmac.New(sha256.New, []byte("correct-horse-battery-staple"))
	m.Write(body)
	md5.Sum(body)
	return m.Sum(nil)
}
"""
POETRY = b"""\
[tool.poetry]
name = "desk"
[tool.poetry.dependencies]
pynacl = {version = "^1.5", extras = ["docs"]}
rsa = [{version = "4.9"}, {version = "4.8", python = "<3.8"}]
[project]
dependencies = ["cryptography>=42 ; python_version > '3.8'"]
[dependency-groups]
dev = ["bcrypt", {include-group = "x"}]
"""
URL = b"rsa @ https://user:correct-horse-battery-staple@pypi.example/rsa.whl\n"
LOCK = b'[[package]]\nname = "pynacl"\nversion = "1.5.0"\n[[package]]\nname = "rsa"\nversion = "4.9"\n'
PIPFILE = b'{\n "default": {\n  "bcrypt": {"version": "==5.0.0"},\n  "rsa": {"git": "x"}\n }\n}\n'
METADATA = b"Name: desk\nVersion: 1\nRequires-Dist: pynacl; extra == 'box'\nRequires-Dist: rsa>4\n\nText\n"

NGINX = b"""\
http {
  ssl_ciphers 'ECDHE+AESGCM:!aNULL:@STRENGTH'; # comment
  server { listen 443 ssl; ssl_protocols TLSv1.2; set $password "correct-horse-battery-staple"; }
}
"""

CONFIGURATIONS = Path(__file__).parent / "configuration"
SAMPLES = [
    "apache/hit/vhost.txt",
    "envoy/hit/envoy.yaml",
    "envoy/hit/gateway.json",
    "haproxy/hit/haproxy.cfg",
    "ibm_mq/hit/channels.mqsc",
    "ipsec/hit/ipsec.conf",
    "java_security/hit/java.security",
    "kafka/hit/server.properties",
    "openssl/hit/more/openssl.cnf",
    "openvpn/hit/server.ovpn",
    "pg_hba/hit/pg_hba.conf",
    "quickfix/hit/session.cfg",
    "rabbitmq/hit/rabbitmq.conf",
    "rabbitmq_advanced/hit/advanced.config",
    "redis/hit/redis.conf",
    "spring/hit/application.yml",
    "spring/hit/application-legacy.properties",
    "ssh/hit/home/.ssh/config",
    "sshd/hit/hardening.txt",
    "swanctl/hit/swanctl.conf",
    "tomcat/hit/server.xml",
]


def sample(path: str) -> Example:
    """A sample of the configuration detector, with the password in it if there is one."""
    data = (CONFIGURATIONS / path).read_bytes()
    return Example(path.partition("/hit/")[2], (data,), (PASSWORD,) if PASSWORD in data else ())


EXAMPLES: dict[str, list[Callable[[], Example]]] = {
    "x509": [
        lambda: Example("a.pem", tuple(pem("CERTIFICATE", samples.certificate(name)) for name in ("a.x", "b.x"))),
        lambda: Example("a.der", (samples.certificate("a.x"), samples.certificate("b.x"))),
    ],
    "keys": [
        lambda: Example(
            "a.pem",
            (
                pem("RSA PRIVATE KEY", samples.traditional(RSA)),
                pem("PRIVATE KEY", samples.pkcs8(EC)),
                pem("PRIVATE KEY", samples.pkcs8(ED)),
                pem("PUBLIC KEY", samples.spki(EC)),
            ),
            SECRETS,
        ),
        lambda: Example("a.der", (samples.pkcs8(RSA),), SECRETS),
        lambda: Example("a.der", (samples.traditional(EC), samples.pkcs8(ED)), SECRETS),
    ],
    "openssh": [
        lambda: Example("id", tuple(ssh_private(key) for key in (RSA, EC, ED)), SECRETS),
        lambda: Example(".ssh/authorized_keys", tuple(ssh_public(key) for key in (RSA, EC, ED))),
    ],
    "jwk": [lambda: Example("a.jwks", (jwks(),), (*SECRETS[3:4], SHARED))],
    "cms": [
        lambda: Example("a.p7m", (signed(),), (SHARED,)),
        lambda: Example("a.txt", (pem("PKCS7", signed()), b"\n"), (SHARED,)),
    ],
    "manifests": [
        lambda: Example("requirements.txt", (b"pynacl==1.5.0\n", b"cryptography>=42\n", URL), (PASSWORD,)),
        lambda: Example("pyproject.toml", (POETRY,)),
        lambda: Example("uv.lock", (LOCK,)),
        lambda: Example("Pipfile.lock", (PIPFILE,)),
        lambda: Example("PKG-INFO", (METADATA,)),
        lambda: Example("setup.cfg", (b"[options]\ninstall_requires =\n  rsa\n  pynacl>=1\n",)),
        lambda: Example("setup.py", (b"from setuptools import setup\nsetup(install_requires=['rsa', 'pynacl>=1'])\n",)),
    ],
    "configuration": [
        lambda: Example("nginx.conf", (NGINX,), (PASSWORD,)),
        *(partial(sample, path) for path in SAMPLES),
    ],
    "code": [
        lambda: Example("a.py", (PYTHON,), (PASSWORD, SHARED)),
        lambda: Example("A.java", (JAVA,), (PASSWORD,)),
        lambda: Example("a.go", (GO,), (PASSWORD,)),
    ],
}  # fmt: skip
CASES = [
    pytest.param(detector, partial(make), id=f"{detector.name}-{index}")
    for detector in DETECTORS
    for index, make in enumerate(EXAMPLES[detector.name])
]


def test_there_is_an_example_for_every_detector() -> None:
    assert set(EXAMPLES) == {detector.name for detector in DETECTORS}


@pytest.mark.parametrize(("detector", "make"), CASES)
def test_a_detector_is_accepted(detector, make: Callable[[], Example]) -> None:
    example = make()
    accept_detector(detector, example.path, *example.parts, secrets=example.secrets)
