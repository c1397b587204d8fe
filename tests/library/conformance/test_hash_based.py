"""SLH-DSA (FIPS 205): every vector; every parameter set signs once, the slow ones among them for seconds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cryptoagility import providers
from cryptoagility.secret_access import SECRETS

from ..conftest import Counted
from .vectors import Tally, Vector, bytes_of, known, signers, taken, zipped

NAMES = tuple(f"SLH-DSA-{hash}-{size}{kind}" for hash in ("SHA2", "SHAKE") for size in (128, 192, 256) for kind in "sf")
FIELDS = "alg id src op iface valid note msg ctx pk sk seed rnd sig ph"


@pytest.mark.parametrize("backend", signers("SLH-DSA-SHA2-128s"))
def test_slh_dsa_of_acvp(backend: str, shared_vectors: Path, counted: Counted) -> None:
    tally = Tally(f"SLH-DSA, shared acvp, {backend}")
    vectors = zipped(shared_vectors / "acvp" / "pqc-slh-dsa.json.gz")
    ask = {"keygen": key_pair, "siggen": signing, "sigver": verification}
    for vector in vectors:
        known(vector, FIELDS)
        tally.add(ask[vector["op"]](vector, backend))
    assert {vector["alg"] for vector in vectors} == set(NAMES)
    tally.say(counted)


def key_pair(vector: Vector, backend: str) -> str:
    """The private key is the three seeds and the root: what is computed from the seeds is in the public key too."""
    assert vector["valid"] is True
    private, seed = bytes_of(vector, "sk"), bytes_of(vector, "seed")
    assert private[: len(seed)] == seed
    key = providers.signature(vector["alg"], provider=backend).private_key(private)
    assert key.public_key().public_bytes() == bytes_of(vector, "pk")
    assert key.private_bytes(access=SECRETS) == private
    return ""


def signing(vector: Vector, backend: str) -> str:
    """Ours is hedged, so the bytes cannot be compared: the key is, and both signatures are verified."""
    if vector.get("ph"):
        return "HashSLH-DSA"
    assert (vector["valid"], vector["iface"]) == (True, "external")
    key = providers.signature(vector["alg"], provider=backend).private_key(bytes_of(vector, "sk"))
    public, message, context = key.public_key(), bytes_of(vector, "msg"), bytes_of(vector, "ctx")
    assert public.public_bytes() == bytes_of(vector, "pk")
    public.verify(message, bytes_of(vector, "sig"), context=context)
    made = key.sign(message, context=context)
    assert made != bytes_of(vector, "sig")
    public.verify(message, made, context=context)
    return ""


def verification(vector: Vector, backend: str) -> str:
    if vector.get("ph"):
        return "HashSLH-DSA"
    assert vector["iface"] == "external"
    scheme = providers.signature(vector["alg"], provider=backend)

    def verify() -> None:
        public = scheme.public_key(bytes_of(vector, "pk"))
        public.verify(bytes_of(vector, "msg"), bytes_of(vector, "sig"), context=bytes_of(vector, "ctx"))

    assert taken(verify) is vector["valid"], (vector["id"], vector.get("note"))
    return ""


@pytest.mark.parametrize("backend", signers("SLH-DSA-SHA2-128s"))
def test_every_set_signs_and_verifies_in_two_threads(backend: str) -> None:
    def signed(name: str) -> None:
        key = providers.signature(name, provider=backend).generate()
        public = providers.signature(name, provider=backend).public_key(key.public_key().public_bytes())
        signature = key.sign(b"m", context=b"c")
        public.verify(b"m", signature, context=b"c")
        assert not taken(lambda: public.verify(b"m", signature))
        assert not taken(lambda: public.verify(b"n", signature, context=b"c"))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(signed, NAMES)) == [None] * len(NAMES)
