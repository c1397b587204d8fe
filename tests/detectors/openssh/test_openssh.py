"""Files of SSH: the public part is read whatever protects the private one, and hosts that are hashed stay so."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    SSHCertificateBuilder,
    SSHCertificateType,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.detectors.openssh import OpenSsh
from inventory.model import AssetId, CertificateFacts, Finding, KeyFacts, Kind, Link, Location, Parameter, State
from tests.formats import samples

DETECTOR = OpenSsh()


def line(key) -> str:
    """Type and blob of a public key."""
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def identity(key) -> str:
    return f"spki-sha256:{hashlib.sha256(samples.spki(key)).hexdigest()}"


def string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def blob(key) -> bytes:
    return base64.b64decode(line(key).split()[1])


def encrypted(key, cipher: bytes = b"aes256-ctr", rounds: int = 24) -> bytes:
    """A private key file whose encrypted part is noise: only the header is real."""
    options = string(bytes(16)) + rounds.to_bytes(4, "big")
    data = b"openssh-key-v1\0" + string(cipher) + string(b"bcrypt") + string(options) + (1).to_bytes(4, "big")
    return data + string(blob(key)) + string(b"\xaa" * 256)


KEYS = [samples.rsa_key(), samples.ec_key(), samples.ec_key("secp521r1"), samples.ed25519_key()]
NAMES = ["RSA-2048", "EC-P256", "EC-P521", "Ed25519"]


@pytest.mark.parametrize("index", range(4))
def test_private_keys_in_clear(index: int) -> None:
    text = KEYS[index].private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    found, problems = samples.run(DETECTOR, b"\n" + text)
    assert problems == []
    assert [(one.asset.kind, one.asset.value, one.algorithm, one.location.line) for one in found] == [
        (kind, identity(KEYS[index]), NAMES[index], 2) for kind in (Kind.PRIVATE_KEY, Kind.PUBLIC_KEY)
    ]
    assert isinstance(found[0].facts, KeyFacts)
    assert (found[0].facts.format, found[0].facts.encrypted) == ("OpenSSH", False)


def test_no_secret_of_a_private_key_comes_out() -> None:
    key = samples.ed25519_key()
    found, problems = samples.run(DETECTOR, key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    seed, said = key.private_bytes_raw(), repr(found) + repr(problems)
    windows = [seed[at : at + 6] for at in range(26)]
    assert not [one for one in windows if one.hex() in said or repr(one)[2:-1] in said]
    assert hashlib.sha256(seed).hexdigest() not in said


def test_an_encrypted_private_key_shows_its_public_part_and_its_protection() -> None:
    key = samples.rsa_key()
    found, problems = samples.run(DETECTOR, samples.pem("OPENSSH PRIVATE KEY", encrypted(key)).encode())
    assert problems == []
    assert (found[0].asset, found[0].algorithm) == (AssetId(Kind.PRIVATE_KEY, identity(key)), "RSA-2048")
    assert isinstance(found[0].facts, KeyFacts)
    assert (found[0].facts.encrypted, found[0].facts.protection) == (True, "OpenSSH (AES-256-CTR, bcrypt)")
    assert Parameter("rounds", "24", "file") in found[0].parameters
    assert [(one.algorithm, one.functions) for one in found[2:]] == [
        ("AES-256-CTR", ("encrypt",)),
        ("bcrypt", ("keyderive",)),
    ]


@pytest.mark.parametrize(
    ("cipher", "named"),
    [
        (b"aes256-gcm@openssh.com", "AES-256-GCM"),
        (b"chacha20-poly1305@openssh.com", "ChaCha20-Poly1305"),
        (b"3des-cbc", "3DES-CBC"),
        (b"rot13", None),
    ],
)
def test_ciphers_of_private_keys(cipher: bytes, named: str | None) -> None:
    text = samples.pem("OPENSSH PRIVATE KEY", encrypted(samples.ed25519_key(), cipher, 1 << 31))
    found, _ = samples.run(DETECTOR, text.encode())
    assert found[2].algorithm == named
    assert (found[2].reason is None) == (named is not None)


def test_everything_that_is_said_of_a_line() -> None:
    key = samples.ed25519_key()
    text = f'# comment\nfrom="10.0.0.0/8",command="echo a b",no-pty {line(key)} desk@host 7\n'
    (found,), problems = samples.run(DETECTOR, text.encode(), "home/.ssh/authorized_keys")
    assert problems == []
    assert found == Finding(
        detector="openssh",
        asset=AssetId(Kind.PUBLIC_KEY, identity(key)),
        location=Location("home/.ssh/authorized_keys", 2, text.index("ssh-ed25519")),
        algorithm="Ed25519",
        parameters=(Parameter("options", "from,command,no-pty", "file"),),
        facts=KeyFacts(
            size=256,
            format="OpenSSH",
            oid="1.3.101.112",
            curve="Ed25519",
            spki_sha256=identity(key).partition(":")[2],
            comment="desk@host 7",
        ),
        links=(Link("algorithm", AssetId(Kind.ALGORITHM, "Ed25519"), State.CONFIGURED),),
        state=State.CONFIGURED,
    )
    assert "echo" not in repr(found)


@pytest.mark.parametrize(
    ("before", "given"),
    [
        ("", {}),
        ("sftp.example,10.20.4.17 ", {"hosts": "sftp.example,10.20.4.17"}),
        ("[sftp.example]:2222 ", {"hosts": "[sftp.example]:2222"}),
        ("|1|Ov4F8Agd8Itc+4UqGmYpD1qFyw4=|GyldTKrUssKmt3lTRm2k43WOXjo= ", {"hosts": "hashed"}),
        ("@cert-authority *.example ", {"marker": "cert-authority", "hosts": "*.example"}),
        ("@revoked * ", {"marker": "revoked", "hosts": "*"}),
        ("cert-authority,principals=\"a,b\" ", {"options": "cert-authority,principals"}),
        ("the key is ", {}),
        ('  "', {}),
    ],
)  # fmt: skip
def test_what_stands_before_a_key(before: str, given: dict[str, str]) -> None:
    (found,), problems = samples.run(DETECTOR, f"{before}{line(samples.ec_key())}\n".encode())
    assert problems == []
    assert {one.name: one.value for one in found.parameters} == given
    assert "GyldTKrUssKmt3l" not in repr(found)


@pytest.mark.parametrize(
    ("before", "after", "comment"),
    [
        ('KEY = "', '"  # of the desk', None),
        ('KEY = "', ' me@host"  # of the desk', "me@host"),
        ("KEY='", " me@host' + x", "me@host"),
        ("key=", ";other=1", None),
        ("", " me@host", "me@host"),
    ],
)
def test_comments(before: str, after: str, comment: str | None) -> None:
    (found,), _ = samples.run(DETECTOR, f"{before}{line(samples.rsa_key())}{after}".encode())
    assert isinstance(found.facts, KeyFacts)
    assert (found.algorithm, found.facts.comment) == ("RSA-2048", comment)


@pytest.mark.parametrize(
    "text",
    [
        f"# {line(samples.rsa_key())}\n",
        f"// {line(samples.rsa_key())}\n",
        "ssh-rsa AAAAB3NzaC1yc2E... desk\n",
        "ssh-rsa keys of leavers are removed\n",
        "ssh-ed25519 AAAA\n",
        "x AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        '"---- BEGIN SSH2 PUBLIC KEY ----"',
        "---- BEGIN SSH2 PUBLIC KEY ---- is the header",
        samples.pem("PRIVATE KEY", samples.pkcs8(samples.rsa_key())),
    ],
)
def test_what_is_not_a_key_is_silent(text: str) -> None:
    assert samples.run(DETECTOR, text.encode()) == ([], [])


def test_hardware_keys() -> None:
    key = samples.ed25519_key()
    body = string(b"sk-ssh-ed25519@openssh.com") + string(key.public_key().public_bytes_raw()) + string(b"ssh:")
    text = f"sk-ssh-ed25519@openssh.com {base64.b64encode(body).decode()} token\n"
    (found,), problems = samples.run(DETECTOR, text.encode())
    assert problems == []
    assert (found.asset.value, found.algorithm) == (identity(key), "Ed25519")
    assert {one.name: one.value for one in found.parameters} == {"application": "ssh:", "storage": "security key"}


def test_types_that_have_no_other_form_are_named_and_known_by_their_blob() -> None:
    for kind, algorithm in ((b"ssh-mldsa-65", "ML-DSA-65"), (b"ssh-xmss@openssh.com", "XMSS"), (b"ssh-future", None)):
        body = string(kind) + string(bytes(64))
        text = f"{kind.decode()} {base64.b64encode(body).decode()}\n"
        (found,), problems = samples.run(DETECTOR, text.encode())
        assert problems == []
        assert found.algorithm == algorithm
        assert found.asset.value.startswith("ssh-sha256:")
        assert found.reason == (None if algorithm else "unknown SSH key type ssh-future")


def test_certificates() -> None:
    key, authority = samples.ed25519_key(), samples.ec_key("secp384r1")
    certificate = (
        SSHCertificateBuilder()
        .public_key(key.public_key())
        .serial(255)
        .type(SSHCertificateType.USER)
        .key_id(b"desk\x1b[31m")
        .valid_principals([b"root", b"desk"])
        .valid_after(1_767_322_800)
        .valid_before((1 << 64) - 1)
        .add_extension(b"permit-pty", b"")
        .add_critical_option(b"force-command", b"do it")
        .sign(authority)
    )
    text = certificate.public_bytes()
    found, problems = samples.run(DETECTOR, text)
    assert problems == []
    sha256 = hashlib.sha256(base64.b64decode(text.split()[1])).hexdigest()
    assert found[0].asset == AssetId(Kind.CERTIFICATE, f"sha256:{sha256}")
    assert found[0].algorithm == "Ed25519"
    assert found[0].facts == CertificateFacts(
        subject="desk\\1B[31m",
        issuer=f"SSH key {identity(authority)}",
        serial="ff",
        not_before="2026-01-02T03:00:00Z",
        sha256=sha256,
        signature_algorithm="ECDSA-P384-SHA384",
        extensions=(
            ("format", "OpenSSH user certificate"),
            ("principals", "root, desk"),
            ("options", "force-command, permit-pty"),
        ),
        is_ca=False,
        self_signed=False,
    )
    assert [(link.role, link.target.value) for link in found[0].links] == [
        ("signature-algorithm", "ECDSA-P384-SHA384"),
        ("subject-key", identity(key)),
        ("issuer", identity(authority)),
    ]
    assert [one.asset.value for one in found[1:]] == [identity(key), identity(authority), "ECDSA-P384-SHA384"]
    assert "do it" not in repr(found)


def test_public_keys_of_rfc_4716() -> None:
    body = base64.encodebytes(blob(samples.rsa_key())).decode()
    headers = 'Subject: me\nComment: "1024-bit \\\nRSA"\n'
    text = f"x\n---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{body}---- END SSH2 PUBLIC KEY ----\n"
    (found,), problems = samples.run(DETECTOR, text.encode())
    assert problems == []
    assert (found.asset.value, found.location.line) == (identity(samples.rsa_key()), 2)
    assert isinstance(found.facts, KeyFacts)
    assert (found.facts.format, found.facts.comment) == ("RFC 4716", "1024-bit RSA")
    _, (problem,) = samples.run(DETECTOR, text.rpartition("----\n")[0].rpartition("----")[0].encode())
    assert (problem.line, problem.reason) == (2, "SSH2 PUBLIC KEY: the END line is missing")


@pytest.mark.parametrize(
    ("version", "encryption", "derivation", "protection"),
    [
        (2, "none", "", None),
        (2, "aes256-cbc", "", "PuTTY (AES-256-CBC, SHA-1)"),
        (3, "aes256-cbc", "Key-Derivation: Argon2id\nArgon2-Memory: 8192\n", "PuTTY (AES-256-CBC, Argon2id)"),
        (3, "rot13", "Key-Derivation: Argon2d\n", "PuTTY (unknown PuTTY cipher, unknown key derivation)"),
    ],
)
def test_putty_keys(version: int, encryption: str, derivation: str, protection: str | None) -> None:
    body = base64.encodebytes(blob(samples.ed25519_key())).decode()
    text = (
        f"PuTTY-User-Key-File-{version}: ssh-ed25519\nEncryption: {encryption}\nComment: desk\n"
        f"Public-Lines: {body.count(chr(10))}\n{body}{derivation}Private-Lines: 1\nc2VjcmV0c2VjcmV0\n"
    )
    found, problems = samples.run(DETECTOR, text.encode())
    assert problems == []
    assert (found[0].asset, found[0].algorithm) == (
        AssetId(Kind.PRIVATE_KEY, identity(samples.ed25519_key())),
        "Ed25519",
    )
    assert isinstance(found[0].facts, KeyFacts)
    assert (found[0].facts.protection, found[0].facts.comment) == (protection, "desk")
    assert "c2VjcmV0" not in repr(found)


def test_signatures() -> None:
    key = samples.ed25519_key()
    signature = string(string(b"ssh-ed25519") + string(bytes(64)))
    body = b"SSHSIG\0\0\0\1" + string(blob(key)) + string(b"file") + string(b"") + string(b"sha512") + signature
    found, problems = samples.run(DETECTOR, samples.pem("SSH SIGNATURE", body).encode())
    assert problems == []
    assert found[0].asset == AssetId(Kind.MESSAGE, f"sha256:{hashlib.sha256(body).hexdigest()}")
    assert [(one.asset.kind, one.algorithm) for one in found] == [
        (Kind.MESSAGE, "Ed25519"),
        (Kind.PUBLIC_KEY, "Ed25519"),
        (Kind.ALGORITHM, "Ed25519"),
        (Kind.ALGORITHM, "SHA-512"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (samples.pem("OPENSSH PRIVATE KEY", b"openssh-key-v2\0" + bytes(40)), "does not begin as"),
        (samples.pem("OPENSSH PRIVATE KEY", encrypted(samples.rsa_key())[:200]), "end inside a field"),
        (samples.pem("OPENSSH PRIVATE KEY", b"openssh-key-v1\0" + b"\xff" * 100), "a field of 4294967295 bytes"),
        (samples.pem("SSH SIGNATURE", bytes(60)), "does not begin as a signature"),
        (line(samples.rsa_key())[:-8].replace("ssh-rsa", "ssh-rsa ") + "\n", "end inside a field"),
        (line(samples.rsa_key()).replace("ssh-rsa", "ssh-dss") + "\n", "the key inside is of type ssh-rsa"),
        (f"ssh-rsa {base64.b64encode(blob(samples.rsa_key()) + b'xyz').decode()}\n", "3 bytes too many"),
        ("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n", "without its public part"),
    ],
)
def test_damage_is_one_problem(text: str, reason: str) -> None:
    found, (problem,) = samples.run(DETECTOR, text.encode())
    assert found == []
    assert reason in problem.reason
    assert problem.line == 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1 << 12), st.integers(0, 255), st.integers(0, 1 << 12))
def test_damage_anywhere_never_breaks_the_reader(at: int, value: int, cut: int) -> None:
    for original in (encrypted(samples.rsa_key()), blob(samples.ec_key())):
        data = bytearray(original)
        data[at % len(data)] = value
        for damaged in (bytes(data), bytes(data[: cut % len(data)])):
            text = samples.pem("OPENSSH PRIVATE KEY", damaged) + f"ssh-rsa {base64.b64encode(damaged).decode()}\n"
            _, problems = samples.run(DETECTOR, text.encode())
            assert not any(one.bug for one in problems)


def test_many_keys_are_read_so_far() -> None:
    found, problems = samples.run(DETECTOR, f"{line(samples.ed25519_key())}\n".encode() * 4100)
    assert len(found) == 4000
    assert [(one.line, one.reason) for one in problems] == [(4001, "more than 4000 keys; the rest was not read")]


@pytest.mark.parametrize("path", [".ssh/authorized_keys", "known_hosts", "ssh_known_hosts", "known_hosts.old"])
def test_a_line_without_a_key_in_a_list_of_keys_is_a_problem(path: str) -> None:
    key = line(samples.ed25519_key())
    text = f"# comment\n\n{key} a\nssh-rsa not-base64 x\n  # more\n{key} b\n2048 65537 1234567 ssh1\n"
    found, (problem,) = samples.run(DETECTOR, text.encode(), path)
    assert [one.location.line for one in found] == [3, 6]
    assert (problem.line, problem.reason) == (4, "2 lines hold no key that can be read, the first is line 4")
    _, (problem,) = samples.run(DETECTOR, f"{key}\r\nssh-rsa\r\n".encode(), path)
    assert (problem.line, problem.reason) == (2, "this line holds no key that can be read")
    assert samples.run(DETECTOR, text.encode(), "notes.txt")[1] == []


def test_certificates_in_a_list_of_keys() -> None:
    """A line of an authority and one of a certificate: the first is a key, the second says that it is no X.509."""
    key, authority = samples.ec_key(), samples.ed25519_key()
    certificate = (
        SSHCertificateBuilder()
        .public_key(key.public_key())
        .serial(7)
        .type(SSHCertificateType.HOST)
        .key_id(b"host")
        .valid_principals([b"h.example"])
        .valid_after(0)
        .valid_before(2**63)
        .sign(authority)
    )
    text = f"cert-authority {line(authority)} desk\n".encode() + certificate.public_bytes() + b" host\n"
    found, problems = samples.run(DETECTOR, text, "authorized_keys")
    assert problems == []
    (first, *_) = found
    assert (first.asset, first.location.line) == (AssetId(Kind.PUBLIC_KEY, identity(authority)), 1)
    assert first.parameters == (Parameter("options", "cert-authority", "file"),)
    (one,) = [one for one in found if one.asset.kind is Kind.CERTIFICATE]
    assert isinstance(one.facts, CertificateFacts)
    assert (one.location.line, one.facts.extensions[0]) == (2, ("format", "OpenSSH host certificate"))
