"""PKCS#8 of every algorithm, in every form, against the standards' examples, OpenSSL's and `cryptography`'s keys."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, mlkem
from hypothesis import given
from hypothesis import strategies as st

from cryptoagility.encoding import Form, decode_pem, decode_pkcs8, der, encode_pkcs8, kind_of, lattice
from cryptoagility.encoding.der import Reader
from cryptoagility.encoding.rsa_keys import read_private
from cryptoagility.errors import MalformedInput, UnavailableAlgorithm
from cryptoagility.secret_access import SECRETS

from . import samples
from .samples import WITH_OID, pair, pyca

LATTICES = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "ML-KEM-512", "ML-KEM-768", "ML-KEM-1024")
SMALL = ("Ed25519", "EC-P256", "SLH-DSA-SHA2-128s", "ML-DSA-44", "MLDSA44-Ed25519-SHA512")


def _content(encoded: bytes) -> bytes:
    """What ``privateKey`` holds."""
    fields = Reader(encoded).enter()
    fields.natural()
    fields.enter()
    return fields.octets()


def expand(name: str, seed: bytes) -> tuple[bytes, bytes]:
    return (lattice.expand_ml_dsa if name.startswith("ML-DSA") else lattice.expand_ml_kem)(name, seed)


def assembled(
    name: str, content: bytes, *, version: int = 0, parameters: bytes | None = None, after: bytes = b""
) -> bytes:
    kind = kind_of(name)
    assert kind.oid is not None
    found = kind.parameters if parameters is None else parameters
    identifier = der.sequence(der.oid(kind.oid), found)
    return der.sequence(der.natural(version), identifier, der.octets(content), after)


@pytest.mark.parametrize("name", WITH_OID)
def test_what_is_written_is_read(name: str) -> None:
    raw, public = pair(name)
    key = decode_pkcs8(encode_pkcs8(name, raw, access=SECRETS))
    assert (key.name, key.raw(access=SECRETS)) == (name, raw)
    assert key.form is (Form.SEED if name in LATTICES else Form.RAW)
    both = decode_pkcs8(encode_pkcs8(name, raw, access=SECRETS, public=public))
    assert (both.name, both.raw(access=SECRETS), both.public) == (name, raw, public)


@pytest.mark.parametrize("name", WITH_OID)
def test_a_public_key_of_another_is_refused_where_that_can_be_told(name: str) -> None:
    raw, public = pair(name)
    at = 40 if name.startswith(("ML", "X-Wing", "RSA")) else -1
    other = bytearray(public)
    other[at] ^= 1
    if kind_of(name).agrees(raw, bytes(other)):
        assert name in samples.OKP or name.startswith("EC-")  # only a backend can tell
        return
    with pytest.raises(MalformedInput):
        encode_pkcs8(name, raw, access=SECRETS, public=bytes(other))
    content = kind_of(name).wrap(raw, None)
    with pytest.raises(MalformedInput):
        decode_pkcs8(assembled(name, content, version=1, after=der.bits(bytes(other), 0x81)))


@pytest.mark.parametrize("name", [name for name in WITH_OID if name.startswith(("MLDSA", "MLKEM"))])
def test_the_lattice_half_of_a_composite_is_checked(name: str) -> None:
    raw, public = pair(name)
    with pytest.raises(MalformedInput, match="of another"):
        encode_pkcs8(name, bytes(32) + raw[32:], access=SECRETS, public=public)


@pytest.mark.parametrize("name", [*samples.OKP, *(f"EC-{curve}" for curve in samples.CURVES), "RSA-2048"])
def test_the_same_bytes_as_cryptography(name: str) -> None:
    encoded = samples.pkcs8(pyca(name))
    key = decode_pkcs8(encoded)
    assert key.name == name
    assert encode_pkcs8(name, key.raw(access=SECRETS), access=SECRETS, public=key.public) == encoded
    again = s.load_der_private_key(encode_pkcs8(name, key.raw(access=SECRETS), access=SECRETS), None)
    assert samples.spki(again) == samples.spki(pyca(name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ML-DSA-44", mldsa.MLDSA44PrivateKey),
        ("ML-DSA-65", mldsa.MLDSA65PrivateKey),
        ("ML-DSA-87", mldsa.MLDSA87PrivateKey),
        ("ML-KEM-768", mlkem.MLKEM768PrivateKey),
        ("ML-KEM-1024", mlkem.MLKEM1024PrivateKey),
    ],
)
def test_seeds_of_cryptography(name: str, kind: object) -> None:
    made = kind.generate()  # type: ignore[attr-defined]
    encoded = samples.pkcs8(made)
    key = decode_pkcs8(encoded)
    assert (key.name, key.form, key.raw(access=SECRETS)) == (name, Form.SEED, made.private_bytes_raw())
    assert encode_pkcs8(name, key.raw(access=SECRETS), access=SECRETS) == encoded
    loaded = s.load_der_private_key(encode_pkcs8(name, pair(name)[0], access=SECRETS), None)
    assert loaded.public_key().public_bytes_raw() == pair(name)[1]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", LATTICES)
def test_three_forms(name: str) -> None:
    seed, public = pair(name)
    made, expanded = expand(name, seed)
    assert made == public
    forms = {
        Form.SEED: encode_pkcs8(name, seed, access=SECRETS),
        Form.EXPANDED: encode_pkcs8(name, expanded, access=SECRETS),
        Form.BOTH: encode_pkcs8(name, seed, access=SECRETS, both=True),
    }
    tags = {Form.SEED: 0x80, Form.EXPANDED: 0x04, Form.BOTH: 0x30}
    for form, encoded in forms.items():
        key = decode_pkcs8(encoded)
        assert (key.name, key.form) == (name, form)
        assert key.raw(access=SECRETS) == (expanded if form is Form.EXPANDED else seed)
        assert Reader(_content(encoded)).tag == tags[form]
    with pytest.raises(MalformedInput, match="one form only"):
        encode_pkcs8(name, expanded, access=SECRETS, both=True)


@pytest.mark.parametrize("name", LATTICES)
def test_both_must_be_the_same_byte_by_byte(name: str) -> None:
    seed = pair(name)[0]
    expanded = expand(name, seed)[1]
    for at in (0, 40, len(expanded) // 2, len(expanded) - 1):
        changed = bytearray(expanded)
        changed[at] ^= 1
        content = der.sequence(der.octets(seed), der.octets(bytes(changed)))
        with pytest.raises(MalformedInput, match="do not belong together"):
            decode_pkcs8(assembled(name, content))
    for content in (
        der.sequence(der.octets(seed)),
        der.sequence(der.octets(seed), der.octets(expanded), der.octets(b"")),
        der.sequence(der.octets(expanded), der.octets(seed)),
        der.sequence(der.encode(0x80, seed), der.octets(expanded)),
        der.sequence(der.octets(seed), der.octets(expanded)) + b"\0",
    ):
        with pytest.raises(MalformedInput):
            decode_pkcs8(assembled(name, content))


@pytest.mark.parametrize("name", LATTICES)
def test_the_tag_decides_not_the_length(name: str) -> None:
    seed = pair(name)[0]
    expanded = expand(name, seed)[1]
    for content in (der.octets(seed), der.encode(0x80, expanded), seed, expanded, der.encode(0xA0, der.octets(seed))):
        with pytest.raises(MalformedInput):
            decode_pkcs8(assembled(name, content))


def test_examples_of_the_standards(shared_vectors: Path) -> None:
    """RFC 9881 and RFC 9935: seed, expanded and both are read and written again as they are; bad ones are refused."""
    seen = {}
    for path in sorted((shared_vectors / "x509-key-formats").glob("*.priv")):
        encoded = decode_pem(path.read_bytes(), ("PRIVATE KEY",))[1]
        if path.name.startswith("bad-"):
            with pytest.raises(MalformedInput, match="do not belong together"):
                decode_pkcs8(encoded)
            seen[path.name] = "refused"
            continue
        key = decode_pkcs8(encoded)
        raw = key.raw(access=SECRETS)
        assert encode_pkcs8(key.name, raw, access=SECRETS, both=key.form is Form.BOTH) == encoded
        public = decode_pem(path.with_name(f"{key.name}.pub").read_bytes(), ("PUBLIC KEY",))[1]
        assert (
            kind_of(key.name).public_of(raw) == Reader(public).enter().rest()[-len(kind_of(key.name).public_of(raw)) :]
        )
        seen[path.name] = f"{key.name} {key.form}"
    assert seen == {
        "ML-DSA-65-both.priv": "ML-DSA-65 both",
        "ML-DSA-65-expanded.priv": "ML-DSA-65 expanded",
        "ML-DSA-65-seed.priv": "ML-DSA-65 seed",
        "ML-KEM-768-both.priv": "ML-KEM-768 both",
        "ML-KEM-768-expanded.priv": "ML-KEM-768 expanded",
        "ML-KEM-768-seed.priv": "ML-KEM-768 seed",
        "bad-ML-DSA-44-1.priv": "refused",
        "bad-ML-KEM-512-1.priv": "refused",
    }


@pytest.mark.parametrize(
    ("folder", "raw", "wrapped", "count"),
    [("composite-sigs", "sk", "sk_pkcs8", 7), ("composite-kem", "dk", "dk_pkcs8", 5)],
)
def test_composite_vectors(shared_vectors: Path, folder: str, raw: str, wrapped: str, count: int) -> None:
    cases = json.loads((shared_vectors / folder / "testvectors.json").read_text())["tests"]
    for case in cases:
        encoded, secret = base64.b64decode(case[wrapped]), base64.b64decode(case[raw])
        public = base64.b64decode(case.get("pk", case.get("ek")))
        key = decode_pkcs8(encoded)
        assert key.raw(access=SECRETS) == secret
        assert key.name.lower() in case["tcId"].lower().replace("alg-", "")
        assert encode_pkcs8(key.name, secret, access=SECRETS) == encoded
        assert kind_of(key.name).agrees(secret, public)
        assert not kind_of(key.name).agrees(bytes(32) + secret[32:], public)
        assert decode_pkcs8(encode_pkcs8(key.name, secret, access=SECRETS, public=public)).public == public
    assert len(cases) == count


def test_wycheproof_seeds_in_pkcs8(shared_vectors: Path) -> None:
    count = 0
    for size in (44, 65, 87):
        path = shared_vectors / "wycheproof" / f"mldsa_{size}_sign_seed_test.json"
        for group in json.loads(path.read_text())["testGroups"]:
            if not group.get("privateKeyPkcs8"):
                continue
            key = decode_pkcs8(bytes.fromhex(group["privateKeyPkcs8"]))
            assert (key.name, key.raw(access=SECRETS).hex()) == (f"ML-DSA-{size}", group["privateSeed"])
            count += 1
    assert count == 18


def test_xwing_and_hybrids(shared_vectors: Path) -> None:
    cases = json.loads((shared_vectors / "xwing" / "test-vectors.json").read_text())["tests"]
    hybrid = json.loads((shared_vectors / "cfrg-hybrid-kem" / "test-vectors.json").read_text())["vectors"]
    pairs = [("X-Wing", bytes.fromhex(case["sk"]), bytes.fromhex(case["pk"])) for case in cases]
    names = {"mlkem768_p256": "MLKEM768-P256", "mlkem768_x25519": "X-Wing", "mlkem1024_p384": "MLKEM1024-P384"}
    for label, name in names.items():
        pairs += [
            (name, bytes.fromhex(case["decapsulation_key"]), bytes.fromhex(case["encapsulation_key"]))
            for case in hybrid[label]
        ]
    for name, secret, public in pairs:
        assert kind_of(name).agrees(secret, public)
        assert not kind_of(name).agrees(bytes(31) + b"\x09", public)
        if name == "X-Wing":
            assert decode_pkcs8(encode_pkcs8(name, secret, access=SECRETS, public=public)).public == public
        else:
            with pytest.raises(UnavailableAlgorithm):
                encode_pkcs8(name, secret, access=SECRETS)
    assert len(pairs) == 10


def test_version_and_fields_go_together() -> None:
    raw, public = pair("Ed25519")
    content = der.octets(raw)
    field = der.bits(public, 0x81)
    assert decode_pkcs8(assembled("Ed25519", content, version=1, after=field)).public == public
    for version, after in ((0, field), (1, b""), (2, b""), (2, field), (1, field * 2), (0, b"\0")):
        with pytest.raises(MalformedInput):
            decode_pkcs8(assembled("Ed25519", content, version=version, after=after))
    with pytest.raises(MalformedInput, match="attributes"):
        decode_pkcs8(assembled("Ed25519", content, after=der.encode(0xA0)))


def test_keys_on_curves() -> None:
    name, number = "EC-P256", bytes(31) + b"\x01"
    point = kind_of(name).wrap(pair(name)[0], pair(name)[1])
    assert decode_pkcs8(assembled(name, point)).public == pair(name)[1]
    curve, other = der.oid("1.2.840.10045.3.1.7"), der.oid("1.3.132.0.34")
    one = der.natural(1)
    with_curve = der.sequence(one, der.octets(number), der.encode(0xA0, curve))
    assert decode_pkcs8(assembled(name, with_curve)).raw(access=SECRETS) == with_curve
    for content in (
        der.sequence(der.natural(0), der.octets(number)),
        der.sequence(one, der.octets(number), der.encode(0xA0, other)),
        der.sequence(one, der.octets(number[1:])),
        der.sequence(one, der.octets(b"\0" + number)),
        der.sequence(one, der.octets(bytes(32))),
        der.sequence(one, der.octets(number), der.encode(0xA1, der.bits(bytes(65)))),
        der.sequence(one, der.octets(number), der.encode(0xA0, curve), der.null()),
    ):
        with pytest.raises(MalformedInput):
            decode_pkcs8(assembled(name, content))
    with pytest.raises(MalformedInput, match="no public key"):
        encode_pkcs8(
            name,
            der.sequence(one, der.octets(number), der.encode(0xA0, curve), der.encode(0xA1, der.bits(pair(name)[1]))),
            access=SECRETS,
        )
    loaded = s.load_der_private_key(encode_pkcs8(name, with_curve, access=SECRETS), None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey)
    assert loaded.private_numbers().private_value == 1


def test_numbers_of_rsa_that_do_not_belong_together() -> None:
    numbers = read_private(pair("RSA-2048")[0])
    fields = [
        0,
        numbers.public.n,
        numbers.public.e,
        numbers.d,
        numbers.p,
        numbers.q,
        numbers.dp,
        numbers.dq,
        numbers.qinv,
    ]
    assert der.sequence(*map(der.natural, fields)) == pair("RSA-2048")[0]
    for at in range(len(fields)):
        changed = [value + 2 if index == at else value for index, value in enumerate(fields)]
        with pytest.raises(MalformedInput):
            encode_pkcs8("RSA", der.sequence(*map(der.natural, changed)), access=SECRETS)
    swapped = [*fields[:4], fields[5], fields[4], *fields[6:]]
    with pytest.raises(MalformedInput):
        encode_pkcs8("RSA", der.sequence(*map(der.natural, swapped)), access=SECRETS)
    with pytest.raises(MalformedInput):
        encode_pkcs8("RSA", der.sequence(*map(der.natural, [*fields, 5])), access=SECRETS)


@pytest.mark.parametrize("name", SMALL)
def test_cut_and_extended(name: str) -> None:
    raw, public = pair(name)
    encoded = encode_pkcs8(name, raw, access=SECRETS, public=None if name == "ML-DSA-44" else public)
    for end in range(len(encoded)):
        with pytest.raises(MalformedInput):
            decode_pkcs8(encoded[:end])
    for more in (b"\0", b"\x30\x00"):
        with pytest.raises(MalformedInput):
            decode_pkcs8(encoded + more)


@pytest.mark.parametrize("name", ["Ed25519", "EC-P256", "SLH-DSA-SHA2-128s"])
def test_every_changed_byte_is_refused_or_another_key(name: str) -> None:
    raw, public = pair(name)
    encoded = encode_pkcs8(name, raw, access=SECRETS, public=public)
    for at in range(len(encoded)):
        for bit in range(8):
            changed = bytearray(encoded)
            changed[at] ^= 1 << bit
            try:
                key = decode_pkcs8(bytes(changed))
            except MalformedInput:
                continue
            assert encode_pkcs8(key.name, key.raw(access=SECRETS), access=SECRETS, public=key.public) == changed


@pytest.mark.parametrize("name", LATTICES)
def test_expanded_keys_are_checked_on_import(name: str) -> None:
    expanded = expand(name, pair(name)[0])[1]
    inner = len(expanded) // 2
    for at in (64, inner) if name.startswith("ML-DSA") else (inner,):
        changed = bytearray(expanded)
        changed[at] ^= 1
        with pytest.raises(MalformedInput):
            decode_pkcs8(assembled(name, der.octets(bytes(changed))))


@given(st.binary(max_size=200))
def test_only_malformed_input_is_raised(data: bytes) -> None:
    try:
        decode_pkcs8(data)
    except MalformedInput:
        return


@given(st.binary(max_size=120), st.sampled_from(sorted(WITH_OID)))
def test_only_malformed_input_is_raised_inside(data: bytes, name: str) -> None:
    try:
        decode_pkcs8(assembled(name, data))
    except MalformedInput:
        return


def test_hostile_sizes() -> None:
    nested = b""
    for _ in range(10_000):
        nested = der.sequence(nested)
    for data in (nested, bytes(1 << 17), assembled("Ed25519", nested), assembled("ML-DSA-44", nested)):
        with pytest.raises(MalformedInput):
            decode_pkcs8(data)


def test_no_secret_in_messages() -> None:
    secret = b"\xab" * 31
    for content in (der.octets(secret), secret):
        with pytest.raises(MalformedInput) as caught:
            decode_pkcs8(assembled("Ed25519", content))
        assert "ab" * 4 not in str(caught.value)
        assert "171" not in str(caught.value)
        assert caught.value.__cause__ is None
