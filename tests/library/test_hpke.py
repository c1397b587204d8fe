"""HPKE against the vectors of RFC 9180 and of draft-ietf-hpke-pq, and what is damaged."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import cryptography_vectors
import pytest

from cryptoagility import hpke, providers
from cryptoagility.algorithms import curves, table
from cryptoagility.encoding import ec_private_key
from cryptoagility.errors import AgilityError, InvalidSignature, UnavailableAlgorithm

from .conftest import Counted

KEMS = {number: row.name for row in table() for number in row.hpke}
KDF_BY_ID = {kdf.identifier: kdf for kdf in hpke.KDFS.values()}
AEAD_BY_ID = {aead.identifier: aead for aead in hpke.AEADS.values()}
CURVES = {"ECDH-P256": "P256", "ECDH-P384": "P384", "ECDH-P521": "P521"}


def private_key(name: str, raw: bytes) -> providers.DecapsulationKey:
    if name in CURVES:
        raw = ec_private_key(raw, curves()[CURVES[name]].oid)
    return providers.kem(name).private_key(raw)


def opened(vector: dict[str, Any], info: bytes) -> str:
    """Why the vector cannot be opened here, or '' when its first message was."""
    name, kdf, aead = KEMS[vector["kem_id"]], KDF_BY_ID.get(vector["kdf_id"]), AEAD_BY_ID.get(vector["aead_id"])
    if kdf is None or aead is None:
        return "a key derivation function or cipher that is not ours"
    try:
        key = private_key(name, bytes.fromhex(vector["skRm"]))
    except AgilityError as error:
        return f"{name}: {error}"
    suite = hpke.Suite(name, kdf, aead)
    first = vector["encryptions"][0]
    message = bytes.fromhex(vector["enc"]) + bytes.fromhex(first["ct"])
    aad = bytes.fromhex(first["aad"])
    assert hpke.decrypt(key, message, info=info, associated_data=aad, suite=suite) == bytes.fromhex(first["pt"])
    with pytest.raises(InvalidSignature):
        hpke.decrypt(key, message, info=info + b"x", associated_data=aad, suite=suite)
    with pytest.raises(InvalidSignature):
        hpke.decrypt(key, message, info=info, associated_data=aad + b"x", suite=suite)
    return ""


def test_vectors_of_rfc_9180(shared_vectors: Path, counted: Counted) -> None:
    vectors = json.loads((shared_vectors / "hpke-rfc9180" / "base-mode.json").read_text("utf-8"))
    left = [why for vector in vectors if (why := opened(vector, bytes.fromhex(vector["info"])))]
    counted("HPKE, RFC 9180, shared", len(vectors) - len(left), len(vectors), left)
    assert len(vectors) - len(left) == 8


def test_vectors_of_the_post_quantum_draft(shared_vectors: Path, counted: Counted) -> None:
    vectors = json.loads((shared_vectors / "hpke-pq" / "test-vectors.json").read_text("utf-8"))["tests"]
    left = [why for vector in vectors if (why := opened(vector, bytes.fromhex(vector["info"])))]
    counted("HPKE, hpke-pq-04, shared", len(vectors) - len(left), len(vectors), left)
    assert left == ["a key derivation function or cipher that is not ours"]  # SHAKE128, one-stage


def test_vectors_that_the_backend_ships(counted: Counted) -> None:
    """All base-mode vectors of RFC 9180 and of the draft, and why the rest is left."""
    root = Path(cryptography_vectors.__file__).parent / "HPKE"
    vectors = json.loads((root / "test-vectors.json").read_text("utf-8"))
    vectors += json.loads((root / "hpke-pq-test-vectors.json").read_text("utf-8"))
    base = [vector for vector in vectors if vector["mode"] == 0]
    left = Counter(why for vector in base if (why := opened(vector, bytes.fromhex(vector["info"]))))
    counted("HPKE, base mode, cryptography_vectors", len(base) - left.total(), len(base), dict(left))
    assert base
    assert set(left) == {"a key derivation function or cipher that is not ours"}


@pytest.mark.parametrize("name", sorted(KEMS.values()))
def test_what_is_encrypted_arrives_whole_or_not_at_all(name: str) -> None:
    key = providers.kem(name).generate()
    suite = hpke.default_suite(name)
    box = hpke.encrypt(key.public_key(), bytearray(b"margin call"), info=b"i", associated_data=b"a", suite=suite)
    assert hpke.decrypt(key, memoryview(box), info=b"i", associated_data=b"a", suite=suite) == b"margin call"
    for bad in (b"", box[: key.ciphertext_size], box[:-1], box + b"\0", box[:-1] + bytes([box[-1] ^ 1]), b"\0" + box):
        with pytest.raises(InvalidSignature):
            hpke.decrypt(key, bad, info=b"i", associated_data=b"a", suite=suite)


def test_a_kem_without_an_identifier() -> None:
    key = providers.kem("MLKEM768-X25519-SHA3-256").generate()
    with pytest.raises(UnavailableAlgorithm, match="no HPKE identifier"):
        hpke.encrypt(key.public_key(), b"m", suite=hpke.default_suite("MLKEM768-X25519-SHA3-256"))
