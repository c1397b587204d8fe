"""Key files in both directions with OpenSSL, OpenSSH and `cryptography`; passwords, and limits before derivation."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as s
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility import key_files
from cryptoagility.encoding import (
    PrivateKey,
    PublicKey,
    decode_pem,
    decode_pkcs8,
    encode_openssh_blob,
    encode_pem,
    encode_pkcs8,
    encode_spki,
)
from cryptoagility.encoding.der import Reader, encode, natural, null, octets, oid, sequence
from cryptoagility.errors import (
    AgilityError,
    InvalidSignature,
    MalformedInput,
    NotAllowed,
    UnavailableAlgorithm,
    UnknownAlgorithm,
)
from cryptoagility.providers import passwords
from cryptoagility.secret_access import SECRETS
from tests.conftest import need

from .encoding import samples
from .encoding.samples import pair, private, pyca

PASSWORD = b"correct horse"
# What is read of the artefacts without a password, by the name of the file; keystores and foreign formats are not.
READ = {
    "ed25519.key.der": "Ed25519",
    "ed25519.key.pem": "Ed25519",
    "id_ecdsa256": "EC-P256",
    "id_rsa1024.pub": "RSA-1024",
    "id_rsa3072": "RSA-3072",
    "id_rsa4096_enc.pub": "RSA-4096",
    "mldsa44.key.pem": "ML-DSA-44",
    "mldsa65.seed-only.pem": "ML-DSA-65",
    "mldsa65.spki.pem": "ML-DSA-65",
    "mlkem1024.key.pem": "ML-KEM-1024",
    "mlkem512.key.pem": "ML-KEM-512",
    "mlkem768.seed-only.pem": "ML-KEM-768",
    "p224.key.pem": "EC-P224",
    "p256.key.pem": "EC-P256",
    "rsa2048.pkcs1.pem": "RSA-2048",
    "rsa4096.key.pem": "RSA-4096",
    "slh128s.key.der": "SLH-DSA-SHA2-128s",
    "slhshake256f.key.pem": "SLH-DSA-SHAKE-256f",
    "x25519.pub.pem": "X25519",
    "x448.pub.pem": "X448",
}
CLASSICAL = (
    "RSA-2048",
    "EC-P256",
    "EC-P384",
    "EC-P521",
    "EC-secp256k1",
    "EC-brainpoolP256r1",
    "Ed25519",
    "Ed448",
    "X25519",
    "X448",
)
OPENSSH = ("RSA-2048", "EC-P256", "EC-P384", "EC-P521", "Ed25519")
ALL = (*CLASSICAL, "ML-DSA-44", "ML-KEM-512", "SLH-DSA-SHA2-128s", "MLDSA65-ECDSA-P256-SHA512", "X-Wing")


class Spy:
    """Primitives that count what is derived, and do little."""

    def __init__(self) -> None:
        self.derived = 0

    random_bytes = staticmethod(passwords.random_bytes)
    aes_cbc_encrypt = staticmethod(passwords.aes_cbc_encrypt)
    aes_cbc_decrypt = staticmethod(passwords.aes_cbc_decrypt)

    def pbkdf2(self, password: bytes, salt: bytes, /, *, iterations: int, size: int, hash: str) -> bytes:
        self.derived += 1
        return passwords.pbkdf2(password, salt, iterations=1, size=size, hash=hash)

    def scrypt(self, password: bytes, salt: bytes, /, *, cost: int, block: int, parallel: int, size: int) -> bytes:
        self.derived += 1
        return passwords.scrypt(password, salt, cost=2, block=1, parallel=1, size=size)


def openssl(*arguments: str | Path, data: bytes = b"") -> bytes:
    program = shutil.which("openssl")
    need(program, "openssl", "apt install openssl")
    return subprocess.run([str(program), *map(str, arguments)], input=data, check=True, capture_output=True).stdout


def same(one: PrivateKey, other: PrivateKey) -> bool:
    """Whether name, form and secret are the same; files of version 1 hold no public key beside them."""
    return (one.name, one.form, raw(one)) == (other.name, other.form, raw(other)) and one.public in (None, other.public)


def raw(key: object) -> bytes:
    return key.raw(access=SECRETS)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("name", ALL)
def test_plain_files_come_back(name: str) -> None:
    key = private(name)
    text = key_files.write_unencrypted_private_key(key, access=SECRETS)
    der = decode_pem(text, ("PRIVATE KEY",))[1]
    for data in (text.encode(), der):
        assert same(key_files.read_private_key(data), key)
    assert Reader(der).enter().natural() == 0  # version 1: OpenSSL 3.0 reads no other
    public = pair(name)[1]
    written = key_files.write_public_key(name, public)
    assert key_files.read_public_key(written.encode()) == PublicKey(name, public)
    assert key_files.read_public_key(encode_spki(name, public)) == PublicKey(name, public)
    with pytest.raises(TypeError, match="SECRETS"):
        key_files.write_unencrypted_private_key(key, access=None)  # type: ignore[arg-type]
    with pytest.raises(MalformedInput, match="not encrypted"):
        key_files.read_private_key(text.encode(), password=PASSWORD)


@pytest.mark.parametrize("kdf", ["PBKDF2", "scrypt"])
@pytest.mark.parametrize("name", ["Ed25519", "MLDSA65-ECDSA-P256-SHA512"])
def test_encrypted_files_come_back(name: str, kdf: str) -> None:
    key = private(name)
    text = key_files.write_private_key(key, password=PASSWORD, kdf=kdf).encode()
    assert same(key_files.read_private_key(text, password=PASSWORD), key)
    der = decode_pem(text, ("ENCRYPTED PRIVATE KEY",))[1]
    assert same(key_files.read_private_key(der, password=PASSWORD), key)
    assert raw(key)[:16] not in der
    with pytest.raises(InvalidSignature, match="wrong, or the file was changed"):
        key_files.read_private_key(text, password=b"another")
    with pytest.raises(NotAllowed, match="give its password"):
        key_files.read_private_key(text)
    assert text != key_files.write_private_key(key, password=PASSWORD, kdf=kdf).encode()


@pytest.mark.parametrize("name", CLASSICAL)
def test_openssl_reads_and_writes(name: str, tmp_path: Path) -> None:
    ours = tmp_path / "ours.pem"
    ours.write_text(key_files.write_private_key(private(name), password=PASSWORD, kdf="PBKDF2"))
    public = openssl("pkey", "-in", ours, "-passin", f"pass:{PASSWORD.decode()}", "-pubout")
    assert key_files.read_public_key(public) == PublicKey(name, pair(name)[1])
    plain = tmp_path / "plain.pem"
    plain.write_text(key_files.write_unencrypted_private_key(private(name), access=SECRETS))
    theirs = openssl("pkey", "-in", plain)
    assert same(key_files.read_private_key(theirs), private(name))
    for options in (
        ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"),
        ("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512", "-iter", "1000"),
        ("-scrypt",),
    ):
        theirs = openssl("pkcs8", "-topk8", "-in", plain, "-passout", f"pass:{PASSWORD.decode()}", *options)
        assert same(key_files.read_private_key(theirs, password=PASSWORD), private(name))


def test_openssl_reads_scrypt(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(key_files.write_private_key(private("Ed25519"), password=PASSWORD, kdf="scrypt"))
    public = openssl("pkey", "-in", path, "-passin", f"pass:{PASSWORD.decode()}", "-pubout")
    assert key_files.read_public_key(public).raw == pair("Ed25519")[1]


@pytest.mark.parametrize("name", ["RSA-2048", "EC-P256", "EC-P521", "EC-secp256k1"])
def test_older_forms(name: str, tmp_path: Path) -> None:
    key = pyca(name)
    text = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL, s.NoEncryption())  # type: ignore[attr-defined]
    assert key_files.read_private_key(text) == private(name)
    encrypted = key.private_bytes(  # type: ignore[attr-defined]
        s.Encoding.PEM, s.PrivateFormat.TraditionalOpenSSL, s.BestAvailableEncryption(PASSWORD)
    )
    with pytest.raises(MalformedInput, match="openssl pkey"):
        key_files.read_private_key(encrypted, password=PASSWORD)


@pytest.mark.parametrize("name", ["RSA-2048", "EC-P256", "Ed25519", "X25519"])
def test_cryptography_reads_and_writes(name: str) -> None:
    text = key_files.write_private_key(private(name), password=PASSWORD).encode()
    assert samples.spki(s.load_pem_private_key(text, PASSWORD)) == samples.spki(pyca(name))
    theirs = pyca(name).private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.BestAvailableEncryption(PASSWORD))  # type: ignore[attr-defined]
    assert same(key_files.read_private_key(theirs, password=PASSWORD), private(name))


@pytest.mark.parametrize("name", OPENSSH)
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_openssh_files(name: str, password: bytes | None, tmp_path: Path) -> None:
    program = shutil.which("ssh-keygen")
    need(program, "ssh-keygen", "apt install openssh-client")
    path = tmp_path / "ours"
    path.write_text(key_files.write_openssh_private_key(private(name), password=password, access=SECRETS))
    path.chmod(0o600)
    shown = subprocess.run(
        [str(program), "-y", "-P", (password or b"").decode(), "-f", path], check=True, capture_output=True
    ).stdout
    assert key_files.read_public_key(shown).raw == pair(name)[1]
    back = key_files.read_private_key(path.read_bytes(), password=password)
    assert raw(back) == pair(name)[0]
    kinds = {"R": ["rsa", "-b", "2048"], "Ed": ["ed25519"]}
    options = kinds.get(name[:1], kinds.get(name[:2], ["ecdsa", "-b", name[-3:]]))
    theirs = tmp_path / "theirs"
    command = [str(program), "-q", "-N", (password or b"").decode(), "-f", str(theirs), "-t", *options]
    subprocess.run(command, check=True)
    key = key_files.read_private_key(theirs.read_bytes(), password=password)
    assert key.name == name
    public = key_files.read_public_key(theirs.with_suffix(".pub").read_bytes())
    assert key.public == public.raw
    if password is not None:
        with pytest.raises(InvalidSignature, match="wrong"):
            key_files.read_private_key(theirs.read_bytes(), password=b"another")
        with pytest.raises(NotAllowed, match="give its password"):
            key_files.read_private_key(theirs.read_bytes())
    else:
        with pytest.raises(MalformedInput, match="not encrypted"):
            key_files.read_private_key(theirs.read_bytes(), password=PASSWORD)


def test_openssh_holds_classical_keys_only() -> None:
    for name in ("ML-DSA-44", "SLH-DSA-SHA2-128s", "X25519"):
        with pytest.raises(UnavailableAlgorithm):
            key_files.write_openssh_private_key(private(name), password=None, access=SECRETS)


def test_rounds_of_bcrypt_are_limited() -> None:
    text = key_files.write_openssh_private_key(private("Ed25519"), password=PASSWORD, access=SECRETS)
    _, content = decode_pem(text, ("OPENSSH PRIVATE KEY",), widths=(70,))
    at = content.index(b"bcrypt") + 6 + 4 + 4 + 16
    for rounds in (0, 1025, 1 << 31):
        changed = content[:at] + rounds.to_bytes(4, "big") + content[at + 4 :]
        with pytest.raises(NotAllowed, match="rounds"):
            key_files.read_private_key(encode_pem("OPENSSH PRIVATE KEY", changed, width=70).encode(), password=PASSWORD)
    for end in range(60):
        with pytest.raises(AgilityError):
            key_files.read_private_key(
                encode_pem("OPENSSH PRIVATE KEY", content[: end + 1], width=70).encode(), password=PASSWORD
            )


def test_openssh_files_put_together_of_two() -> None:
    _, content = decode_pem(
        key_files.write_openssh_private_key(private("Ed25519"), password=None, access=SECRETS),
        ("OPENSSH PRIVATE KEY",),
        widths=(70,),
    )
    mine = encode_openssh_blob("Ed25519", pair("Ed25519")[1])
    other = encode_openssh_blob("Ed25519", pyca("X25519").public_key().public_bytes_raw())  # type: ignore[attr-defined]
    assert content.count(mine) == 2  # once in the header, once in the secret
    for changed, message in (
        (content.replace(mine, other, 1), "OpenSSH private key"),
        (content.replace(mine, mine[:-1] + b"\0", 1), "OpenSSH private key"),
        (content.replace(b"\0\0\0\1\0\0\0\x33", b"\0\0\0\2\0\0\0\x33"), "does not hold one key"),
    ):
        assert changed != content
        with pytest.raises(MalformedInput, match=message):
            key_files.read_private_key(encode_pem("OPENSSH PRIVATE KEY", changed, width=70).encode())


PBKDF2, SCRYPT = oid("1.2.840.113549.1.5.12"), oid("1.3.6.1.4.1.11591.4.11")
SHA256 = sequence(oid("1.2.840.113549.2.9"), null())
AES256 = sequence(oid("2.16.840.1.101.3.4.1.42"), octets(bytes(16)))
SALT = octets(bytes(16))


def file(kdf: bytes, cipher: bytes = AES256, *, scheme: bytes = oid("1.2.840.113549.1.5.13"), size: int = 64) -> bytes:
    return sequence(sequence(scheme, sequence(kdf, cipher)), octets(bytes(size)))


def pbkdf2(iterations: int, *more: bytes) -> bytes:
    return sequence(PBKDF2, sequence(SALT, natural(iterations), *(more or (SHA256,))))


def scrypt(cost: int, block: int, parallel: int) -> bytes:
    return sequence(SCRYPT, sequence(SALT, natural(cost), natural(block), natural(parallel)))


@pytest.mark.parametrize(
    ("kdf", "message"),
    [
        (pbkdf2(10_000_001), "10000001 iterations"),
        (pbkdf2(0), "iterations"),
        (pbkdf2(1 << 40), "iterations"),
        (scrypt(1 << 18, 16, 1), "256 MiB"),
        (scrypt(1 << 40, 8, 1), "256 MiB"),
        (scrypt(2, 1 << 30, 1), "256 MiB"),
        (scrypt(1 << 14, 8, 17), "lanes"),
    ],
)
def test_costs_are_refused_before_anything_is_derived(kdf: bytes, message: str) -> None:
    spy = Spy()
    with pytest.raises(NotAllowed, match=message):
        key_files.read_private_key(file(kdf), password=PASSWORD, primitives=spy)
    assert spy.derived == 0


@pytest.mark.parametrize("kdf", [pbkdf2(10_000_000), pbkdf2(1), scrypt(1 << 18, 8, 1), scrypt(2, 1, 16)])
def test_costs_at_the_limit_are_derived(kdf: bytes) -> None:
    spy = Spy()
    with pytest.raises(InvalidSignature):
        key_files.read_private_key(file(kdf), password=PASSWORD, primitives=spy)
    assert spy.derived == 1


@pytest.mark.parametrize("name", ["bcrypt_rounds_2g", "enc_scrypt_2e40.pem"])
def test_files_that_would_run_for_hours(shared_artefacts: Path, name: str) -> None:
    (path,) = shared_artefacts.rglob(name)
    spy = Spy()
    with pytest.raises(NotAllowed):
        key_files.read_private_key(path.read_bytes(), password=PASSWORD, primitives=spy)
    assert spy.derived == 0


def test_files_of_real_tools(shared_artefacts: Path) -> None:
    """Every file is a key or one of our errors; none is guessed at, none costs more than the limits."""
    read: dict[str, str] = {}
    errors = set()
    for path in sorted(path for path in shared_artefacts.rglob("*") if path.is_file()):
        for reader in (key_files.read_private_key, key_files.read_public_key):
            try:
                read[path.name] = reader(path.read_bytes()).name
            except AgilityError as error:
                errors.add(type(error))
    assert read == READ
    assert errors <= {MalformedInput, NotAllowed, UnavailableAlgorithm, UnknownAlgorithm}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (file(pbkdf2(1), scheme=oid("1.2.840.113549.1.5.3")), UnavailableAlgorithm),
        (file(pbkdf2(1, natural(32))), UnavailableAlgorithm),
        (file(pbkdf2(1, sequence(oid("1.2.840.113549.2.7"), null()))), UnavailableAlgorithm),
        (file(pbkdf2(1, natural(16), SHA256)), MalformedInput),
        (file(pbkdf2(1, sequence(oid("1.2.840.113549.2.9")))), MalformedInput),
        (file(pbkdf2(1, SHA256, SHA256)), MalformedInput),
        (file(sequence(PBKDF2, sequence(octets(b"short"), natural(1), SHA256))), MalformedInput),
        (file(sequence(oid("1.2.3"), sequence())), UnavailableAlgorithm),
        (file(scrypt(3, 1, 1)), MalformedInput),
        (file(scrypt(1, 1, 1)), MalformedInput),
        (file(scrypt(2, 0, 1)), MalformedInput),
        (file(scrypt(2, 1, 0)), MalformedInput),
        (file(pbkdf2(1), sequence(oid("1.2.840.113549.3.7"), octets(bytes(8)))), UnavailableAlgorithm),
        (file(pbkdf2(1), sequence(oid("2.16.840.1.101.3.4.1.42"), octets(bytes(8)))), MalformedInput),
        (file(pbkdf2(1), size=63), MalformedInput),
        (file(pbkdf2(1), size=0), MalformedInput),
        (file(pbkdf2(1)) + b"\0", MalformedInput),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", MalformedInput),
        (bytes(1 << 21), MalformedInput),
        (b"", MalformedInput),
    ],
)
def test_files_that_are_not_read(data: bytes, error: type[Exception]) -> None:
    spy = Spy()
    with pytest.raises(error):
        key_files.read_private_key(data, password=PASSWORD, primitives=spy)
    assert spy.derived == 0


def test_passwords_that_are_none() -> None:
    for call in (
        lambda: key_files.write_private_key(private("Ed25519"), password=b""),
        lambda: key_files.write_openssh_private_key(private("Ed25519"), password=b"", access=SECRETS),
        lambda: key_files.read_private_key(file(pbkdf2(1)), password=b""),
    ):
        with pytest.raises(NotAllowed, match="empty password"):
            call()
    with pytest.raises(MalformedInput, match="password"):
        key_files.write_private_key(private("Ed25519"), password="text")  # type: ignore[arg-type]
    with pytest.raises(UnavailableAlgorithm, match="PBKDF2 or scrypt"):
        key_files.write_private_key(private("Ed25519"), password=PASSWORD, kdf="MD5")


def test_a_changed_file_says_no_more_than_a_wrong_password() -> None:
    spy = Spy()
    der = key_files.encode_pkcs8_encrypted(private("Ed25519"), password=PASSWORD, primitives=spy)
    messages = set()
    for at in range(len(der) - 64, len(der)):
        changed = bytearray(der)
        changed[at] ^= 1
        try:
            key = key_files.read_private_key(bytes(changed), password=PASSWORD, primitives=spy)
        except InvalidSignature as error:
            messages.add((str(error), error.__cause__))
        else:
            assert not same(key, private("Ed25519"))  # CBC: another seed, which only the public key can tell
    with pytest.raises(InvalidSignature) as caught:
        key_files.read_private_key(der, password=b"another", primitives=spy)
    assert messages == {(str(caught.value), None)}


def test_cut_at_every_byte() -> None:
    spy = Spy()
    der = key_files.encode_pkcs8_encrypted(private("Ed25519"), password=PASSWORD, primitives=spy)
    for end in range(len(der)):
        with pytest.raises(MalformedInput):
            key_files.read_private_key(der[:end], password=PASSWORD, primitives=spy)


@given(st.binary(max_size=200))
def test_only_our_errors_are_raised(data: bytes) -> None:
    for value in (data, b"\x30" + data, b"-----BEGIN PRIVATE KEY-----\n" + data):
        for read in (key_files.read_private_key, key_files.read_public_key):
            try:
                read(value)
            except AgilityError:
                continue


def test_keys_in_sec1_without_a_curve_are_refused() -> None:
    number = octets(bytes(31) + b"\1")
    for der in (sequence(natural(1), number), sequence(natural(1), number, encode(0xA0, oid("1.2.3")))):
        with pytest.raises(MalformedInput, match="curve"):
            key_files.read_private_key(encode_pem("EC PRIVATE KEY", der).encode())


def test_expanded_keys_stay_expanded() -> None:
    seed = pair("ML-DSA-44")[0]
    both = encode_pkcs8("ML-DSA-44", seed, access=SECRETS, both=True)
    reader = Reader(both).enter()
    reader.natural()
    reader.enter()
    inner = Reader(reader.octets()).enter()
    inner.octets()
    expanded = decode_pkcs8(encode_pkcs8("ML-DSA-44", inner.octets(), access=SECRETS))
    text = key_files.write_private_key(expanded, password=PASSWORD).encode()
    assert key_files.read_private_key(text, password=PASSWORD) == expanded


def test_a_compressed_point_inside_an_openssh_file_is_refused() -> None:
    """The backend raises NotImplementedError for it, which fuzzing found."""
    text = key_files.write_openssh_private_key(private("EC-P256"), password=None, access=SECRETS)
    content = decode_pem(text, ("OPENSSH PRIVATE KEY",), widths=(70,))[1]
    point = pair("EC-P256")[1]
    at = content.rindex(point)
    assert at > content.index(point)
    changed = content[:at] + bytes([2 + (point[-1] & 1)]) + content[at + 1 :]
    with pytest.raises(MalformedInput):
        key_files.read_private_key(encode_pem("OPENSSH PRIVATE KEY", changed, width=70).encode())
