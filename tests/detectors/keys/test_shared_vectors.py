"""Known answers: post-quantum keys in every form, composites, and certificates and messages with them."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

from cryptoagility import algorithms
from inventory.detectors.cms import Cms
from inventory.detectors.keys import Keys
from inventory.detectors.x509 import X509
from inventory.formats import lattice, private_keys, spki
from inventory.formats.public_parts import Budget
from inventory.model import CertificateFacts, Kind
from tests.formats import samples

OID = re.compile(r"-(\d+(?:\.\d+){5,})")


def test_key_formats_of_the_rfcs(shared_vectors: Path) -> None:
    """Seed, expanded and both give the same key, that of the public key file and of the certificate."""
    root = shared_vectors / "x509-key-formats"
    for name in ("ML-DSA-65", "ML-KEM-768"):
        seen = set()
        for form in ("seed", "expanded", "both"):
            found, problems = samples.run(Keys(), (root / f"{name}-{form}.priv").read_bytes())
            assert problems == []
            assert [(one.asset.kind, one.algorithm) for one in found] == [
                (Kind.PRIVATE_KEY, name),
                (Kind.PUBLIC_KEY, name),
            ]
            assert ("private-key-form", form) in [(one.name, one.value) for one in found[0].parameters]
            seen.add(found[1].asset)
        (public,), _ = samples.run(Keys(), (root / f"{name}.pub").read_bytes())
        found, _ = samples.run(X509(), (root / f"{name}.crt").read_bytes())
        assert seen == {public.asset}
        assert found[1].asset == public.asset
        assert (found[0].algorithm, problems) == (name, [])


def test_inconsistent_keys_are_a_finding_and_a_problem(shared_vectors: Path) -> None:
    for file in sorted((shared_vectors / "x509-key-formats").glob("bad-*.priv")):
        found, problems = samples.run(Keys(), file.read_bytes())
        name = file.name.removeprefix("bad-").rpartition("-")[0]
        assert [(one.asset.kind, one.algorithm) for one in found] == [
            (Kind.PRIVATE_KEY, name),
            (Kind.PUBLIC_KEY, name),
        ]
        assert [one.reason for one in problems] == ["seed and expanded key do not belong together"]


def test_certificates_of_the_hackathon_are_named_by_the_identifier_in_their_file_name(shared_vectors: Path) -> None:
    files = sorted((shared_vectors / "pqc-certificates").glob("*.der"))
    assert len(files) > 15
    for file in files:
        found, problems = samples.run(X509(), file.read_bytes())
        match = OID.search(file.name)
        assert match is not None
        (row,) = algorithms.by_oid(match.group(1))
        assert (found[0].algorithm, problems) == (row.name, [])
        key = next(one for one in found if one.asset.kind is Kind.PUBLIC_KEY)
        assert sum(link.role == "component" for link in key.links) == (2 if row.composite else 0)


def test_composite_keys_and_certificates(shared_vectors: Path) -> None:
    """The public key in the certificate is that of the private key in PKCS#8, for every construction in the drafts."""
    for folder, secret in (("composite-sigs", "sk_pkcs8"), ("composite-kem", "dk_pkcs8")):
        tests = json.loads((shared_vectors / folder / "testvectors.json").read_text("utf-8"))["tests"]
        assert len(tests) >= 5
        for test in tests:
            private, problems = samples.run(Keys(), base64.b64decode(test[secret]))
            assert problems == []
            certificate, problems = samples.run(X509(), base64.b64decode(test["x5c"]))
            assert problems == []
            name = test["tcId"].removeprefix("id-").removeprefix("alg-")
            expected = algorithms.find(name.upper() if name.startswith("ml-kem") else name).name
            assert [private[0].algorithm, certificate[0].algorithm] == [expected, expected]
            public = next(link.target for link in private[0].links if link.role == "public-key")
            assert public in [link.target for link in certificate[0].links if link.role == "subject-key"]


def test_messages(shared_vectors: Path) -> None:
    found, problems = samples.run(Cms(), (shared_vectors / "cms" / "ML-KEM-512.cms").read_bytes())
    assert problems == []
    assert [one.algorithm for one in found] == [
        "ML-KEM-512",
        "ML-KEM-512",
        "AES-128-GCM",
        "HKDF-SHA256",
        "AES-128-WRAP",
    ]
    found, problems = samples.run(Cms(), (shared_vectors / "cms" / "mldsa65-signed-attrs.pem").read_bytes())
    assert problems == []
    assert [one.algorithm for one in found] == ["ML-DSA-65", "ML-DSA-65", "SHA-512"]
    for file in sorted((shared_vectors / "pqc-certificates" / "cms-slhdsa").glob("*signed_attrs.der")):
        found, problems = samples.run(Cms(), file.read_bytes())
        match = OID.search(file.name)
        assert match is not None
        (row,) = algorithms.by_oid(match.group(1))
        assert (found[0].asset.kind, found[0].algorithm, problems) == (Kind.MESSAGE, row.name, [])
        assert [one.algorithm for one in found if isinstance(one.facts, CertificateFacts)] == [row.name]


def _vectors(root: Path, name: str) -> list[dict[str, object]]:
    with gzip.open(root / "acvp" / f"{name}.json.gz", "rt") as file:
        tests = json.load(file)["tests"]
    assert isinstance(tests, list)
    return tests


def test_public_keys_of_acvp(shared_vectors: Path) -> None:
    """Key generation vectors of NIST: the public key of each expanded ML-DSA key and of each ML-KEM seed."""
    count = 0
    for test in _vectors(shared_vectors, "pqc-ml-dsa"):
        if test["op"] == "keygen" and "sk" in test:
            expanded = bytes.fromhex(str(test["sk"]))
            assert lattice.ml_dsa(str(test["alg"]), expanded) == bytes.fromhex(str(test["pk"]))
            count += 1
    for test in _vectors(shared_vectors, "pqc-ml-kem"):
        if test["op"] == "keygen" and {"seed", "ek", "dk"} <= set(test):
            public, expanded = lattice.ml_kem(str(test["alg"]), bytes.fromhex(str(test["seed"])))
            assert (public, expanded) == (bytes.fromhex(str(test["ek"])), bytes.fromhex(str(test["dk"])))
            count += 1
    assert count >= 6


def test_x_wing(shared_vectors: Path) -> None:
    text = (shared_vectors / "xwing" / "test-vectors.json").read_text("utf-8")
    loaded = json.loads(text)
    tests = loaded if isinstance(loaded, list) else loaded.get("tests", [loaded])
    oid = algorithms.find("X-Wing").oids[0]
    for test in tests:
        seed, public = bytes.fromhex(test.get("seed", test.get("sk"))), bytes.fromhex(test["pk"])
        data = samples.der.encode(
            samples.der.SEQUENCE,
            samples.der.encode_integer(0),
            samples.algorithm(oid),
            samples.der.encode(samples.der.OCTET_STRING, seed),
        )
        assert private_keys.pkcs8(data, Budget()).public == spki.raw(oid, public)
