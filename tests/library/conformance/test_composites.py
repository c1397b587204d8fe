"""Composites and hybrids against the vectors of their drafts; certificates, CMS, JOSE and COSE messages of others."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import cbor2
import pytest

from cryptoagility import hpke, providers
from cryptoagility.algorithms import by_cose, by_jose, by_oid, curves, find, table
from cryptoagility.encoding import decode_pem, decode_pkcs8, ec_private_key
from cryptoagility.errors import InvalidSignature, MalformedInput
from cryptoagility.providers import symmetric
from cryptoagility.providers.registry import provider
from cryptoagility.secret_access import SECRETS

from ..conftest import Counted
from ..test_hpke import opened
from .vectors import (
    Certificate,
    Tally,
    bytes_of,
    certificate,
    component,
    ecdsa_signature,
    known,
    mechanisms,
    read,
    signers,
    taken,
    written,
    zipped,
)

COMPOSITE = "composite"


def b64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def b64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def named(test: str) -> str:
    """Our name for an ``id-…`` of a draft."""
    return find(test.removeprefix("id-").removeprefix("alg-").replace("ml-kem", "ML-KEM")).name


def test_every_composite_of_the_table_is_offered() -> None:
    """A row that is missing would go unseen: the tests below ask for those that are there."""
    backend = provider(COMPOSITE)
    assert backend is not None
    lamps = {row.name for row in table() if row.composite and any(oid.startswith(LAMPS) for oid in row.oids)}
    assert len(lamps) == 18 + 12
    assert lamps <= backend.signatures().keys() | backend.kems().keys()
    assert backend.kems().keys() - lamps == {"X-Wing", "MLKEM768-P256", "MLKEM1024-P384"}


LAMPS = "1.3.6.1.5.5.7.6."


# Composite ML-DSA


def test_composite_signatures_of_the_draft(shared_vectors: Path, counted: Counted) -> None:
    loaded = json.loads((shared_vectors / "composite-sigs" / "testvectors.json").read_text("utf-8"))
    known(loaded, "m ctx encoding tests")
    assert loaded["encoding"] == "base64"
    message, context = b64(loaded["m"]), b64(loaded["ctx"])
    tallies: dict[str, Tally] = {}
    for test in loaded["tests"]:
        known(test, "tcId pk x5c sk sk_pkcs8 s sWithContext")
        for backend in signers(named(test["tcId"])):
            tally = tallies.setdefault(backend, Tally(f"composite-sigs-19, shared, {backend}"))
            tally.add(composite_signature(test, message, context, backend))
    for tally in tallies.values():
        tally.say(counted)


def test_composite_signatures_of_bc_test_data(shared_vectors: Path, counted: Counted) -> None:
    file = shared_vectors / "acvp" / "lamps-composite-mldsa.json.gz"
    loaded = json.loads(gzip.decompress(file.read_bytes()))
    known(loaded, "meta m tests")
    tallies: dict[str, Tally] = {}
    for test in loaded["tests"]:
        known(test, "tcId pk sk sk_pkcs8 s")
        for backend in signers(named(test["tcId"])):
            tally = tallies.setdefault(backend, Tally(f"composite signatures of bc-test-data, shared acvp, {backend}"))
            tally.add(composite_signature(test, b64(loaded["m"]), None, backend))
    for tally in tallies.values():
        tally.say(counted)


def composite_signature(test: dict[str, str], message: bytes, context: bytes | None, backend: str) -> str:
    scheme = providers.signature(named(test["tcId"]), provider=backend)
    public = scheme.public_key(b64(test["pk"]))
    pairs = [(b"", b64(test["s"]))] + ([(context, b64(test["sWithContext"]))] if context is not None else [])
    for ctx, signature in pairs:
        public.verify(message, signature, context=ctx)
        assert not taken(lambda: public.verify(message + b".", signature, context=ctx))  # noqa: B023
        assert not taken(lambda: public.verify(message, signature, context=ctx + b"."))  # noqa: B023
        for at in (0, len(signature) - 1):  # each of the two components alone
            damaged = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
            assert not taken(lambda: public.verify(message, damaged, context=ctx))  # noqa: B023
    if "x5c" in test:
        issued(certificate(b64(test["x5c"])), certificate(b64(test["x5c"])), backend)
    sizes = scheme.rows[0].private_sizes
    if sizes and len(b64(test["sk"])) not in sizes:
        return ""  # pqcrypto's ML-DSA takes no seed: the public key and the signatures were used
    key = scheme.private_key(b64(test["sk"]))
    assert key.public_key() == public
    assert key.private_bytes(access=SECRETS) == b64(test["sk"])
    for ctx, _ in pairs:
        public.verify(message, key.sign(message, context=ctx), context=ctx)
    return ""


# Composite ML-KEM


def test_composite_kems_of_the_draft(shared_vectors: Path, counted: Counted) -> None:
    loaded = json.loads((shared_vectors / "composite-kem" / "testvectors.json").read_text("utf-8"))
    known(loaded, "cacert encoding tests")
    assert loaded["encoding"] == "base64"
    ca = certificate(b64(loaded["cacert"]))
    tallies: dict[str, Tally] = {}
    for test in loaded["tests"]:
        known(test, "tcId ek x5c dk dk_pkcs8 c k")
        issued(certificate(b64(test["x5c"])), ca, "openssl")
        for backend in mechanisms(named(test["tcId"])):
            tally = tallies.setdefault(backend, Tally(f"composite-kem at 2026-06-28, shared, {backend}"))
            tally.add(composite_kem(test, backend))
    for tally in tallies.values():
        counted(tally.family, tally.run, tally.run + tally.left.total(), dict(tally.left))


def test_composite_kems_of_bc_test_data(shared_vectors: Path, counted: Counted) -> None:
    tallies: dict[str, Tally] = {}
    for test in zipped(shared_vectors / "acvp" / "lamps-composite-mlkem.json.gz"):
        known(test, "tcId ek dk dk_pkcs8 c k")
        for backend in mechanisms(named(test["tcId"])):
            tally = tallies.setdefault(backend, Tally(f"composite KEMs of bc-test-data, shared acvp, {backend}"))
            tally.add(composite_kem(test, backend))
    for tally in tallies.values():
        counted(tally.family, tally.run, tally.run + tally.left.total(), dict(tally.left))


def composite_kem(test: dict[str, str], backend: str) -> str:
    scheme = providers.kem(named(test["tcId"]), provider=backend)
    public = scheme.public_key(b64(test["ek"]))
    sizes = scheme.rows[0].private_sizes
    if sizes and len(b64(test["dk"])) not in sizes:
        return "a seed, which this row does not take"
    key = scheme.private_key(b64(test["dk"]))
    assert key.public_key() == public
    assert key.private_bytes(access=SECRETS) == b64(test["dk"])
    ciphertext, secret = b64(test["c"]), b64(test["k"])
    assert key.decapsulate(ciphertext) == secret
    again, made = public.encapsulate()
    assert key.decapsulate(made) == again
    damaged = bytes([ciphertext[0] ^ 1]) + ciphertext[1:]
    assert not taken(lambda: key.decapsulate(damaged)) or key.decapsulate(damaged) != secret
    return ""


# X-Wing and the hybrids of the CFRG


def test_x_wing_of_its_draft(shared_vectors: Path, counted: Counted) -> None:
    loaded = json.loads((shared_vectors / "xwing" / "test-vectors.json").read_text("utf-8"))
    known(loaded, "encoding label tests")
    tally = Tally(f"xwing-kem-10, shared, {COMPOSITE}")
    for vector in loaded["tests"]:
        known(vector, "seed eseed ss sk pk ct")
        assert vector["seed"] == vector["sk"]
        x_wing(bytes_of(vector, "sk"), bytes_of(vector, "pk"), bytes_of(vector, "ct"), bytes_of(vector, "ss"))
        tally.add("")
    tally.say(counted)


def x_wing(seed: bytes, public: bytes, ciphertext: bytes, secret: bytes) -> None:
    assert mechanisms("X-Wing") == [COMPOSITE]
    key = providers.kem("X-Wing", provider=COMPOSITE).private_key(seed)
    assert key.public_key().public_bytes() == public
    assert key.decapsulate(ciphertext) == secret
    for at in (0, 1088, len(ciphertext) - 2):  # ML-KEM's part, the first and a late byte of X25519's
        damaged = ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :]
        assert key.decapsulate(damaged) != secret


OLDER = (
    "other labels and another key generation than concrete-hybrid-kems-04: docs/decisions/0014-labels-of-hybrid-kems.md"
)


def test_hybrid_kems_of_the_cfrg(shared_vectors: Path, counted: Counted) -> None:
    """A fork of October 2025. The hybrid with X25519 is X-Wing; the two others are of an older draft.

    That is not only said: what differs (the label) is put in, and then the rest is held to them.
    """
    loaded = json.loads((shared_vectors / "cfrg-hybrid-kem" / "test-vectors.json").read_text("utf-8"))
    known(loaded, "encoding labels vectors")
    parts = {"mlkem768_p256": ("ML-KEM-768", "P256", 1088), "mlkem1024_p384": ("ML-KEM-1024", "P384", 1568)}
    tally = Tally(f"concrete hybrid KEMs of 2025-10, shared, {COMPOSITE}")
    for name, vectors in loaded["vectors"].items():
        for vector in vectors:
            known(
                vector,
                "seed randomness encapsulation_key decapsulation_key decapsulation_key_pq decapsulation_key_t "
                "ciphertext shared_secret",
            )
            raw = (bytes_of(vector, f) for f in ("seed", "encapsulation_key", "ciphertext", "shared_secret"))
            if name == "mlkem768_x25519":
                x_wing(*raw)
                tally.add("")
                continue
            ours = providers.kem({"P256": "MLKEM768-P256", "P384": "MLKEM1024-P384"}[parts[name][1]])
            assert not taken(lambda: older(vector, loaded["labels"][name], *parts[name], ours))  # noqa: B023
            tally.add(OLDER)
    tally.say(counted)


def older(
    vector: dict[str, str], label: str, post_quantum: str, curve: str, split: int, ours: providers.KemScheme
) -> None:
    """Raises MalformedInput if the vector holds with its own label and not with ours."""
    ciphertext, public = bytes_of(vector, "ciphertext"), bytes_of(vector, "encapsulation_key")
    first = providers.kem(post_quantum, provider="openssl").private_key(bytes_of(vector, "decapsulation_key_pq"))
    scalar = bytes_of(vector, "decapsulation_key_t")
    second = component("openssl", f"ECDH-{curve}").private_key(ec_private_key(scalar, curves()[curve].oid))
    assert first.public_key().public_bytes() + second.public_key().public_bytes() == public
    secrets = first.decapsulate(ciphertext[:split]) + second.decapsulate(ciphertext[split:])
    rest = ciphertext[split:] + second.public_key().public_bytes()
    theirs = hashlib.sha3_256(secrets + rest + bytes.fromhex(label)).digest()
    assert theirs == bytes_of(vector, "shared_secret")
    mine = find(ours.name).label
    assert mine is not None
    if mine != f"hex:{label}":
        raise MalformedInput("another label")


# Certificates


def only(oid: str) -> str:
    """The one scheme that an object identifier of a post-quantum or composite algorithm means."""
    rows = by_oid(oid)
    assert len(rows) == 1, oid
    return rows[0].name


def issued(subject: Certificate, issuer: Certificate, backend: str) -> None:
    """The issuer's key made the subject's signature, and that of nothing else."""
    assert subject.signature_oid == issuer.key_oid
    public = providers.signature(only(issuer.key_oid), provider=backend).public_key(issuer.key)
    public.verify(subject.signed, subject.signature)
    with pytest.raises(InvalidSignature):
        public.verify(subject.signed + b"\0", subject.signature)


def test_certificates_of_the_hackathon(shared_vectors: Path, counted: Counted) -> None:
    root = shared_vectors / "pqc-certificates"
    others = json.loads((shared_vectors / "composite-kem" / "testvectors.json").read_text("utf-8"))
    issuers = [certificate(b64(others["cacert"])), certificate((root / "cms-slhdsa" / "ta.der").read_bytes())]
    tallies: dict[str, Tally] = {}
    for file in sorted([*root.glob("*.der"), root / "cms-slhdsa" / "ta.der"]):
        found = certificate(file.read_bytes())
        if file.stem.endswith("ta"):
            for backend in signers(only(found.key_oid)):
                issued(found, found, backend)
                tallies.setdefault(backend, Tally(f"pqc-certificates, shared, {backend}")).add("")
        else:
            assert file.stem.endswith("_ee")
            for backend in mechanisms(only(found.key_oid)):
                public = providers.kem(only(found.key_oid), provider=backend).public_key(found.key)
                assert len(public.encapsulate()[1]) > 0
                tally = tallies.setdefault(backend, Tally(f"pqc-certificates, shared, {backend}"))
                tally.add("" if any(made(found, one) for one in issuers) else NO_ISSUER)
    for tally in tallies.values():
        tally.say(counted)


NO_ISSUER = "the issuer's certificate is not in the archive: its key was used, its signature was not verified"


def made(subject: Certificate, issuer: Certificate) -> bool:
    return taken(lambda: issued(subject, issuer, "openssl")) if subject.signature_oid == issuer.key_oid else False


def pem(file: Path) -> bytes:
    text = file.read_text("utf-8")
    lines = text[text.index("-----BEGIN") :].splitlines()
    return b64("".join(lines[1 : lines.index(next(line for line in lines if line.startswith("-----END")))]))


def test_certificates_of_rfc_9881_and_9935(shared_vectors: Path, counted: Counted) -> None:
    root = shared_vectors / "x509-key-formats"
    signer, subject = certificate(pem(root / "ML-DSA-65.crt")), certificate(pem(root / "ML-KEM-768.crt"))
    for backend in signers("ML-DSA-65"):
        issued(signer, signer, backend)
        issued(subject, signer, backend)
        counted(f"certificates of RFC 9881 and 9935, shared, {backend}", 2, 2)
    for backend in mechanisms("ML-KEM-768"):
        assert providers.kem("ML-KEM-768", provider=backend).public_key(subject.key).encapsulate()


# CMS


def signed_data(der: bytes) -> tuple[bytes, list[Certificate], list[tuple[bytes, str, str, bytes, bytes]]]:
    """Content, certificates, and of each signer: serial number, digest, algorithm, signature, signed attributes."""
    kind, wrapped = read(der).parts()
    assert kind.oid() == "1.2.840.113549.1.7.2"
    fields = wrapped.parts()[0].parts()
    content = fields[2].parts()[1].parts()[0].content
    certificates = [certificate(one.whole) for field in fields[3:-1] if field.tag == 0xA0 for one in field]
    infos = []
    for info in fields[-1]:
        _, issuer, digest, attributes, algorithm, signature = info.parts()
        assert attributes.tag == 0xA0
        names = digest.parts()[0].oid(), algorithm.parts()[0].oid()
        infos.append((issuer.parts()[1].content, *names, signature.content, attributes.content))
    return content, certificates, infos


NIST_HASHES = "2.16.840.1.101.3.4.2"
DIGESTS = {f"{NIST_HASHES}.1": "sha256", f"{NIST_HASHES}.3": "sha512", f"{NIST_HASHES}.8": "sha3_256"} | {
    f"{NIST_HASHES}.10": "sha3_512"
}
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"


def test_cms_messages(shared_vectors: Path, counted: Counted) -> None:
    with_certificates = sorted((shared_vectors / "pqc-certificates" / "cms-slhdsa").glob("*_signed_attrs.der"))
    elsewhere = certificate(pem(shared_vectors / "x509-key-formats" / "ML-DSA-65.crt"))
    root = certificate((shared_vectors / "pqc-certificates" / "cms-slhdsa" / "ta.der").read_bytes())
    tallies: dict[str, Tally] = {}
    for file in (shared_vectors / "cms" / "mldsa65-signed-attrs.pem", *with_certificates):
        content, carried, infos = signed_data(pem(file) if file.suffix == ".pem" else file.read_bytes())
        for one in carried:
            issued(one, root, "openssl")
        assert len(infos) == 1
        serial, digest, oid, signature, attributes = infos[0]
        signer = next(one for one in (elsewhere, *carried) if one.serial == serial)
        assert signer.key_oid == oid
        assert hashlib.new(DIGESTS[digest], content).digest() == attribute(attributes, MESSAGE_DIGEST)
        tbs = written(0x31, attributes)  # RFC 5652 section 5.4: with the tag of a SET OF
        for backend in signers(only(oid)):
            public = providers.signature(only(oid), provider=backend).public_key(signer.key)
            public.verify(tbs, signature)
            with pytest.raises(InvalidSignature):
                public.verify(written(0xA0, attributes), signature)
            tallies.setdefault(backend, Tally(f"CMS signed data, shared, {backend}")).add("")
    for tally in tallies.values():
        tally.say(counted)


def attribute(attributes: bytes, oid: str) -> bytes:
    return next(
        one.parts()[1].parts()[0].content for one in read(written(0x31, attributes)) if one.parts()[0].oid() == oid
    )


def test_cms_key_transport_of_rfc_9936(shared_vectors: Path, counted: Counted) -> None:
    """ML-KEM-512: the recipient's key is a PKCS#8 file with a seed, and the secret is what the RFC says."""
    root = shared_vectors / "cms"

    def hexadecimal(name: str) -> bytes:
        return bytes.fromhex((root / f"mlkem512-{name}.txt").read_text("utf-8"))

    _, der = decode_pem((root / "ML-KEM-512-seed.priv").read_bytes(), ["PRIVATE KEY"])
    raw = decode_pkcs8(der).raw(access=SECRETS)
    backends = mechanisms("ML-KEM-512")
    for backend in backends:
        key = providers.kem("ML-KEM-512", provider=backend).private_key(raw)
        assert key.decapsulate(hexadecimal("ciphertext")) == hexadecimal("shared_secret")
    counted("CMS KEMRecipientInfo, shared", len(backends), len(backends))


# HPKE: tests/library/test_hpke.py holds the rest of its vectors


def test_hpke_of_acvp(shared_vectors: Path, counted: Counted) -> None:
    tally = Tally("HPKE, shared acvp")
    for vector in zipped(shared_vectors / "acvp" / "hpke-pq.json.gz"):
        tally.add(opened(vector, bytes_of(vector, "info")))
    tally.say(counted)


# JOSE and COSE


@pytest.mark.parametrize(
    "file", ["jose-cose-mldsa/ML_DSA_65.jose.json", "jose-cose-composite/ML-DSA-65-Ed25519.jose.json"]
)
def test_jose(file: str, shared_vectors: Path, counted: Counted) -> None:
    vector = json.loads((shared_vectors / file).read_text("utf-8"))
    known(
        vector,
        "priv mldsa_seed eddsa_seed jwk jws raw_to_be_signed raw_signature raw_composite_signature raw_public_key "
        "raw_composite_public_key",
    )
    name = by_jose(vector["jwk"]["alg"])[0].name
    header, payload, signature = vector["jws"].split(".")
    assert json.loads(b64url(header))["alg"] == vector["jwk"]["alg"]
    token(name, vector["jwk"], f"{header}.{payload}".encode(), b64url(signature), counted, file)


def token(name: str, jwk: dict[str, str], tbs: bytes, signature: bytes, counted: Counted, file: str) -> None:
    for backend in signers(name):
        scheme = providers.signature(name, provider=backend)
        public = scheme.public_key(b64url(jwk["pub"]))
        public.verify(tbs, signature)
        assert not taken(lambda: public.verify(tbs + b".", signature))  # noqa: B023
        if "priv" in jwk and taken(lambda: scheme.private_key(b64url(jwk["priv"]))):  # noqa: B023
            assert scheme.private_key(b64url(jwk["priv"])).public_key() == public
        counted(f"{file}, shared, {backend}", 1, 1)


def test_jose_of_slh_dsa(shared_vectors: Path, counted: Counted) -> None:
    root = shared_vectors / "jose-cose-slhdsa"
    jwk = json.loads((root / "SLH-DSA-SHA2-128s_jwk_priv.json").read_text("utf-8"))
    known(jwk, "kid kty alg pub priv")
    header, payload, signature = (root / "SLH-DSA-SHA2-128s_jws.txt").read_text("utf-8").strip().split(".")
    assert b64url(payload) == (root / "payload.txt").read_bytes().rstrip()
    name = by_jose(jwk["alg"])[0].name
    token(name, jwk, f"{header}.{payload}".encode(), b64url(signature), counted, "jose-cose-slhdsa")


@pytest.mark.parametrize(
    "file", ["jose-cose-mldsa/ML_DSA_65.cose.json", "jose-cose-composite/ML-DSA-65-Ed25519.cose.json"]
)
def test_cose(file: str, shared_vectors: Path, counted: Counted) -> None:
    vector = json.loads((shared_vectors / file).read_text("utf-8"))
    known(
        vector,
        "priv mldsa_seed eddsa_seed key key_diag sign1 sign1_diag raw_to_be_signed raw_signature raw_public_key",
    )
    message: Any = cbor2.loads(bytes_of(vector, "sign1"))
    protected, _, payload, signature = message.value
    tbs = cbor2.dumps(["Signature1", protected, b"", payload])
    assert tbs == bytes_of(vector, "raw_to_be_signed")
    algorithm = cbor2.loads(protected)[1]
    rows = by_cose(algorithm)
    # The numbers of composites in COSE are requested, not assigned: the file's own name says which it is.
    name = rows[0].name if rows else by_jose(Path(file).name.removesuffix(".cose.json"))[0].name
    for backend in signers(name):
        public = providers.signature(name, provider=backend).public_key(bytes_of(vector, "raw_public_key"))
        public.verify(tbs, signature)
        assert not taken(lambda: public.verify(tbs + b"\0", signature))  # noqa: B023
        counted(f"{file}, shared, {backend}", 1, 1)


@pytest.mark.parametrize("form", ["cose", "jose"])
def test_stale_ecdsa_composites_are_refused(form: str, shared_vectors: Path, counted: Counted) -> None:
    """Signatures r‖s and a point without 04 are of an older draft: they must not be taken for today's."""
    file = shared_vectors / "jose-cose-composite" / "stale-raw-ecdsa" / f"ML-DSA-44-ES256.{form}.json"
    vector = json.loads(file.read_text("utf-8"))
    raw = bytes_of(vector, "raw_composite_public_key" if form == "jose" else "raw_public_key")
    scheme = providers.signature(by_jose("ML-DSA-44-ES256")[0].name, provider=COMPOSITE)
    assert not taken(lambda: scheme.public_key(raw))
    public = scheme.public_key(raw[:1312] + b"\x04" + raw[1312:])
    signature = bytes_of(vector, "raw_composite_signature" if form == "jose" else "raw_signature")
    tbs = bytes_of(vector, "raw_to_be_signed")
    if form == "jose":
        header, payload, _ = vector["jws"].split(".")
        tbs = f"{header}.{payload}".encode()
    assert not taken(lambda: public.verify(tbs, signature))
    # With the same two signatures in today's form it is right: it was refused for its form alone.
    first, r, s = signature[:2420], int.from_bytes(signature[2420:2452]), int.from_bytes(signature[2452:])
    public.verify(tbs, first + ecdsa_signature(r, s))
    counted(f"jose-cose-composite/stale-raw-ecdsa {form}, shared, {COMPOSITE}", 1, 1)


# HPKE in JOSE: draft-ietf-jose-hpke-encrypt section 7.1 says which suite each name is.
JOSE_HPKE = {
    "HPKE-0": ("ECDH-P256", "HKDF-SHA256", "AES-128-GCM"),
    "HPKE-1": ("ECDH-P384", "HKDF-SHA384", "AES-256-GCM"),
    "HPKE-2": ("ECDH-P521", "HKDF-SHA512", "AES-256-GCM"),
    "HPKE-3": ("X25519", "HKDF-SHA256", "AES-128-GCM"),
    "HPKE-4": ("X25519", "HKDF-SHA256", "ChaCha20-Poly1305"),
    "HPKE-5": ("X448", "HKDF-SHA512", "AES-256-GCM"),
    "HPKE-6": ("X448", "HKDF-SHA512", "ChaCha20-Poly1305"),
    "HPKE-7": ("ECDH-P256", "HKDF-SHA256", "AES-256-GCM"),
}


def test_hpke_in_jose(shared_vectors: Path, counted: Counted) -> None:
    tally = Tally("jose-hpke (draft -20), shared, openssl")
    for vector in json.loads((shared_vectors / "jose-hpke" / "jose-vectors.json").read_text("utf-8")):
        known(vector, "alg jwk flattened compact")
        kem, kdf, aead = JOSE_HPKE[vector["alg"].removesuffix("-KE")]
        key = private_jwk(kem, vector["jwk"])
        suite = hpke.Suite(kem, hpke.KDFS[kdf], hpke.AEADS[aead])
        flat, compact = vector["flattened"], vector["compact"].split(".")
        known(flat, "protected aad encrypted_key iv ciphertext tag")
        both = [
            (compact, compact[0].encode()),
            (
                [flat["protected"], flat["encrypted_key"], flat.get("iv", ""), flat["ciphertext"], flat.get("tag", "")],
                f"{flat['protected']}.{flat['aad']}".encode(),
            ),
        ]
        plain = {jwe_opened(key, suite, parts, aad, bound=False) for parts, aad in both}
        assert len(plain) == 1  # the same text in both forms
        assert len(plain.pop()) > 20
        for parts, aad in both:
            assert not taken(lambda: jwe_opened(key, suite, parts, aad, bound=True))  # noqa: B023
        tally.add("")
    tally.say(counted)


def private_jwk(kem: str, jwk: dict[str, str]) -> providers.DecapsulationKey:
    scalar = b64url(jwk["d"])
    raw = ec_private_key(scalar, curves()[kem.removeprefix("ECDH-")].oid) if jwk["kty"] == "EC" else scalar
    key = providers.kem(kem, provider="openssl").private_key(raw)
    point = b"\x04" + b64url(jwk["x"]) + b64url(jwk["y"]) if jwk["kty"] == "EC" else b64url(jwk["x"])
    assert key.public_key().public_bytes() == point
    return key


def jwe_opened(
    key: providers.DecapsulationKey, suite: hpke.Suite, parts: list[str], aad: bytes, *, bound: bool
) -> bytes:
    """The content of a JWE by integrated or by key encryption; ``bound``: with something else bound to it."""
    header = json.loads(b64url(parts[0]))
    encrypted_key, iv, ciphertext, tag = map(b64url, parts[1:])
    other = b"." if bound else b""
    if "enc" not in header:
        assert (iv, tag) == (b"", b"")
        return hpke.decrypt(key, encrypted_key + ciphertext, associated_data=aad + other, suite=suite)
    assert header["enc"] == "A256GCM"
    info = b"JOSE-HPKE rcpt\xff" + header["enc"].encode() + b"\xff" + other
    content_key = hpke.decrypt(key, b64url(header["ek"]) + encrypted_key, info=info, suite=suite)
    return symmetric.decrypt("AES-GCM", content_key, iv, ciphertext + tag, aad)
