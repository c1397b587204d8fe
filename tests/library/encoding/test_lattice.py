"""Expansion of seeds and the checks of expanded keys against ACVP, Wycheproof and two backends."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptoagility.encoding import lattice
from cryptoagility.errors import MalformedInput

# How many records of each file this covers: a file that changes must be looked at again.
ACVP_SEEDS = 33
ACVP_EXPANDED = Counter({("ML-DSA", True): 27, ("ML-KEM", True): 45, ("ekcheck", False): 9})
WYCHEPROOF_NOSEED = {size: Counter(taken=taken, refused=2) for size, taken in ((44, 5), (65, 6), (87, 6))}
WYCHEPROOF_SEED = {44: 9, 65: 13, 87: 13}
WYCHEPROOF_KEM = Counter(
    {"expanded": 3, "private refused": 2, "private taken": 3, "public refused": 6, "public taken": 3}
)

EXPAND = {"ML-DSA": lattice.expand_ml_dsa, "ML-KEM": lattice.expand_ml_kem}
PUBLIC = {"ML-DSA": lattice.ml_dsa_public, "ML-KEM": lattice.ml_kem_public}


def _acvp(root: Path, family: str) -> list[dict[str, object]]:
    return json.loads(gzip.decompress((root / "acvp" / f"pqc-{family.lower()}.json.gz").read_bytes()))["tests"]


@pytest.mark.parametrize(("family", "number"), [("ML-DSA", 6), ("ML-KEM", 18)])
def test_acvp_key_generation(shared_vectors: Path, family: str, number: int) -> None:
    count = 0
    for case in _acvp(shared_vectors, family):
        if case["op"] != "keygen":
            continue
        public, expanded = EXPAND[family](case["alg"], bytes.fromhex(case["seed"]))
        assert public.hex() == case.get("pk", case.get("ek"))
        assert expanded.hex() == case.get("sk", case.get("dk"))
        assert PUBLIC[family](case["alg"], expanded) == public
        count += 1
    assert count == number


def test_acvp_seeds_beside_ciphertexts(shared_vectors: Path) -> None:
    count = 0
    for case in _acvp(shared_vectors, "ML-KEM"):
        if case["op"] == "seeddecap" and case["valid"] and "ek" in case:
            public, expanded = lattice.expand_ml_kem(case["alg"], bytes.fromhex(case["seed"]))
            assert public.hex() == case["ek"]
            assert case.get("dk") in (None, expanded.hex())
            count += 1
    assert count == ACVP_SEEDS


def test_acvp_expanded_keys_are_whole(shared_vectors: Path) -> None:
    """Every expanded private key and encapsulation key of the ACVP and KAT files is taken or refused as it must be."""
    seen: Counter[tuple[str, bool]] = Counter()
    for family in ("ML-DSA", "ML-KEM"):
        for case in _acvp(shared_vectors, family):
            if str(case["src"]).startswith("wycheproof"):
                continue
            if case["op"] == "ekcheck":
                with pytest.raises(MalformedInput, match="modulus"):
                    lattice.check_ml_kem_public(case["alg"], bytes.fromhex(case["ek"]))
                seen["ekcheck", False] += 1
                continue
            expanded = case.get("sk", case.get("dk"))
            if expanded is None or case["op"] == "keygen":
                continue
            public = PUBLIC[family](case["alg"], bytes.fromhex(expanded))
            assert public.hex() == case.get("pk", case.get("ek", public.hex()))
            seen[family, True] += 1
    assert seen == ACVP_EXPANDED


@pytest.mark.parametrize("size", [44, 65, 87])
def test_wycheproof_keys_without_seed(shared_vectors: Path, size: int) -> None:
    name = f"ML-DSA-{size}"
    path = shared_vectors / "wycheproof" / f"mldsa_{size}_sign_noseed_test.json"
    results: Counter[str] = Counter()
    for group in json.loads(path.read_text())["testGroups"]:
        flags = {flag for case in group["tests"] for flag in case["flags"]}
        expanded = bytes.fromhex(group["privateKey"])
        if flags & {"InvalidPrivateKey", "IncorrectPrivateKeyLength"}:
            reason = "bound" if "InvalidPrivateKey" in flags else "bytes, not"
            with pytest.raises(MalformedInput, match=reason):
                lattice.ml_dsa_public(name, expanded)
            results["refused"] += 1
        else:
            assert lattice.ml_dsa_public(name, expanded).hex() == group["publicKey"]
            results["taken"] += 1
    assert results == WYCHEPROOF_NOSEED[size]


@pytest.mark.parametrize("size", [44, 65, 87])
def test_wycheproof_keys_with_seed(shared_vectors: Path, size: int) -> None:
    path = shared_vectors / "wycheproof" / f"mldsa_{size}_sign_seed_test.json"
    count = 0
    for group in json.loads(path.read_text())["testGroups"]:
        seed = bytes.fromhex(group["privateSeed"])
        if group["publicKey"] is None:
            with pytest.raises(MalformedInput, match="32 bytes"):
                lattice.expand_ml_dsa(f"ML-DSA-{size}", seed)
        else:
            assert lattice.expand_ml_dsa(f"ML-DSA-{size}", seed)[0].hex() == group["publicKey"]
        count += 1
    assert count == WYCHEPROOF_SEED[size]


@pytest.mark.parametrize("size", [512, 768, 1024])
def test_wycheproof_decapsulation_keys(shared_vectors: Path, size: int) -> None:
    name = f"ML-KEM-{size}"
    seen: Counter[str] = Counter()
    for kind in ("semi_expanded_decaps", "keygen_seed", "encaps"):
        path = shared_vectors / "wycheproof" / f"mlkem_{size}_{kind}_test.json"
        for group in json.loads(path.read_text())["testGroups"]:
            for case in group["tests"]:
                seen[_wycheproof_kem(name, kind, case)] += 1
    assert seen == WYCHEPROOF_KEM


def _wycheproof_kem(name: str, kind: str, case: dict[str, object]) -> str:
    if kind == "keygen_seed":
        public, expanded = lattice.expand_ml_kem(name, bytes.fromhex(str(case["seed"])))
        assert (public.hex(), expanded.hex()) == (case["ek"], case["dk"])
        return "expanded"
    if kind == "encaps":
        public = bytes.fromhex(str(case["ek"]))
        if case["result"] == "valid":
            lattice.check_ml_kem_public(name, public)
            return "public taken"
        with pytest.raises(MalformedInput):
            lattice.check_ml_kem_public(name, public)
        return "public refused"
    expanded = bytes.fromhex(str(case["dk"]))
    if {"InvalidDecapsulationKey", "IncorrectDecapsulationKeyLength"} & set(case["flags"]):  # type: ignore[call-overload]
        with pytest.raises(MalformedInput):
            lattice.ml_kem_public(name, expanded)
        return "private refused"
    assert lattice.ml_kem_public(name, expanded).hex() == case.get("ek", lattice.ml_kem_public(name, expanded).hex())
    return "private taken"


@settings(max_examples=10, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_seeds_expand_to_the_keys_of_cryptography(seed: bytes) -> None:
    for name, kind in (
        ("ML-DSA-44", mldsa.MLDSA44PrivateKey),
        ("ML-DSA-65", mldsa.MLDSA65PrivateKey),
        ("ML-DSA-87", mldsa.MLDSA87PrivateKey),
    ):
        public, expanded = lattice.expand_ml_dsa(name, seed)
        assert public == kind.from_seed_bytes(seed).public_key().public_bytes_raw()
        assert lattice.ml_dsa_public(name, expanded) == public
    for name, kem in (("ML-KEM-768", mlkem.MLKEM768PrivateKey), ("ML-KEM-1024", mlkem.MLKEM1024PrivateKey)):
        public, expanded = lattice.expand_ml_kem(name, seed + seed)
        assert public == kem.from_seed_bytes(seed + seed).public_key().public_bytes_raw()
        assert lattice.ml_kem_public(name, expanded) == public


@pytest.mark.parametrize("name", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_expanded_keys_sign_in_another_backend(name: str) -> None:
    module = import_module(f"pqcrypto.sign.{name.lower().replace('-', '_')}")
    public, expanded = lattice.expand_ml_dsa(name, bytes(range(32)))
    module.verify(public, b"message", module.sign(expanded, b"message"))
    made, secret = module.keygen()
    assert lattice.ml_dsa_public(name, bytes(secret)) == bytes(made)


@pytest.mark.parametrize("name", ["ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"])
def test_expanded_keys_decapsulate_in_another_backend(name: str) -> None:
    module = import_module(f"pqcrypto.kem.{name.lower().replace('-', '_')}")
    public, expanded = lattice.expand_ml_kem(name, bytes(range(64)))
    ciphertext, secret = module.encaps(public)
    assert module.decaps(expanded, ciphertext) == secret


@pytest.mark.parametrize("name", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_a_changed_expanded_ml_dsa_key_is_refused(name: str) -> None:
    _, expanded = lattice.expand_ml_dsa(name, bytes(range(32)))
    # rho, tr, s1, the last of s2, t0: everything but K, which belongs to nothing that is public.
    for at in (0, 31, 64, 127, 128, len(expanded) - 1):
        damaged = bytearray(expanded)
        damaged[at] ^= 1
        with pytest.raises(MalformedInput):
            lattice.ml_dsa_public(name, bytes(damaged))
    with pytest.raises(MalformedInput, match="together"):
        lattice.ml_dsa_public(name, expanded[:-1] + bytes([expanded[-1] ^ 0x80]))


def test_a_changed_expanded_ml_kem_key_is_refused() -> None:
    name, inner = "ML-KEM-512", 768
    _, expanded = lattice.expand_ml_kem(name, bytes(range(64)))
    for at in (inner, 2 * inner, 2 * inner + 32):
        damaged = bytearray(expanded)
        damaged[at] ^= 1
        with pytest.raises(MalformedInput, match="together"):
            lattice.ml_kem_public(name, bytes(damaged))
    with pytest.raises(MalformedInput, match="modulus"):
        lattice.ml_kem_public(name, b"\xff\xff\xff" + expanded[3:])
    with pytest.raises(MalformedInput, match="1632 bytes"):
        lattice.ml_kem_public(name, expanded[:-1])
