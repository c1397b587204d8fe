"""ML-DSA (FIPS 204) and ML-KEM (FIPS 203): every vector, with every provider that has the algorithm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from cryptoagility import providers
from cryptoagility.errors import InvalidSignature, NotAllowed
from cryptoagility.providers import SignatureScheme
from cryptoagility.providers.provider import AnyKemRow, AnySignatureRow
from cryptoagility.providers.registry import provider
from cryptoagility.secret_access import SECRETS

from ..conftest import Counted
from .vectors import (
    EXPANDED,
    SEEDED_ENCAPSULATION,
    SHIPPED,
    SHORT_CONTEXTS,
    Tally,
    Vector,
    bytes_of,
    known,
    mechanisms,
    records,
    signers,
    taken,
    zipped,
)

MLDSA = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
MLKEM = ("ML-KEM-512", "ML-KEM-768", "ML-KEM-1024")
MESSAGE = b"conformance"
OTHER_FORM = "a seed, which this row does not take"
NO_MU = "external mu: pqcrypto has none"

MLDSA_FIELDS = "alg id src op iface valid kind note flags msg ctx mu pk sk seed rnd det sig ph"
MLKEM_FIELDS = "alg id src op valid note flags ek dk seed m c k"


def signature_row(backend: str, name: str) -> AnySignatureRow:
    found = provider(backend)
    assert found is not None
    return found.signatures()[name]


def kem_row(backend: str, name: str) -> AnyKemRow:
    found = provider(backend)
    assert found is not None
    return found.kems()[name]


def takes_expanded(backend: str, name: str, sample: bytes) -> bool:
    """Whether a private key in the expanded form of FIPS 204 is taken at all (``sample`` is a right one)."""
    row = signature_row(backend, name)
    return len(sample) in row.private_sizes and taken(
        lambda: providers.signature(name, provider=backend).private_key(sample)
    )


def too_long(context: bytes, backend: str, name: str) -> bool:
    return signature_row(backend, name).contexts < len(context) <= 255


# ML-DSA


@pytest.mark.parametrize("backend", signers("ML-DSA-65"))
def test_ml_dsa_of_acvp(backend: str, shared_vectors: Path, counted: Counted) -> None:
    vectors = zipped(shared_vectors / "acvp" / "pqc-ml-dsa.json.gz")
    tally = Tally(f"ML-DSA, shared acvp, {backend}")
    wired = {name: takes_expanded(backend, name, right_expanded_key(vectors, name)) for name in MLDSA}
    for vector in vectors:
        known(vector, MLDSA_FIELDS)
        ask = {"keygen": key_pair, "siggen": signing, "sigver": verification}[vector["op"]]
        tally.add(ask(vector, backend, wired=wired[vector["alg"]]))
    tally.say(counted)


def right_expanded_key(vectors: list[Vector], name: str) -> bytes:
    return next(
        bytes_of(vector, "sk")
        for vector in vectors
        if vector["alg"] == name and vector.get("sk") and vector["valid"] and vector["op"] == "keygen"
    )


def key_pair(vector: Vector, backend: str, *, wired: bool) -> str:
    assert vector["valid"] is True
    scheme = providers.signature(vector["alg"], provider=backend)
    raws = forms(vector, scheme.rows[0].private_sizes, "seed", "sk") if wired else [bytes_of(vector, "seed")]
    for raw in raws:
        key = scheme.private_key(raw)
        assert key.public_key().public_bytes() == bytes_of(vector, "pk")
        assert key.private_bytes(access=SECRETS) == raw
    return "" if raws else EXPANDED


def forms(vector: Vector, sizes: tuple[int, ...], seed: str, expanded: str) -> list[bytes]:
    """The private key of the vector in each form that it has and the row takes."""
    takes_seeds, takes_expanded = min(sizes) <= 64, max(sizes) > 64
    fields = [seed] * (takes_seeds and seed in vector) + [expanded] * (takes_expanded and expanded in vector)
    return [bytes_of(vector, field) for field in fields]


def signing(vector: Vector, backend: str, *, wired: bool) -> str:
    """Ours is hedged, so the bytes cannot be compared: the key is, and both signatures are verified."""
    if vector.get("ph"):
        return "HashML-DSA"
    name, context = vector["alg"], bytes_of(vector, "ctx")
    scheme = providers.signature(name, provider=backend)
    raws = forms(vector, scheme.rows[0].private_sizes, "seed", "sk")
    if not raws:
        if vector["valid"] and "pk" in vector:
            return verification(vector, backend, wired=wired)  # of the pair only the public key can be used
        return EXPANDED if "sk" in vector else OTHER_FORM
    if vector["iface"] != "external":
        return mu_of_a_signature(vector, backend, raws[0])
    if too_long(context, backend, name):
        return SHORT_CONTEXTS
    for raw in raws:
        signed_with(vector, scheme, raw, context)
    return ""


def signed_with(vector: Vector, scheme: SignatureScheme, raw: bytes, context: bytes) -> None:
    message = bytes_of(vector, "msg")
    if not vector["valid"]:
        assert not taken(lambda: scheme.private_key(raw).sign(message, context=context)), vector["id"]
        return
    key = scheme.private_key(raw)
    public = key.public_key()
    assert "pk" not in vector or public.public_bytes() == bytes_of(vector, "pk")
    public.verify(message, bytes_of(vector, "sig"), context=context)
    public.verify(message, key.sign(message, context=context), context=context)


def mu_of_a_signature(vector: Vector, backend: str, raw: bytes) -> str:
    """External mu and the internal interface are what streaming is built on."""
    row = signature_row(backend, vector["alg"])
    if row.streaming is None:
        return NO_MU
    native = row.load_private(raw)
    public = row.public_of(native)
    mu = mu_for(vector, row.public_bytes(public))
    assert vector["valid"] is True
    row.streaming.verify(public, bytes_of(vector, "sig"), mu)
    row.streaming.verify(public, row.streaming.sign(native, mu), mu)
    return ""


def mu_for(vector: Vector, public: bytes) -> bytes:
    if vector["iface"] == "mu":
        return bytes_of(vector, "mu")
    assert vector["iface"] == "internal"
    return hashlib.shake_256(hashlib.shake_256(public).digest(64) + bytes_of(vector, "msg")).digest(64)


def verification(vector: Vector, backend: str, *, wired: bool) -> str:
    if vector.get("ph"):
        return "HashML-DSA"
    name, context, signature = vector["alg"], bytes_of(vector, "ctx"), bytes_of(vector, "sig")
    row = signature_row(backend, name)
    scheme = providers.signature(name, provider=backend)
    if vector["iface"] != "external":
        if row.streaming is None:
            return NO_MU
        streaming, public = row.streaming, row.load_public(bytes_of(vector, "pk"))
        mu = mu_for(vector, bytes_of(vector, "pk"))
        assert (_taken_by(lambda: streaming.verify(public, signature, mu), row)) is vector["valid"], vector
        return ""
    if too_long(context, backend, name):
        return SHORT_CONTEXTS

    def verify() -> None:
        scheme.public_key(bytes_of(vector, "pk")).verify(bytes_of(vector, "msg"), signature, context=context)

    assert taken(verify) is vector["valid"], (backend, vector["src"], vector["id"], vector.get("note"))
    return ""


def _taken_by(attempt: Callable[[], object], row: AnySignatureRow) -> bool:
    """As ``taken``, below the library: what the row says that its backend raises."""
    try:
        attempt()
    except row.refusals:
        return False
    return True


@pytest.mark.parametrize("backend", signers("ML-DSA-65"))
@pytest.mark.parametrize("name", MLDSA)
def test_ml_dsa_of_wycheproof(backend: str, name: str, shared_vectors: Path, counted: Counted) -> None:
    number = name.rsplit("-", 1)[1]
    tally = Tally(f"{name}, shared wycheproof, {backend}")
    shipped = SHIPPED / "MLDSA" / f"kat_MLDSA_{number}_det_pure.rsp"
    wired = takes_expanded(backend, name, bytes.fromhex(next(records(shipped, "count"))["sk"]))
    for kind in ("verify", "sign_seed", "sign_noseed"):
        for group, test in groups(shared_vectors / "wycheproof" / f"mldsa_{number}_{kind}_test.json"):
            known(group, "type source publicKey publicKeyDer privateSeed privateKey privateKeyPkcs8 tests")
            known(test, "tcId comment flags msg mu ctx rnd sig result")
            external = "msg" in test
            vector = {
                "alg": name,
                "id": test["tcId"],
                "src": f"wycheproof {kind}",
                "iface": "external" if external else "mu",
                "valid": {"valid": True, "invalid": False}[test["result"]],
                "sig": test["sig"],
                "note": test["comment"],
                **{field: test[field] for field in ("msg", "ctx", "mu") if field in test},
            }
            if group.get("publicKey") is not None:
                vector["pk"] = group["publicKey"]
            for ours, theirs in (("seed", "privateSeed"), ("sk", "privateKey")):
                if theirs in group:
                    vector[ours] = group[theirs]
            ask = verification if kind == "verify" else signing
            tally.add(ask(vector, backend, wired=wired))
    tally.say(counted)


def groups(file: Path) -> list[tuple[Vector, Vector]]:
    loaded = json.loads(file.read_text("utf-8"))
    known(loaded, "algorithm header notes schema subset testGroups")
    return [(group, test) for group in loaded["testGroups"] for test in group["tests"]]


@pytest.mark.parametrize("backend", signers("ML-DSA-65"))
@pytest.mark.parametrize("name", MLDSA)
def test_ml_dsa_of_cryptography_vectors(backend: str, name: str, counted: Counted) -> None:
    file = SHIPPED / "MLDSA" / f"kat_MLDSA_{name.rsplit('-', 1)[1]}_det_pure.rsp"
    tally = Tally(f"{name}, cryptography_vectors, {backend}")
    wired: bool | None = None
    signed = 0
    scheme = providers.signature(name, provider=backend)
    for vector in records(file, "count"):
        known(vector, "section count xi seed pk sk msg mlen sm smlen ctx")
        message, context, public = (bytes.fromhex(vector[field]) for field in ("msg", "ctx", "pk"))
        together = bytes.fromhex(vector["sm"])
        signature = together[: len(together) - len(message)]
        assert together[len(signature) :] == message
        assert len(together) == int(vector["smlen"])
        if wired is None:
            wired = takes_expanded(backend, name, bytes.fromhex(vector["sk"]))
        if too_long(context, backend, name):
            tally.add(SHORT_CONTEXTS)
            continue
        scheme.public_key(public).verify(message, signature, context=context)
        assert not taken(
            lambda: scheme.public_key(public).verify(message + b"\0", signature, context=context)  # noqa: B023
        )
        raw = bytes.fromhex(vector["xi" if scheme.rows[0].private_sizes == (32,) else "sk"])
        if len(raw) == 32 or wired:
            key = scheme.private_key(raw)
            assert key.public_key().public_bytes() == public
            if len(raw) == 32 or signed < 10:  # pqcrypto needs 7 to 15 ms for a signature: it makes ten of a set
                key.public_key().verify(message, key.sign(message, context=context), context=context)
                signed += 1
        tally.add("")
    tally.say(counted)


# ML-KEM


@pytest.mark.parametrize("backend", mechanisms("ML-KEM-768"))
def test_ml_kem_of_acvp(backend: str, shared_vectors: Path, counted: Counted) -> None:
    tally = Tally(f"ML-KEM, shared acvp, {backend}")
    ask = {
        "keygen": kem_key_pair,
        "encap": encapsulation,
        "decap": decapsulation,
        "seeddecap": decapsulation,
        "ekcheck": encapsulation,
    }
    for vector in zipped(shared_vectors / "acvp" / "pqc-ml-kem.json.gz"):
        known(vector, MLKEM_FIELDS)
        if backend not in mechanisms(vector["alg"]):
            tally.add(f"{vector['alg']}: {backend} has it not")
        else:
            tally.add(ask[vector["op"]](vector, backend))
    tally.say(counted)


def privates(vector: Vector, backend: str) -> list[bytes]:
    """The private key of the vector in each form that it has and the row takes."""
    return forms(vector, kem_row(backend, vector["alg"]).private_sizes, "seed", "dk")


def other_form(vector: Vector) -> str:
    return EXPANDED if "dk" in vector else OTHER_FORM


def kem_key_pair(vector: Vector, backend: str) -> str:
    assert vector["valid"] is True
    raws = privates(vector, backend)
    for raw in raws:
        key = providers.kem(vector["alg"], provider=backend).private_key(raw)
        assert key.public_key().public_bytes() == bytes_of(vector, "ek")
        assert key.private_bytes(access=SECRETS) == raw
    return "" if raws else other_form(vector)


def encapsulation(vector: Vector, backend: str) -> str:
    """The public key is taken or refused; where the vector has the private key, its ciphertext is opened."""
    scheme = providers.kem(vector["alg"], provider=backend)
    accepted = taken(lambda: scheme.public_key(bytes_of(vector, "ek")))  # FIPS 203 section 7.2: before it is used
    assert accepted is vector["valid"], (backend, vector["src"], vector.get("id"), vector.get("note"))
    raws = privates(vector, backend) if vector["valid"] else []
    for raw in raws:
        assert scheme.private_key(raw).decapsulate(bytes_of(vector, "c")) == bytes_of(vector, "k")
    return SEEDED_ENCAPSULATION if vector["valid"] and not raws else ""


def decapsulation(vector: Vector, backend: str) -> str:
    raws = privates(vector, backend)
    scheme = providers.kem(vector["alg"], provider=backend)
    for raw in raws:
        if not vector["valid"]:
            assert not taken(lambda raw=raw: scheme.private_key(raw).decapsulate(bytes_of(vector, "c"))), vector
            continue
        key = scheme.private_key(raw)
        found = key.decapsulate(bytes_of(vector, "c"))
        assert found == bytes_of(vector, "k"), (backend, vector["src"], vector.get("id"))
        assert "ek" not in vector or key.public_key().public_bytes() == bytes_of(vector, "ek")
    return "" if raws else other_form(vector)


KINDS: dict[str, Callable[[Vector, str], str]] = {
    "keygen_seed_test": kem_key_pair,
    "encaps_test": encapsulation,
    "semi_expanded_decaps_test": decapsulation,
    "test": decapsulation,
}


@pytest.mark.parametrize(("backend", "name"), [(one, name) for name in MLKEM for one in mechanisms(name)])
def test_ml_kem_of_wycheproof(backend: str, name: str, shared_vectors: Path, counted: Counted) -> None:
    tally = Tally(f"{name}, shared wycheproof, {backend}")
    for kind, ask in KINDS.items():
        for group, test in groups(shared_vectors / "wycheproof" / f"mlkem_{name.rsplit('-', 1)[1]}_{kind}.json"):
            known(group, "type source parameterSet tests")
            assert group["parameterSet"] == name
            known(test, "tcId comment flags seed ek dk m c K result")
            vector = {
                "alg": name,
                "id": test["tcId"],
                "src": f"wycheproof {kind}",
                "note": test.get("comment"),
                "valid": {"valid": True, "invalid": False}[test["result"]],
                **{field: test[field] for field in ("seed", "ek", "dk", "m", "c") if field in test},
                "k": test.get("K", ""),
            }
            tally.add(ask(vector, backend))
    tally.say(counted)


@pytest.mark.parametrize(("backend", "name"), [(one, name) for name in MLKEM for one in mechanisms(name)])
def test_ml_kem_of_cryptography_vectors(backend: str, name: str, counted: Counted) -> None:
    """A thousand key pairs of each size, each with a right ciphertext and one that is rejected implicitly."""
    tally = Tally(f"{name}, cryptography_vectors, {backend}")
    scheme = providers.kem(name, provider=backend)
    takes_expanded = max(scheme.rows[0].private_sizes) > 64
    for vector in records(SHIPPED / "MLKEM" / f"kat_MLKEM_{name.rsplit('-', 1)[1]}.rsp", "count"):
        known(vector, "section count z d msg seed pk sk ct_n ss_n ct ss")
        raw = bytes.fromhex(vector["sk"] if takes_expanded else vector["d"] + vector["z"])
        key = scheme.private_key(raw)
        assert key.public_key().public_bytes() == bytes.fromhex(vector["pk"])
        for ciphertext, secret in (("ct", "ss"), ("ct_n", "ss_n")):
            assert key.decapsulate(bytes.fromhex(vector[ciphertext])) == bytes.fromhex(vector[secret])
        tally.add("")
    tally.say(counted)


# Between providers


@pytest.mark.parametrize("name", MLDSA)
def test_what_one_provider_signs_the_other_verifies(name: str) -> None:
    both = [providers.signature(name, provider=one) for one in signers(name)]
    assert [one.provider for one in both] == ["openssl", "pqcrypto"]
    for context in (b"", b"c" * 253):
        for signs, verifies in (both, both[::-1]):
            key = signs.generate()
            public = verifies.public_key(key.public_key().public_bytes())
            signature = key.sign(MESSAGE, context=context)
            public.verify(MESSAGE, signature, context=context)
            with pytest.raises(InvalidSignature):
                public.verify(MESSAGE, signature, context=b"d" * 253)


@pytest.mark.parametrize("name", ["ML-KEM-768", "ML-KEM-1024"])
def test_what_one_provider_encapsulates_the_other_decapsulates(name: str) -> None:
    both = [providers.kem(name, provider=one) for one in mechanisms(name)]
    assert [one.provider for one in both] == ["openssl", "pqcrypto"]
    for opens, encapsulates in (both, both[::-1]):
        for _ in range(20):
            key = opens.generate()
            public = encapsulates.public_key(key.public_key().public_bytes())
            secret, ciphertext = public.encapsulate()
            assert key.decapsulate(ciphertext) == secret


def test_a_wrong_ciphertext_gives_the_same_other_secret_wherever_it_is_opened(counted: Counted) -> None:
    """Implicit rejection (FIPS 203 section 6.3) over key pairs of which a vector has both forms."""
    number = 0
    for name in ("ML-KEM-768", "ML-KEM-1024"):
        file = SHIPPED / "MLKEM" / f"kat_MLKEM_{name.rsplit('-', 1)[1]}.rsp"
        for vector, _ in zip(records(file, "count"), range(50), strict=False):
            seeded = providers.kem(name, provider="openssl").private_key(bytes.fromhex(vector["d"] + vector["z"]))
            expanded = providers.kem(name, provider="pqcrypto").private_key(bytes.fromhex(vector["sk"]))
            damaged = bytearray.fromhex(vector["ct"])
            damaged[number % len(damaged)] ^= 1
            found = seeded.decapsulate(damaged)
            assert found == expanded.decapsulate(damaged)
            assert found != bytes.fromhex(vector["ss"])
            number += 1
    counted("ML-KEM, rejected alike by openssl and pqcrypto", number, number)


def test_errors_of_the_rows_are_ours() -> None:
    """The reader of this file relies on ``taken``: it must let a foreign error out."""
    with pytest.raises(ZeroDivisionError):
        taken(lambda: cast("int", 1) / 0)
    with pytest.raises(NotAllowed):
        taken(lambda: providers.kem("HQC-3"))
