"""Every parser of the library, with samples that it takes: only the library's own errors may come out of them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from cryptoagility import Keyset, algorithms, hpke, providers
from cryptoagility.batch import BatchVerifier, sign_batch
from cryptoagility.encoding import (
    base64url,
    decode_cose_key,
    decode_cose_key_set,
    decode_jwk,
    decode_jwks,
    decode_openssh,
    decode_openssh_blob,
    decode_pem,
    decode_pkcs8,
    decode_private_cose_key,
    decode_private_jwk,
    decode_spki,
    encode_cose_key,
    encode_cose_key_set,
    encode_jwk,
    encode_jwks,
    encode_openssh,
    encode_openssh_blob,
    encode_pem,
    encode_pkcs8,
    encode_private_cose_key,
    encode_private_jwk,
    encode_spki,
    kind_of,
    strict_json,
)
from cryptoagility.encoding.canonical_cbor import decode, encode
from cryptoagility.errors import AgilityError, UnavailableAlgorithm
from cryptoagility.key_files import (
    decode_pkcs8_encrypted,
    encode_pkcs8_encrypted,
    read_private_key,
    read_public_key,
    write_openssh_private_key,
    write_private_key,
    write_unencrypted_private_key,
)
from cryptoagility.keysets import FileMarks, Passphrase, WrappingKeyset, postgres, public_bytes, read_public
from cryptoagility.keysets.sealed import OwnKey, _head, _mac, opened, peek, read_description, sealed
from cryptoagility.keysets.wire import read_box, read_signatures
from cryptoagility.policy import Action, Policy, parse_policy, policy_text
from cryptoagility.providers.registry import provider
from cryptoagility.providers.verdicts import Verdicts
from cryptoagility.secret_access import SECRETS
from cryptoagility.strict_yaml import read

from ..encoding.samples import NAMES, pair, private

FAST = Passphrase(b"fuzz", passes=1, memory=8 * 1024, lanes=1)
MESSAGE = b"m"
ID = b"\1" * 16


@dataclass(frozen=True)
class Target:
    """A parser: ``run`` takes any bytes; ``samples`` are some that it reads."""

    name: str
    samples: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], object]


class Cheap:
    """The primitives of passwords without their cost, and without secrecy."""

    def random_bytes(self, size: int) -> bytes:
        return b"\7" * size

    def pbkdf2(self, password: bytes, salt: bytes, *, iterations: int, size: int, hash: str) -> bytes:
        return hashlib.shake_128(password + salt).digest(size)

    def scrypt(self, password: bytes, salt: bytes, *, cost: int, block: int, parallel: int, size: int) -> bytes:
        return hashlib.shake_128(password + salt).digest(size)

    def aes_cbc_encrypt(self, key: bytes, iv: bytes, plaintext: bytes) -> bytes:
        return plaintext + bytes([16 - len(plaintext) % 16]) * (16 - len(plaintext) % 16)

    def aes_cbc_decrypt(self, key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
        return ciphertext[: -ciphertext[-1]]  # so that changes get to what is inside


def each(*reads: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """All of these; each may refuse."""

    def run(data: bytes) -> None:
        accepted = 0
        for one in reads:
            with suppress(AgilityError):
                one(data)
                accepted += 1
        if not accepted:
            raise AgilityError("refused")

    return run


def written(write: Callable[..., bytes | str], **how: object) -> Iterator[bytes]:
    """Samples of every key that this function writes."""
    for name in NAMES:
        raw, public = pair(name)
        more = dict(how)
        if "access" in how:
            more["public"] = public
        with suppress(UnavailableAlgorithm):
            found = write(name, raw if "access" in how else public, **more)
            yield found if isinstance(found, bytes) else found.encode()


@cache
def signing() -> Keyset:
    return Keyset.generate("Ed25519").rotated_to("ECDSA-P256-SHA256")


@cache
def several() -> Keyset:
    return Keyset.generate(["ECDSA-P256-SHA256", "ML-DSA-44"], rule="classical-required")


@cache
def receiving() -> tuple[Keyset, ...]:
    return tuple(Keyset.generate(name) for name in ("X25519", "X-Wing", "ECDH-P256", "ML-KEM-768"))


@cache
def root() -> Keyset:
    return Keyset.generate("Ed25519", purpose="batch-root")


@cache
def own() -> OwnKey:
    """The own key of the samples' keysets."""
    return opened(sealed(signing(), FAST), FAST)[1]


@cache
def keysets() -> tuple[bytes, ...]:
    found = [sealed(one, own()) for one in (signing(), several(), root(), *receiving())]
    return (*found, sealed(signing(), WrappingKeyset(receiving()[0])))


def authentic(data: bytes) -> None:
    """A keyset whose MAC is right whatever is in it: as from somebody who has the passphrase."""
    body = decode(data, "x", most=1 << 20)
    if not isinstance(body, dict):
        raise AgilityError("no map")
    body.pop("mac", None)
    data = encode({**body, "mac": _mac(own().key, body)})
    keyset, _ = opened(data, own())
    keyset.public()


def in_authentic_head(data: bytes) -> None:
    """A description in a keyset whose MAC is right."""
    body = {"type": "cryptoagility/keyset", "version": 1, "head": data, "wrap": own().wrap, "private": {}}
    opened(encode({**body, "mac": _mac(own().key, body)}), own())


def wraps() -> list[bytes]:
    return [encode(one.wrap(b"\2" * 32, ID)) for one in (FAST, WrappingKeyset(receiving()[0]))]


def unwrapped(data: bytes) -> None:
    """A wrap, without what Argon2id would cost."""
    wrap = decode(data, "x", most=1 << 16)
    if not isinstance(wrap, dict):
        raise AgilityError("no map")
    passes, memory = wrap.get("passes"), wrap.get("memory")
    if isinstance(passes, int) and isinstance(memory, int) and passes * memory > 8 * 1024:
        raise AgilityError("too dear here")
    each(lambda _: FAST.unwrap(wrap, ID), lambda _: WrappingKeyset(receiving()[0]).unwrap(wrap, ID))(data)


def signature_wires() -> list[bytes]:
    return [signing().sign(MESSAGE), several().sign(MESSAGE)]


def boxes() -> list[bytes]:
    return [one.encrypt(b"plaintext", associated_data=b"") for one in receiving()]


def policies() -> list[bytes]:
    empty = Policy(epoch=3)
    full = Policy(
        epoch=9,
        allowed=((Action.SIGN, ("ML-DSA-65", "Ed25519")), (Action.VERIFY, ("ML-DSA-65",))),
        providers=("openssl",),
        experimental=("sntrup761",),
        verify_after_sign="pqcrypto",
    )
    from datetime import date

    return [policy_text(one).encode() for one in (empty, full, full.with_retired("RSA", date(2026, 1, 2), 'a "b"\n'))]


def policy(data: bytes) -> None:
    found = parse_policy(data, "policy.yaml")
    assert parse_policy(policy_text(found).encode(), "x") == found
    for action in Action:
        for name in ("ML-DSA-65", "RSA-PSS-3072-SHA256", "X-Wing", "MLDSA65-ECDSA-P256-SHA512"):
            with suppress(AgilityError):
                found.require(action, name)


def cheap_pkcs8() -> list[bytes]:
    return [
        encode_pkcs8_encrypted(private(name), password=b"p", kdf=kdf, primitives=Cheap())
        for name in ("EC-P256", "RSA-2048", "ML-DSA-44", "Ed25519")
        for kdf in ("PBKDF2", "scrypt")
    ]


def key_files() -> list[bytes]:
    found = [
        write_unencrypted_private_key(private(name), access=SECRETS) for name in ("EC-P256", "X25519", "ML-KEM-768")
    ]
    found.append(write_private_key(private("EC-P256"), password=b"p", primitives=Cheap()))
    for key, form in (
        (ec.generate_private_key(ec.SECP256R1()), s.PrivateFormat.TraditionalOpenSSL),
        (rsa.generate_private_key(65537, 2048), s.PrivateFormat.TraditionalOpenSSL),
    ):
        found.append(key.private_bytes(s.Encoding.PEM, form, s.NoEncryption()).decode())
        found.append(key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption()).decode("latin-1"))
    return [one.encode("latin-1") for one in found]


def openssh_files() -> list[bytes]:
    found = [
        write_openssh_private_key(private(name), password=None, access=SECRETS).encode()
        for name in ("Ed25519", "EC-P256", "EC-P521", "RSA-2048")
    ]
    cheap = s.PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(1).build(b"p")
    found.append(ed25519.Ed25519PrivateKey.generate().private_bytes(s.Encoding.PEM, s.PrivateFormat.OpenSSH, cheap))
    return [decode_pem(one, ("OPENSSH PRIVATE KEY",), widths=(70, 76, 64))[1] for one in found]


def openssh_file(content: bytes) -> None:
    """What is inside of the armour, so that changes get there."""
    at = content.find(b"bcrypt")
    rounds = content[at + 6 + 4 + 4 + 16 : at + 6 + 4 + 4 + 16 + 4]
    if at >= 0 and int.from_bytes(rounds) > 2:
        raise AgilityError("too dear here")
    text = encode_pem("OPENSSH PRIVATE KEY", content, width=70).encode()
    each(lambda _: read_private_key(text), lambda _: read_private_key(text, password=b"p"))(content)


@cache
def schemes() -> tuple[tuple[str, str, str], ...]:
    """(what, algorithm, backend) of everything that is provided."""
    found = []
    for one in providers.PROVIDERS:
        backend = provider(one)
        if backend is not None:
            found += [("sign", name, one) for name in sorted(backend.signatures())]
            found += [("kem", name, one) for name in sorted(backend.kems())]
    return tuple(found)


def _scheme(at: int) -> providers.SignatureScheme | providers.KemScheme:
    what, name, one = schemes()[at % len(schemes())]
    if what == "sign":
        return providers.signature(name, provider=one)
    return providers.kem(name, provider=one, allow_experimental=True)


@cache
def _generated(at: int) -> tuple[bytes, bytes, bytes]:
    """Private key, public key, and a signature or a ciphertext."""
    scheme = _scheme(at)
    key = scheme.generate()
    public = key.public_key()
    raw = key.private_bytes(access=SECRETS)
    made = key.sign(MESSAGE) if isinstance(scheme, providers.SignatureScheme) else public.encapsulate()[1]
    return raw, public.public_bytes(), made


def _slow(at: int) -> bool:
    """Key generation of seconds, or keys of hundreds of kilobytes: left to the tests of their rows."""
    name = schemes()[at][1]
    return name.endswith(("128s", "192s", "256s", "192f", "256f")) or any(
        part in name for part in ("McEliece", "RSA-3072", "RSA3072", "4096")
    )


def provider_keys() -> list[bytes]:
    return [
        at.to_bytes(2) + bytes([kind]) + _generated(at)[kind]
        for at in range(len(schemes()))
        if not _slow(at)
        for kind in range(3)
    ]


def provider_key(data: bytes) -> None:
    """Two bytes say which scheme, one which of its things: private key, public key, signature or ciphertext."""
    at, kind, raw = int.from_bytes(data[:2]) % len(schemes()), data[2] % 3 if len(data) > 2 else 0, data[3:]
    scheme = _scheme(at)
    if kind == 0:
        key = scheme.private_key(raw)
        public = key.public_key()
        public.public_bytes()
        if isinstance(key, providers.SigningKey):
            if not _slow(at) and "SLH" not in key.algorithm:
                with suppress(AgilityError):
                    public.verify(MESSAGE, key.sign(MESSAGE))
        else:
            with suppress(AgilityError):
                key.decapsulate(public.encapsulate()[1])
    elif kind == 1:
        loaded = scheme.public_key(raw)
        loaded.public_bytes()
        with suppress(AgilityError):
            if isinstance(loaded, providers.VerifyingKey):
                loaded.verify(MESSAGE, b"" if _slow(at) else _generated(at)[2])
            else:
                loaded.encapsulate()
    elif _slow(at):
        raise AgilityError("left out")
    elif isinstance(scheme, providers.SignatureScheme):
        scheme.public_key(_generated(at)[1]).verify(MESSAGE, raw)
    else:
        scheme.private_key(_generated(at)[0]).decapsulate(raw)


def raw_keys() -> list[bytes]:
    """Every key that has a format, public and private, with its place in the list in front."""
    return [bytes([at]) + part for at, name in enumerate(NAMES) for part in pair(name)]


def raw_key(data: bytes) -> None:
    kind = kind_of(NAMES[data[0] % len(NAMES)] if data else NAMES[0])
    raw = data[1:]
    each(
        kind.check_public,
        lambda _: kind.form_of(raw),
        lambda _: kind.public_of(raw),
        lambda _: kind.unwrap(raw),
        lambda _: kind.agrees(raw, raw),
        lambda _: kind.name_of(raw),
        lambda _: kind.private_name(raw),
    )(raw)


HPKE_KEMS = ("X25519", "ECDH-P256", "X448", "X-Wing", "MLKEM768-P256")


@cache
def _hpke_key(at: int) -> providers.DecapsulationKey:
    return providers.kem(HPKE_KEMS[at]).generate()


def hpke_boxes() -> list[bytes]:
    return [
        bytes([at]) + hpke.encrypt(_hpke_key(at).public_key(), b"plaintext", suite=hpke.default_suite(name))
        for at, name in enumerate(HPKE_KEMS)
    ]


def hpke_box(data: bytes) -> None:
    at = data[0] % len(HPKE_KEMS) if data else 0
    hpke.decrypt(_hpke_key(at), data[1:], suite=hpke.default_suite(HPKE_KEMS[at]))


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory()
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[object] = []


def verdict_files() -> list[bytes]:
    file = _folder() / "good.json"
    backend = provider("openssl")
    Verdicts(file)._remember(backend, {"Ed25519": ()})
    Verdicts(file)._remember(backend, {"ML-DSA-65": ("signs", "verifies")})
    return [file.read_bytes()]


def verdict_file(data: bytes) -> None:
    file = _folder() / "verdicts.json"
    file.write_bytes(data)
    backend = provider("openssl")
    verdicts = Verdicts(file)
    verdicts._contents["openssl"] = "0"  # the files of the backend are not read each time
    if not verdicts._remembered(backend):
        raise AgilityError("not believed")
    verdicts._remember(backend, {"Ed448": ()})


def mark_file(data: bytes) -> None:
    (_folder() / "mark").write_bytes(data)
    FileMarks(_folder()).highest("mark")


def text_of(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "surrogateescape"))


def code_points(text: str) -> None:
    each(
        lambda _: algorithms.parse(text).row,
        lambda _: algorithms.by_oid(text),
        lambda _: algorithms.by_jose(text),
        lambda _: algorithms.by_ssh(text),
    )(text)


def names() -> list[bytes]:
    return [row.name.encode() for row in algorithms.table()][::3]


TARGETS: tuple[Target, ...] = (
    Target(
        "canonical CBOR",
        lambda: [*keysets(), *written(encode_cose_key)],
        each(lambda data: decode(data, "x", most=1 << 20), lambda data: decode(data, "x", most=1 << 20, ordered=False)),
    ),
    Target("sealed keysets", keysets, each(lambda data: opened(data, own()), peek)),
    Target("sealed keysets with a right MAC", keysets, authentic),
    Target("wraps of keysets", wraps, unwrapped),
    Target(
        "descriptions of keysets",
        lambda: [_head(one.description) for one in (signing(), several())],
        each(read_description, in_authentic_head),
    ),
    Target(
        "public keysets",
        lambda: [public_bytes(one.public()) for one in (signing(), several(), *receiving())],
        each(read_public, peek),
    ),
    Target(
        "wire signatures",
        signature_wires,
        each(
            read_signatures,
            lambda data: signing().verify(MESSAGE, data),
            lambda data: several().public().verify(MESSAGE, data),
        ),
    ),
    Target("wire boxes", boxes, each(read_box, *(one.decrypt for one in receiving()))),
    Target(
        "batch signatures",
        lambda: sign_batch(root(), [MESSAGE] * 5) + sign_batch(root(), [MESSAGE]),
        lambda data: BatchVerifier(root(), remember=4).verify(MESSAGE, data),
    ),
    Target("policies", policies, policy),
    Target("YAML", policies, lambda data: read(data, "x")),
    Target("JSON", lambda: list(written(encode_jwk)), lambda data: strict_json.loads(data, "x", 1 << 20)),
    Target("SPKI", lambda: list(written(encode_spki)), decode_spki),
    Target(
        "PKCS#8",
        lambda: [
            *written(encode_pkcs8, access=SECRETS),
            *(encode_pkcs8(name, pair(name)[0], access=SECRETS) for name in ("EC-P256", "Ed25519")),
        ],
        decode_pkcs8,
    ),
    Target(
        "encrypted PKCS#8",
        cheap_pkcs8,
        each(
            lambda data: decode_pkcs8_encrypted(data, password=b"p", primitives=Cheap()),
            lambda data: decode_pkcs8_encrypted(data, password=None),
        ),
    ),
    Target(
        "PEM",
        lambda: [one for one in key_files() if one.startswith(b"-----")],
        each(
            lambda data: decode_pem(data, ("PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
            lambda data: decode_pem(data.decode("latin-1"), ("RSA PRIVATE KEY",)),
        ),
    ),
    Target(
        "private key files",
        key_files,
        each(
            lambda data: read_private_key(data, primitives=Cheap()),
            lambda data: read_private_key(data, password=b"p", primitives=Cheap()),
        ),
    ),
    Target(
        "public key files",
        lambda: [*(encode_pem("PUBLIC KEY", one).encode() for one in written(encode_spki)), *written(encode_openssh)],
        read_public_key,
    ),
    Target(
        "JWK",
        lambda: [*written(encode_jwk), *written(encode_private_jwk, access=SECRETS)],
        each(decode_jwk, lambda data: decode_private_jwk(data, access=SECRETS)),
    ),
    Target(
        "JWKS",
        lambda: [
            encode_jwks([decode_jwk(one) for one in written(encode_jwk)][at : at + 3]).encode()
            for at in range(0, 12, 3)
        ],
        decode_jwks,
    ),
    Target(
        "COSE_Key",
        lambda: [*written(encode_cose_key), *written(encode_private_cose_key, access=SECRETS)],
        each(decode_cose_key, lambda data: decode_private_cose_key(data, access=SECRETS)),
    ),
    Target(
        "COSE_KeySet",
        lambda: [
            encode_cose_key_set([decode_cose_key(one) for one in written(encode_cose_key)][at : at + 3])
            for at in range(0, 9, 3)
        ],
        decode_cose_key_set,
    ),
    Target(
        "OpenSSH public keys",
        lambda: [*written(encode_openssh), *written(encode_openssh_blob)],
        each(decode_openssh, decode_openssh_blob),
    ),
    Target("OpenSSH private keys", openssh_files, openssh_file),
    Target("raw keys and composites", raw_keys, raw_key),
    Target("keys, signatures and ciphertexts of providers", provider_keys, provider_key),
    Target("HPKE boxes", hpke_boxes, hpke_box),
    Target("verdict cache", verdict_files, verdict_file),
    Target("marks", lambda: [b"1\n", b"18446744073709551615\n"], mark_file),
    Target("algorithm names", names, text_of(code_points)),
    Target("base64url", lambda: [b"AAEC", b"_-8"], text_of(base64url.decode)),
    Target(
        "PostgreSQL URLs",
        lambda: [b"postgresql://u:p@h:5432/d?options=-csearch_path%3Dx", b"postgres://a,[::1]:1/b"],
        text_of(postgres._parsed),
    ),
)
