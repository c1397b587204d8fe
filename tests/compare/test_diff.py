"""Two inventories: what is new, gone, moved, changed, weaker, stronger, and what nobody can say."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.cbom import read, write
from inventory.compare import Diff, Direction, diff
from inventory.compare.diff_json import counts, diff_json
from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    LibraryFacts,
    Link,
    Location,
    Parameter,
    Problem,
    ProtocolFacts,
    Skipped,
    State,
    algorithm_id,
    unknown_algorithm,
)
from inventory.reports.changes import markdown

from ..cbom.strategies import coverages, findings, problems


def use(name: str, path: str = "a.py", symbol: str | None = "lib.call", line: int = 1) -> Finding:
    return Finding("code", algorithm_id(name), Location(path, line, symbol=symbol), name)


def unknown(path: str = "a.py", symbol: str = "lib.call") -> Finding:
    asset = unknown_algorithm("unknown", symbol)
    return Finding("code", asset, Location(path, 1, symbol=symbol), primitive="unknown", reason="a variable")


def certificate(number: int, subject: str, key: str, signature: str | None = "ECDSA-P256-SHA256") -> Finding:
    facts = CertificateFacts(subject=subject, sha256=f"{number:064x}", signature_algorithm=signature)
    place = Location(f"pki/{number}.pem", 1)
    return Finding("x509", AssetId(Kind.CERTIFICATE, f"sha256:{number:064x}"), place, key, facts=facts)


def tls(minimum: str | None, groups: tuple[str, ...] = (), path: str = "a.py") -> Finding:
    facts = ProtocolFacts("tls", "client", None, minimum, None, (), groups)
    asset = AssetId(Kind.PROTOCOL, f"tls:client:min={minimum}:groups={','.join(groups)}")
    return Finding("code", asset, Location(path, 4, symbol="ssl.create_default_context"), facts=facts)


def compared(old: list[Finding], new: list[Finding]) -> Diff:
    return diff(build("estate", old, (), Coverage()), build("estate", new, (), Coverage()))


def told(found: Diff) -> list[tuple[str, str, list[str]]]:
    """(direction, sort of the position, aspects that differ)"""
    return [(one.direction.value, one.position.sort, [facet.aspect for facet in one.facets]) for one in found.shifts]


def test_the_same_findings_in_another_order_are_no_difference() -> None:
    every = [use("SHA-1"), use("RSA-2048", "b.py"), certificate(1, "CN=a", "RSA-2048"), tls("TLSv1.2"), unknown()]
    mixed = list(every)
    random.Random(3).shuffle(mixed)
    assert compared(every, mixed).empty


def test_new_and_gone() -> None:
    found = compared([use("SHA-1", "a.py")], [use("AES-256-GCM", "b.py")])
    assert [one.ref for one in found.new] == ["algorithm:AES-256-GCM"]
    assert [one.ref for one in found.gone] == ["algorithm:SHA-1"]
    assert told(found) == []  # a cipher never takes the place of a hash


def test_moved_is_another_path_or_call_and_not_another_line() -> None:
    found = compared(
        [use("SHA-1", "a.py", line=1), use("SHA-1", "b.py")], [use("SHA-1", "a.py", line=40), use("SHA-1", "c.py")]
    )
    (moved,) = found.moved
    assert (moved.appeared, moved.left) == ((("c.py", "lib.call"),), (("b.py", "lib.call"),))
    assert not found.new
    assert not found.gone


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("RSA-3072", "RSA-2048", [("weakened", "call", ["classical"])]),
        ("RSA-2048", "RSA-3072", [("strengthened", "call", ["classical"])]),
        ("SHA-256", "MD5", [("weakened", "call", ["classical", "quantum"])]),
        ("X25519", "X25519MLKEM768", [("strengthened", "call", ["quantum"])]),
        ("ML-KEM-1024", "ML-KEM-512", [("weakened", "call", ["classical", "quantum"])]),
        ("RSA-4096", "ML-KEM-512", [("traded", "call", ["classical", "quantum"])]),
        ("AES-256-CBC", "AES-256-GCM", [("equal", "call", [])]),
        ("AES-256-GCM", "AES-GCM", [("unknown", "call", ["classical", "quantum"])]),
        ("RSA-2048", "RSA", [("unknown", "call", ["classical"])]),
    ],
)
def test_what_takes_a_place_is_compared_by_strength(before: str, after: str, expected: object) -> None:
    assert told(compared([use(before)], [use(after)])) == expected


def test_post_quantum_that_is_lost_is_weakened_and_said_for_the_application() -> None:
    assert told(compared([use("X25519MLKEM768")], [use("X25519")])) == [
        ("weakened", "application", ["post-quantum"]),
        ("weakened", "call", ["quantum"]),
    ]
    # Nothing took its place, and the application goes on with the classical one that it had.
    found = compared([use("X25519MLKEM768", "a.py"), use("X25519", "b.py")], [use("X25519", "b.py")])
    assert told(found) == [("weakened", "application", ["post-quantum"])]
    # With nothing left of that use nothing is weaker: it is gone.
    assert told(compared([use("X25519MLKEM768"), use("SHA-1")], [use("SHA-1")])) == []


def test_an_unknown_algorithm_in_its_place_is_unknown_and_never_equal() -> None:
    assert told(compared([use("RSA-3072")], [unknown()])) == [("unknown", "call", ["classical", "quantum"])]
    assert told(compared([unknown()], [use("RSA-3072")])) == [("unknown", "call", ["classical", "quantum"])]
    found = compared([use("ML-DSA-65", "a.py")], [unknown("b.py")])
    assert ("unknown", "application", ["post-quantum"]) in told(found)


def test_another_call_in_the_same_file_is_found_by_the_file() -> None:
    (shift,) = compared(
        [use("MD5", "a.py", "hashlib.md5")], [use("SHA-256", "a.py", "hashlib.sha256")]
    ).shifts  # fmt: skip
    assert (shift.position.sort, shift.direction) == ("file", Direction.STRENGTHENED)
    assert (shift.before, shift.after) == (("algorithm:MD5",), ("algorithm:SHA-256",))


def test_another_file_of_the_same_application_is_found_by_the_application() -> None:
    (shift,) = compared([use("SHA-256", "a.py")], [use("SHA-1", "deep/b.py")]).shifts
    assert (shift.position.sort, shift.position.where, shift.direction) == (
        "application",
        "application:dir:.",
        Direction.WEAKENED,
    )


def test_of_several_in_one_place_the_weakest_counts() -> None:
    (shift,) = compared([use("SHA-512"), use("SHA-256")], [use("SHA-512"), use("SHA-384"), use("MD5")]).shifts
    assert (shift.before, shift.after) == (("algorithm:SHA-256",), ("algorithm:MD5", "algorithm:SHA-384"))
    assert shift.direction is Direction.WEAKENED


def test_a_certificate_is_found_by_its_subject() -> None:
    found = compared([certificate(1, "CN=a", "RSA-3072")], [certificate(2, "CN=a", "RSA-2048", "RSA-PKCS1-SHA256")])
    # The strength of RSA-PKCS1-SHA256 depends on a key that is not named: weaker in one respect, unknown in the other.
    assert told(found) == [("weakened", "certificate", ["key: classical", "signature: classical"])]
    renewed = compared([certificate(1, "CN=a", "RSA-3072")], [certificate(2, "CN=a", "RSA-3072")])
    assert told(renewed) == [("equal", "certificate", [])]
    assert told(compared([certificate(1, "CN=a", "RSA-3072")], [certificate(2, "CN=b", "RSA-2048")])) == [
        ("weakened", "application", ["key: classical"])
    ]


@pytest.mark.parametrize(
    ("before", "after", "direction", "aspects"),
    [
        (("TLSv1.3", ()), ("TLSv1.2", ()), "weakened", ["minimum version"]),
        (("TLSv1_2", ()), ("TLSv1.3", ()), "strengthened", ["minimum version"]),
        (("SSLv3", ()), ("TLSv1", ()), "strengthened", ["minimum version"]),
        ((None, ()), ("TLSv1.2", ()), "unknown", ["minimum version"]),
        (("TLSv1.2", ("X25519MLKEM768", "X25519")), ("TLSv1.2", ("X25519",)), "weakened", ["groups: quantum"]),
        (("TLSv1.2", ("ffdhe4096",)), ("TLSv1.2", ("ffdhe2048",)), "weakened", ["groups: classical"]),
        (("TLSv1.2", ("X25519",)), ("TLSv1.2", ("mystery",)), "unknown", ["groups: classical", "groups: quantum"]),
    ],
)
def test_protocols(before: Any, after: Any, direction: str, aspects: list[str]) -> None:
    assert told(compared([tls(*before)], [tls(*after)])) == [(direction, "call", aspects)]


def test_what_a_library_offers_is_apart_from_what_is_new() -> None:
    def library(version: str, *offers: str) -> Finding:
        links = tuple(Link("provides", algorithm_id(name), State.AVAILABLE) for name in offers)
        facts = LibraryFacts("x", "pypi", version)
        return Finding("m", AssetId(Kind.LIBRARY, f"pkg:pypi/x@{version}"), Location("r.txt"), facts=facts, links=links)

    found = compared([library("1", "SHA-1")], [library("2", "SHA-1", "MD5", "HMAC-SHA256")])
    assert [one.ref for one in found.newly_offered] == ["algorithm:HMAC-SHA256", "algorithm:MD5", "algorithm:SHA-256"]
    assert [one.ref for one in found.new] == ["library:pkg:pypi/x@2"]
    assert told(found) == [("equal", "library", [])]
    used = compared([library("1", "SHA-1")], [library("1", "SHA-1"), use("SHA-1")])
    ((change,),) = [[one for one in item.changes if one.field == "state"] for item in used.changed if item.asset.name == "SHA-1"]  # fmt: skip # noqa: E501
    assert (change.before, change.after) == ("available", "used")


def test_other_facts_of_the_same_asset() -> None:
    key = AssetId(Kind.PUBLIC_KEY, "spki-sha256:" + "1" * 64)

    def seen(size: int, algorithm: str) -> list[Finding]:
        return [Finding("keys", key, Location("k.pem"), algorithm, facts=KeyFacts(size=size))]

    found = compared(seen(3072, "RSA-3072"), seen(2048, "RSA-2048"))
    (changed,) = [one for one in found.changed if one.asset.kind is Kind.PUBLIC_KEY]
    assert [(one.field, one.before, one.after) for one in changed.changes] == [
        ("algorithm", "RSA-3072", "RSA-2048"),
        ("fact.size", "3072", "2048"),
        ("name", "RSA-3072 public key", "RSA-2048 public key"),
    ]
    assert ("weakened", "asset", ["classical"]) in told(found)


def test_problems_and_what_was_left_out() -> None:
    old = build("x", [], (Problem("a.pem", "x509", "cut", 3), Problem("b", "keys", "no")), Coverage())
    new = build(
        "x", [], (Problem("a.pem", "x509", "cut", 9), Problem("c", "keys", "no")),
        Coverage(skipped=(Skipped("binary file", 2),)),
    )  # fmt: skip
    found = diff(old, new)
    assert [one.path for one in found.new_problems] == ["c"]
    assert [one.path for one in found.gone_problems] == ["b"]
    assert [(one.field, one.before, one.after) for one in found.coverage] == [("binary file", None, "2")]
    assert "what could not be read is in no list: 2 times in the old inventory" in found.notes


def foreign(number: int, *components: dict[str, Any]) -> Graph:
    """An inventory of somebody else, whose references are new in each file."""
    listed = [{**one, "bom-ref": f"uuid-{number}-{place}"} for place, one in enumerate(components)]
    root = {"type": "application", "name": "shop", "bom-ref": f"root-{number}"}
    return read(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": root}, "components": listed}))  # fmt: skip # noqa: E501


def component(name: str, kind: str = "algorithm", at: str | None = None, **details: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "cryptographic-asset",
        "name": name,
        "cryptoProperties": {"assetType": kind, **details},
    }
    return made if at is None else {**made, "evidence": {"occurrences": [{"location": at}]}}


def test_foreign_components_are_known_by_what_they_are_and_not_by_their_reference() -> None:
    every = (
        component("SHA256withRSA", at="A.java"),
        component("mystery", at="A.java"),
        component("leaf", "certificate", certificateProperties={"serialNumber": "1", "issuerName": "CN=ca"}),
        component("k", "related-crypto-material", at="K.java", relatedCryptoMaterialProperties={"type": "secret-key"}),
        component("TLS", "protocol", protocolProperties={"type": "tls", "version": "1.2"}),
        {"type": "library", "name": "bcprov", "version": "1.7", "purl": "pkg:maven/org.bc/bcprov@1.7"},
    )
    assert diff(foreign(1, *every), foreign(2, *reversed(every))).empty
    found = diff(foreign(1, *every), foreign(2, *every[1:], component("SHA1withRSA", at="A.java")))
    assert [one.name for one in found.new] == ["SHA1withRSA"]
    assert [one.name for one in found.gone] == ["SHA256withRSA"]


def test_two_entries_of_one_thing_in_a_foreign_file_are_one() -> None:
    one, two = component("SHA-256", at="A.java"), component("SHA-256", at="B.java")
    assert diff(foreign(1, one, two), foreign(2, two, one)).empty
    (moved,) = diff(foreign(1, one, two), foreign(2, one)).moved
    assert (moved.appeared, moved.left) == ((), (("B.java", ""),))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(findings(), max_size=10), st.lists(findings(), max_size=10), problems, coverages)
def test_there_and_back_again(
    old: list[Finding], new: list[Finding], said: tuple[Problem, ...], coverage: Coverage
) -> None:
    before, after = build("x", old, said, coverage), build("x", new, (), Coverage())
    there, back = diff(before, after), diff(after, before)
    assert [one.ref for one in there.new] == [one.ref for one in back.gone]
    assert [one.ref for one in there.newly_offered] == [one.ref for one in back.no_longer_offered]
    assert [(one.asset.ref, one.appeared, one.left) for one in there.moved] == [
        (one.asset.ref, one.left, one.appeared) for one in back.moved
    ]
    assert there.new_problems == back.gone_problems
    assert counts(there)["traded"] == counts(back)["traded"]
    assert counts(there)["strengthened"] <= counts(back)["weakened"]  # and post-quantum that is lost besides
    assert diff(before, replace(before)).empty
    assert diff(before, read(write(before, version="1"))).empty
    assert diff(before, after).empty == (before.assets[1:] == after.assets[1:] and not any(counts(there).values()))
    json.dumps(diff_json(there), allow_nan=False)


def test_hostile_names_stay_text() -> None:
    name = "a|b`<script>\u202e"
    old, new = [use("SHA-256", name)], [use("MD5", name), Finding("m", AssetId(Kind.APPLICATION, "dir:x"), Location("x/y"), parameters=(Parameter("name", name, "file"),))]  # fmt: skip # noqa: E501
    text = markdown(compared(old, new))
    assert "<script>" not in text.replace("\\<", "")
    assert "\u202e" not in text


def test_what_is_seen_somewhere_is_new_even_if_a_library_offers_it_too() -> None:
    one = {**component("SHA-1", at="A.java"), "bom-ref": "s"}
    library = {"type": "library", "name": "x", "bom-ref": "l"}
    text = {
        "bomFormat": "CycloneDX",
        "components": [one, library],
        "dependencies": [{"ref": "l", "provides": ["s"]}],
    }
    found = diff(foreign(1), read(json.dumps(text)))
    assert ([one.name for one in found.new], found.newly_offered) == (["SHA-1", "x"], ())


def test_the_same_problem_twice_is_one_more() -> None:
    once, twice = (Problem("a", "d", "r", 1),), (Problem("a", "d", "r", 1), Problem("a", "d", "r", 2))
    found = diff(build("x", [], once, Coverage()), build("x", [], twice, Coverage()))
    assert found.new_problems == (Problem("a", "d", "r", 2),)
