"""Verdicts on whole inventories: which assets, which usage, which part decides, and in which order nothing matters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import PolicyError
from inventory.graph import Asset, Edge, Graph, build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Finding,
    Kind,
    Link,
    Location,
    State,
    algorithm_id,
    unknown_algorithm,
)
from inventory.policy import Verdict, assess, available, evaluate, load_policies, timeline
from inventory.resources import policies

from .findings import certificate, code, library, policy, private_key, rule, tls

REGULATION = policies().joinpath("regulation")
ALL = load_policies(available(REGULATION), REGULATION)
NIST, CNSA, BSI, EO, TAIWAN = (
    next(one for one in ALL if one.id == name)
    for name in ("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "us-eo-14412", "tw-fsc-pqc-guide")
)
TODAY = date(2026, 11, 25)


def found(graph: Graph, *chosen: object, day: date = TODAY) -> dict[tuple[str, str], str]:
    """Status by asset (without the kind) and usage."""
    verdicts = evaluate(graph, chosen or (NIST,), day)  # type: ignore[arg-type]
    return {(one.asset.split(":", 1)[1], one.usage): one.status.value for one in verdicts}


def one(graph: Graph, asset: str, usage: str, chosen: object = NIST, day: date = TODAY) -> Verdict:
    """The only verdict on this asset in this usage."""
    (verdict,) = [v for v in evaluate(graph, [chosen], day) if (v.asset, v.usage) == (asset, usage)]  # type: ignore[list-item]
    return verdict


def test_a_verdict_says_everything() -> None:
    graph = build("estate", [code("RSA-PSS-2048-SHA256")])
    assert evaluate(graph, [NIST], TODAY) == (
        Verdict(
            policy="nist-ir-8547",
            asset="algorithm:RSA-PSS-2048-SHA256",
            usage="signature",
            status="approved",  # type: ignore[arg-type]
            rule="nist-ir-8547/3",
            source="NIST IR 8547 ipd",
            until=date(2030, 12, 31),
            next="deprecated",  # type: ignore[arg-type]
            why="RSA-PSS-2048-SHA256 would pass: 112-bit strength (table 2: ECDSA and RSA; EdDSA has no 112-bit row); "
            "until 2030-12-31, then it would be deprecated",
            confidence="seen-secondary",
            draft=True,
            next_rule="nist-ir-8547/4",
        ),
    )


@pytest.mark.parametrize(
    ("chosen", "begins"),
    [
        (NIST, "ECDSA-P256 would fail: All classical public-key schemes"),
        (CNSA, "ECDSA-P256 fails, it is not accepted: After the last category date"),
    ],
)
def test_a_draft_would_fail_and_a_final_text_fails(chosen: object, begins: str) -> None:
    assert one(
        build("e", [code("ECDSA-P256")]), "algorithm:ECDSA-P256", "signature", chosen, date(2036, 1, 1)
    ).why.startswith(begins)


def test_what_is_judged_and_what_is_not() -> None:
    graph = build(
        "estate",
        [
            code("ECDSA-P256-SHA256"),
            code("ML-KEM-768", state=State.AVAILABLE),
            library("crypto", "requirements.txt", "RSA-PSS", "MLDSA65-ECDSA-P256-SHA512"),
            Finding(
                "cms", AssetId.at(Kind.MESSAGE, "m.p7", 0), Location("m.p7"), links=(_uses("RSA-PKCS1-2048-SHA256"),)
            ),
        ],
    )
    result = assess(graph, [BSI], TODAY)
    assert [(v.asset, v.usage) for v in result.verdicts] == [
        ("algorithm:ECDSA-P256-SHA256", "signature"),
        ("algorithm:RSA-PKCS1-2048-SHA256", "signature"),
    ]
    assert [(u.asset, u.reason) for u in result.not_judged] == [
        ("algorithm:ECDSA-P256", "only offered by a library; nothing is seen to use it"),
        ("algorithm:ML-DSA-65", "only offered by a library; nothing is seen to use it"),
        ("algorithm:ML-KEM-768", "only offered by a library; nothing is seen to use it"),
        ("algorithm:MLDSA65-ECDSA-P256-SHA512", "only offered by a library; nothing is seen to use it"),
        ("algorithm:RSA-PSS", "only offered by a library; nothing is seen to use it"),
        ("algorithm:SHA-256", "only seen as a part of another algorithm, which is judged with it"),
        ("application:dir:.", "software; the algorithms, keys and protocols in it are judged"),
        ("library:pkg:pypi/crypto@1.0", "software; the algorithms, keys and protocols in it are judged"),
        ("message:at:m.p7#0", "a message; the algorithms that it names are judged"),
    ]


def _uses(name: str) -> Link:
    return Link("algorithm", algorithm_id(name), State.USED)


def test_a_hash_that_is_used_as_well_is_judged_itself() -> None:
    graph = build("estate", [code("ECDSA-P384-SHA256"), code("SHA-256", "app.py", "digest", line=9)])
    assert found(graph, CNSA) == {("ECDSA-P384-SHA256", "signature"): "disallowed", ("SHA-256", "hash"): "disallowed"}


def test_assets_of_a_foreign_inventory_without_edges_are_judged() -> None:
    asset = Asset("x", Kind.ALGORITHM, "RSA-2048", algorithm="RSA-2048")
    graph = Graph("root", (Asset("root", Kind.APPLICATION, "r"), asset), ())
    assert [(v.asset, v.usage) for v in evaluate(graph, [NIST], TODAY)] == [
        ("x", "key-establishment"),
        ("x", "signature"),
    ]


def test_a_long_or_tangled_chain_of_parts_is_followed() -> None:
    names = [f"x{number:05}" for number in range(3000)]
    assets = tuple(Asset(name, Kind.ALGORITHM, name, algorithm="X25519") for name in names)
    chain = [Edge(a, b, State.USED, ("component",)) for a, b in pairwise(names)]
    tangle = [Edge(a, b, State.USED, ("component",)) for a in names[:60] for b in names[:60] if a < b]
    root = Asset("root", Kind.APPLICATION, "r")
    graph = Graph("root", (root, *assets), (Edge("root", names[0], State.USED, ("uses",)), *chain, *tangle))
    assert [v.asset for v in evaluate(graph, [NIST], TODAY)] == [names[0]]
    # Parts of nothing but each other belong to no whole that could speak for them.
    lone = Graph("root", (root, *assets), (*chain, Edge(names[-1], names[0], State.USED, ("component",))))
    assert len(evaluate(lone, [NIST], TODAY)) == 3000


def test_a_crowd_of_issuers_of_one_name_is_no_answer() -> None:
    crowd = [certificate("ca", "RSA-2048", None, path=f"{n}.pem", issuer=f"r{n}", spki=f"k{n}") for n in range(65)]
    leaf = certificate("leaf", "RSA-4096", "RSA-PKCS1-SHA256", issuer="ca")
    some, many = build("e", [*crowd[:64], leaf]), build("e", [*crowd, leaf])
    assert one(some, "certificate:sha256:leaf-by-ca", "signature").status.value == "approved"
    assert one(many, "certificate:sha256:leaf-by-ca", "signature").missing == "key size"


def test_an_edge_without_a_state_or_role_is_a_use() -> None:
    asset = Asset("x", Kind.ALGORITHM, "X25519", algorithm="X25519")
    graph = Graph("root", (Asset("root", Kind.APPLICATION, "r"), asset), (Edge("root", "x", State.UNSTATED),))
    assert [v.asset for v in evaluate(graph, [NIST], TODAY)] == ["x"]


# Usage


def test_a_bare_key_is_judged_for_each_use_it_can_have() -> None:
    graph = build("estate", [private_key("k", "RSA-2048", "k.pem")])
    day = date(2031, 6, 1)
    assert found(graph, EO, day=day) == {
        ("RSA-2048", "key-establishment"): "disallowed",
        ("RSA-2048", "signature"): "unknown",
        ("spki-sha256:k", "key-establishment"): "disallowed",
        ("spki-sha256:k", "signature"): "unknown",
    }


@pytest.mark.parametrize(
    ("usage", "purposes", "usages"),
    [
        (("digitalSignature",), None, ["signature"]),
        (("nonRepudiation",), None, ["signature"]),
        (("keyCertSign", "cRLSign"), None, ["signature"]),
        (("keyEncipherment",), None, ["key-establishment", "signature"]),
        (("digitalSignature", "keyEncipherment"), "serverAuth", ["key-establishment", "signature"]),
        ((), None, ["key-establishment", "signature"]),
        (("digitalSignature",), "codeSigning", ["firmware-signing", "signature"]),
        (("digitalSignature",), "critical, 1.3.6.1.5.5.7.3.3", ["firmware-signing", "signature"]),
        (("digitalSignature",), "1.3.6.1.5.5.7.3.36", ["signature"]),
        (("digitalSignature",), "documentSigning", ["signature"]),
    ],
)
def test_a_certificate_is_judged_for_what_its_key_usage_says(
    usage: tuple[str, ...], purposes: str | None, usages: list[str]
) -> None:
    # The signature on it is always there; only its key may have another use.
    graph = build("estate", [certificate("c", "RSA-2048", "RSA-PKCS1-2048-SHA256", usage=usage, purposes=purposes)])
    asset = "certificate:sha256:c-by-c"
    assert [v.usage for v in evaluate(graph, [NIST], TODAY) if v.asset == asset] == usages


def test_a_key_is_narrowed_by_its_certificates_and_so_is_its_algorithm() -> None:
    graph = build(
        "estate",
        [certificate("c", "EC-P256", "ECDSA-P256-SHA256"), private_key("c", "EC-P256", "k.pem")],
    )
    assert {usage for (_, usage) in found(graph, NIST)} == {"signature"}
    assert ("EC-P256", "signature") in found(graph, NIST)


def test_a_key_for_signing_code_is_not_one_for_signatures() -> None:
    signing = certificate("c", "EC-P384", "ECDSA-P384-SHA384", purposes="codeSigning")
    assert found(build("e", [signing, private_key("c", "EC-P384", "k.pem")]), NIST)["spki-sha256:c", "firmware-signing"]
    both = certificate("c", "EC-P384", "ECDSA-P384-SHA384", purposes="codeSigning, emailProtection")
    for wanted, issued in ((["firmware-signing"], signing), (["firmware-signing", "signature"], both)):
        graph = build("e", [issued, private_key("c", "EC-P384", "k.pem")])
        assert [v.usage for v in evaluate(graph, [NIST], TODAY) if v.asset == "private-key:spki-sha256:c"] == wanted


def test_the_key_of_a_ca_and_a_key_of_ssh_sign() -> None:
    plain = certificate("c", "RSA-2048", "RSA-PKCS1-SHA256", usage=())
    assert isinstance(plain.facts, CertificateFacts)
    ca = replace(plain, facts=replace(plain.facts, is_ca=True))
    ssh = replace(plain, facts=replace(plain.facts, extensions=(("format", "OpenSSH host certificate"),)))
    assert {usage for _, usage in found(build("e", [plain]), NIST)} == {"signature", "key-establishment"}
    assert {usage for _, usage in found(build("e", [ca]), NIST)} == {"signature"}
    assert {usage for _, usage in found(build("e", [ssh]), NIST)} == {"signature"}
    assert {
        usage for _, usage in found(build("e", [private_key("k", "RSA-2048", "id_rsa", format="OpenSSH")]), NIST)
    } == {"signature"}


def test_an_algorithm_reported_beside_its_certificate_is_not_seen_twice() -> None:
    leaf = certificate("c", "RSA-4096", "RSA-PKCS1-SHA256", "c.pem")
    beside = Finding("x509", algorithm_id("RSA-PKCS1-SHA256"), Location("c.pem"), algorithm="RSA-PKCS1-SHA256")
    assert found(build("e", [leaf, beside]), NIST)["RSA-PKCS1-SHA256", "signature"] == "approved"
    elsewhere = [leaf, beside, code("RSA-PKCS1-SHA256", "app.py", "sign")]
    assert found(build("e", elsewhere), NIST)["RSA-PKCS1-SHA256", "signature"] == "unknown"
    by_another = [leaf, replace(beside, detector="code")]
    assert found(build("e", by_another), NIST)["RSA-PKCS1-SHA256", "signature"] == "unknown"


def test_one_certificate_without_key_usage_leaves_the_key_open() -> None:
    graph = build(
        "estate",
        [
            certificate("c", "EC-P256", "ECDSA-P256-SHA256"),
            certificate("d", "EC-P256", "ECDSA-P256-SHA256", usage=(), spki="c"),
            private_key("c", "EC-P256", "k.pem"),
        ],
    )
    assert [usage for (name, usage) in found(graph, NIST) if name == "spki-sha256:c"] == [
        "key-establishment",
        "signature",
    ] * 1


def test_code_is_narrowed_by_what_it_calls_unless_one_place_does_not_tell() -> None:
    signing = [code("RSA-2048", "a.py", "sign")]
    assert {usage for (_, usage) in found(build("e", signing), NIST)} == {"signature"}
    wrapping = [*signing, code("RSA-2048", "b.py", "encrypt")]
    assert {usage for (_, usage) in found(build("e", wrapping), NIST)} == {"signature", "key-establishment"}
    unclear = [*signing, code("RSA-2048", "b.py", "keygen")]
    assert {usage for (_, usage) in found(build("e", unclear), NIST)} == {"signature", "key-establishment"}


def test_a_public_key_that_is_only_mentioned_has_the_algorithm_of_its_pair() -> None:
    graph = build("estate", [private_key("k", "ML-DSA-65", "k.pem")])
    assert found(graph, CNSA)["spki-sha256:k", "signature"] == "disallowed"
    assert [v.asset for v in evaluate(graph, [CNSA], TODAY) if v.status == "unknown"] == []


# What is not known


def test_an_unknown_algorithm_is_unknown_in_the_usage_of_its_primitive() -> None:
    graph = build(
        "estate",
        [
            Finding(
                "c", unknown_algorithm("ae", "AESGCM"), Location("a.py", 1), primitive="ae", reason="key from a file"
            ),
            Finding(
                "c",
                unknown_algorithm("other", "x"),
                Location("a.py", 2),
                primitive="other",
                reason="a name of the user",
            ),
            private_key("k", None, "k.pem"),
        ],
    )
    assert found(graph, CNSA) == {
        ("unknown:ae:AESGCM", "symmetric"): "unknown",
        ("unknown:other:x", "any"): "unknown",
        ("spki-sha256:k", "any"): "unknown",
    }
    verdict = one(graph, "algorithm:unknown:ae:AESGCM", "symmetric", CNSA)
    assert (verdict.why, verdict.missing, verdict.rule) == ("key from a file", "algorithm", None)


def test_a_name_that_is_not_in_the_table_is_unknown() -> None:
    asset = Asset("x", Kind.ALGORITHM, "Quantum9000", algorithm="Quantum9000", primitive="signature")
    qkd = Asset("y", Kind.ALGORITHM, "QKD", algorithm="QKD", primitive="key-agree")
    graph = Graph("root", (Asset("root", Kind.APPLICATION, "r"), asset, qkd), ())
    assert [(v.asset, v.usage, v.status.value, v.why) for v in evaluate(graph, [CNSA], TODAY)] == [
        ("x", "signature", "unknown", "Quantum9000 is not in the table of algorithms"),
        ("y", "key-establishment", "unknown", "QKD is not in the table of algorithms"),
    ]


@pytest.mark.parametrize(
    ("name", "chosen", "missing", "why"),
    [
        (
            "AES-GCM",
            CNSA,
            "key size",
            "the key size of AES-GCM … AES-256-GCM: approved; AES-128-GCM, AES-192-GCM: disallowed",
        ),
        (
            "ML-KEM",
            CNSA,
            "parameter set",
            "the parameter set of ML-KEM … ML-KEM-1024: approved; ML-KEM-512, ML-KEM-768: disallowed",
        ),
        ("SHA-384", BSI, "rule", "no rule of de-bsi-tr-02102-1 covers SHA-384 for hashing"),
        (
            "RC4",
            BSI,
            "rule",
            "no rule of de-bsi-tr-02102-1 covers RC4 for encryption (it is broken without any quantum computer)",
        ),
    ],
)
def test_an_unknown_verdict_says_what_is_missing(name: str, chosen: object, missing: str, why: str) -> None:
    (verdict,) = [v for v in evaluate(build("e", [code(name)]), [chosen], TODAY) if v.asset == f"algorithm:{name}"]  # type: ignore[list-item]
    assert (verdict.status.value, verdict.missing) == ("unknown", missing)
    assert verdict.why.replace("is not known, and it decides:", "…") == why


def test_a_list_that_the_source_does_not_give_is_unknown_with_the_rule_that_lacks_it() -> None:
    verdict = one(build("e", [code("DSA-3072")]), "algorithm:DSA-3072", "signature", BSI)
    assert (verdict.status.value, verdict.rule, verdict.missing) == ("unknown", "de-bsi-tr-02102-1/16", "rule")
    assert (verdict.until, verdict.next) == (date(2029, 12, 31), "disallowed")


def test_what_a_name_leaves_open_beside_its_set_is_told() -> None:
    why = one(build("e", [code("ECDSA-P384")]), "algorithm:ECDSA-P384", "signature", CNSA).why
    assert re.search(r"what is not stated matters: (\S+, ){3}\S+ and [0-9]+ more are disallowed;", why), why
    ecb = policy(
        rule("test/1", "AES", "[AES-256]", "symmetric", "approved"),
        rule("test/2", "AES", "[AES-ECB]", "symmetric", "disallowed"),
    )
    assert one(build("e", [code("AES-256-ECB")]), "algorithm:AES-256-ECB", "symmetric", ecb).rule == "test/2"
    assert one(build("e", [code("AES-256-CBC")]), "algorithm:AES-256-CBC", "symmetric", ecb).status.value == "approved"
    open_mode = one(build("e", [code("AES-256")]), "algorithm:AES-256", "symmetric", ecb)
    assert (open_mode.status.value, open_mode.why) == (
        "approved",
        "AES-256 is approved: a note; what is not stated matters: AES-256-ECB is disallowed",
    )


# Which part decides


def test_the_signature_on_a_certificate_has_the_size_of_its_issuers_key() -> None:
    graph = build(
        "estate",
        [
            certificate("root", "RSA-2048", "RSA-PKCS1-SHA256"),
            certificate("leaf", "RSA-4096", "RSA-PKCS1-SHA256", issuer="root"),
            certificate("stray", "RSA-4096", "RSA-PKCS1-SHA256", issuer="nobody"),
        ],
    )
    day = date(2031, 1, 1)
    assert found(graph, NIST, day=day)["sha256:leaf-by-root", "signature"] == "deprecated"
    leaf = one(graph, "certificate:sha256:leaf-by-root", "signature", NIST, day)
    assert leaf.why.startswith("the signature on it: RSA-PKCS1-2048-SHA256 would be deprecated")
    stray = one(graph, "certificate:sha256:stray-by-nobody", "signature", NIST, day)
    assert (stray.status.value, stray.missing) == ("unknown", "key size")


def test_key_ids_decide_between_issuers_of_one_name() -> None:
    graph = build(
        "estate",
        [
            certificate("ca", "RSA-2048", None, ids=("aa", None), spki="old"),
            certificate("ca", "RSA-4096", None, path="b.pem", issuer="root", ids=("bb", None), spki="new"),
            certificate("leaf", "RSA-4096", "RSA-PKCS1-SHA256", issuer="ca", ids=(None, "keyid:BB")),
        ],
    )
    assert found(graph, NIST, day=date(2031, 1, 1))["sha256:leaf-by-ca", "signature"] == "approved"


def test_the_worst_of_key_signature_and_hash_decides_for_a_certificate() -> None:
    graph = build("estate", [certificate("c", "EC-P384", "ECDSA-P384-SHA256")])
    verdict = one(graph, "certificate:sha256:c-by-c", "signature", CNSA)
    assert (verdict.status.value, verdict.rule) == ("disallowed", "us-cnsa-2.0/13")
    assert verdict.why == (
        "the signature on it: ECDSA-P384-SHA256 signs over a hash: SHA-256 fails, it is not accepted: "
        "Not in the suite for general hashing"
    )


def test_a_revocation_list_is_judged_by_the_signature_on_it() -> None:
    graph = build(
        "estate",
        [
            certificate("ca", "RSA-2048", "RSA-PKCS1-SHA256"),
            certificate("list", None, "RSA-PKCS1-SHA384", issuer="ca", usage=(), kind=Kind.CRL),
        ],
    )
    assert found(graph, NIST, day=date(2031, 1, 1))["sha256:list-by-ca", "signature"] == "deprecated"


def test_the_signature_of_a_request_is_made_with_its_own_key() -> None:
    request = certificate("r", "RSA-2048", "RSA-PKCS1-SHA256", issuer="", kind=Kind.CERTIFICATE_REQUEST)
    assert found(build("e", [request]), NIST, day=date(2031, 1, 1))["sha256:r-by-r", "signature"] == "deprecated"


def test_a_rule_on_hashes_in_signatures_goes_before_the_rule_on_hashing() -> None:
    chosen = policy(
        rule("test/1", "SHA-1", "[SHA-1]", "signature", "disallowed"),
        rule("test/2", "SHA-1", "[SHA-1]", "hash", "deprecated"),
        rule("test/3", "RSA", "[]", "signature", "approved"),
    )
    assert found(build("e", [code("RSA-PKCS1-3072-SHA1")]), chosen) == {
        ("RSA-PKCS1-3072-SHA1", "signature"): "disallowed"
    }


def test_a_rule_for_a_scheme_goes_before_one_for_its_family() -> None:
    chosen = policy(
        rule("test/1", "RSA", "[RSA-3000..]", "signature", "approved"),
        rule("test/2", "RSASSA-PKCS1-v1_5", "[]", "signature", "deprecated"),
    )
    graph = build("e", [code("RSA-PKCS1-3072-SHA256"), code("RSA-PSS-3072-SHA256"), code("RSA-3072", "a.py", "sign")])
    assert found(graph, chosen) == {
        ("RSA-PKCS1-3072-SHA256", "signature"): "deprecated",
        ("RSA-PSS-3072-SHA256", "signature"): "approved",
        ("RSA-3072", "signature"): "approved",
    }
    bare = one(graph, "algorithm:RSA-3072", "signature", chosen).why
    assert bare == "RSA-3072 is approved: a note; what is not stated matters: RSA-PKCS1-3072 is deprecated"


def test_a_set_is_matched_in_its_own_family_only() -> None:
    chosen = policy(rule("test/1", "XDH, RSA", "[RSA-3072]", "key-establishment", "approved"))
    assert found(build("e", [code("X25519")]), chosen) == {("X25519", "key-establishment"): "unknown"}


def test_a_larger_class_never_falls_to_the_rule_of_a_smaller_one() -> None:
    chosen = policy(rule("test/1", "RSA", "[RSA-2048]", "signature", "disallowed"))
    graph = build("e", [code("RSA-PSS-3000"), code("RSA-PSS-3072"), code("RSA-PSS-1024"), code("RSA-PSS-512")])
    assert found(graph, chosen) == {
        ("RSA-PSS-3000", "signature"): "disallowed",
        ("RSA-PSS-3072", "signature"): "unknown",
        ("RSA-PSS-1024", "signature"): "unknown",
        ("RSA-PSS-512", "signature"): "unknown",
    }


def test_below_every_class_is_refused_with_the_smallest_but_never_accepted_with_it() -> None:
    refusing = policy(rule("test/1", "RSA", "[RSA-1024]", "signature", "disallowed"))
    accepting = policy(rule("test/1", "RSA", "[RSA-1024]", "signature", "approved"))
    graph = build("e", [code("RSA-PSS-512")])
    assert found(graph, refusing) == {("RSA-PSS-512", "signature"): "disallowed"}
    assert found(graph, accepting) == {("RSA-PSS-512", "signature"): "unknown"}


@pytest.mark.parametrize(("curves", "status"), [("by-strength", "approved"), ("unknown", "unknown")])
def test_a_curve_that_is_not_named_goes_by_strength_only_where_the_policy_says_so(curves: str, status: str) -> None:
    chosen = policy(rule("test/1", "ECDSA", "[P-256]", "signature", "approved"), curves=curves)
    graph = build("e", [code("ECDSA-secp256k1"), code("ECDSA-P224"), code("ECDSA-brainpoolP224r1")])
    assert found(graph, chosen) == {
        ("ECDSA-secp256k1", "signature"): status,
        ("ECDSA-P224", "signature"): "unknown",
        ("ECDSA-brainpoolP224r1", "signature"): "unknown",
    }


def test_a_mac_is_judged_by_its_hash_or_cipher() -> None:
    chosen = policy(
        rule("test/1", "SHA-1", "[SHA-1]", "mac", "deprecated"),
        rule("test/2", "SHA-2", "[SHA-256]", "mac", "approved"),
        rule("test/3", "AES", "[AES-128]", "mac", "disallowed"),
    )
    graph = build("e", [code("HMAC-SHA1"), code("HMAC-SHA256"), code("HMAC"), code("CMAC-AES-128"), code("Poly1305")])
    assert found(graph, chosen) == {
        ("HMAC-SHA1", "mac"): "deprecated",
        ("HMAC-SHA256", "mac"): "approved",
        ("HMAC", "mac"): "unknown",
        ("CMAC-AES-128", "mac"): "disallowed",
        ("Poly1305", "mac"): "unknown",
    }


HYBRIDS = "{status: approved, floor: [EC-250..], exit: null, note: a note, source: a test, confidence: recalled}"
CLASSICAL = rule("test/1", "XDH", "[]", "key-establishment", "disallowed")
LISTED = rule("test/2", "ML-KEM", "[ML-KEM-768]", "key-establishment", "approved-hybrid-only")


@pytest.mark.parametrize(
    ("rules", "hybrids", "status"),
    [
        ([CLASSICAL, LISTED], HYBRIDS, "approved"),
        ([CLASSICAL, LISTED], "null", "unknown"),
        ([CLASSICAL], HYBRIDS, "unknown"),  # it lists no post-quantum set, so that this one is missing says nothing
        ([CLASSICAL, LISTED.replace("ML-KEM-768", "ML-KEM-1024")], HYBRIDS, "disallowed"),
        ([LISTED.replace("ML-KEM-768", "ML-KEM-1024")], HYBRIDS, "unknown"),
        ([LISTED], HYBRIDS.replace("EC-250", "EC-300"), "unknown"),
        ([CLASSICAL, LISTED], HYBRIDS.replace("EC-250", "EC-300"), "disallowed"),
        ([LISTED], HYBRIDS.replace("status: approved", "status: deprecated"), "deprecated"),
        ([LISTED.replace("approved-hybrid-only", "disallowed")], "null", "disallowed"),
    ],
)
def test_a_hybrid_is_judged_by_the_hybrid_rule(rules: list[str], hybrids: str, status: str) -> None:
    graph = build("e", [code("X25519MLKEM768")])
    assert found(graph, policy(*rules, hybrids=hybrids)) == {("X25519MLKEM768", "key-establishment"): status}


def test_a_curve_that_is_named_for_something_else_does_not_go_by_strength() -> None:
    chosen = policy(
        rule("test/1", "ECDSA", "[P-256]", "signature", "approved"),
        rule("test/2", "ECDH", "[secp256k1]", "key-establishment", "disallowed"),
        curves="by-strength",
    )
    graph = build("e", [code("ECDSA-secp256k1"), code("ECDSA-brainpoolP256r1")])
    assert found(graph, chosen) == {
        ("ECDSA-secp256k1", "signature"): "unknown",
        ("ECDSA-brainpoolP256r1", "signature"): "approved",
    }


# Protocols


def test_a_protocol_is_as_good_as_the_worst_group_it_offers() -> None:
    graph = build(
        "estate",
        [
            tls("a.py", 1, ("X25519MLKEM768",)),
            tls("a.py", 2, ("X25519MLKEM768", "x25519")),
            tls("a.py", 3, ("prime256v1", "ffdhe2048")),
            tls("a.py", 4, ("curve25519-sha256",), type="ssh"),
            tls("a.py", 5, ("mystery",)),
            tls("a.py", 6),
        ],
    )
    assert found(graph, BSI, day=date(2032, 1, 1)) == {
        ("at:a.py#1", "key-establishment"): "approved",
        ("at:a.py#2", "key-establishment"): "disallowed",
        ("at:a.py#3", "key-establishment"): "disallowed",
        ("at:a.py#4", "key-establishment"): "disallowed",
        ("at:a.py#5", "key-establishment"): "unknown",
        ("at:a.py#6", "key-establishment"): "unknown",
    }
    two = one(graph, "protocol:at:a.py#2", "key-establishment", BSI, date(2032, 1, 1))
    assert two.why.startswith("the group x25519: X25519 is not recommended (advice, no prohibition)")
    six = one(graph, "protocol:at:a.py#6", "key-establishment", BSI)
    assert (six.missing, six.why) == (
        "groups",
        "its key exchange: no groups are configured here: the library and its peer decide what is negotiated",
    )


def test_a_protocol_without_groups_is_judged_by_the_key_exchange_linked_to_it() -> None:
    links = (Link("algorithm", algorithm_id("ECDH-P256"), State.CONFIGURED), _uses("AES-128-GCM"))
    graph = build("estate", [tls("a.py", 1, links=links)])
    assert found(graph, CNSA)["at:a.py#1", "key-establishment"] == "disallowed"


# Scope


def test_a_usage_without_any_rule_is_outside_the_scope_and_counted() -> None:
    graph = build("estate", [code("SHA-1"), code("MD5"), code("CSPRNG"), code("ECDSA-P256")])
    result = assess(graph, [NIST], TODAY)
    assert [v.asset for v in result.verdicts] == ["algorithm:ECDSA-P256"]
    assert [(one.usage, one.assets) for one in result.not_covered] == [
        ("hash", ("algorithm:MD5", "algorithm:SHA-1")),
        ("random", ("algorithm:CSPRNG",)),
    ]


def test_rules_on_qkd_and_preshared_keys_cover_nothing() -> None:
    chosen = policy(rule("test/1", "QKD, PSK", "[]", "key-establishment", "approved"))
    (verdict,) = evaluate(build("e", [code("X25519")]), [chosen], TODAY)
    assert (verdict.asset, verdict.status.value) == ("application:dir:.", "controls-only")


def test_a_policy_without_rules_gives_one_verdict_with_what_it_asks_for() -> None:
    (verdict,) = evaluate(build("e", [code("X25519"), code("MD5")]), [TAIWAN], TODAY)
    assert (verdict.asset, verdict.usage, verdict.status.value) == ("application:dir:.", "any", "controls-only")
    assert verdict.why.endswith("it has 4 milestones and 8 requirements, to be answered with evidence")
    assert (
        verdict.details[1] == "2027 (target): Short term (to 2027): governance structure and inventory method set up."
    )
    assert verdict.details[4] == "asks for direction 1: policy and governance"


def test_two_policies_of_one_name_are_refused() -> None:
    with pytest.raises(PolicyError, match="'nist-ir-8547' is given twice"):
        evaluate(build("e", []), [NIST, NIST], TODAY)


def test_a_timeline_counts_every_status_on_every_day() -> None:
    graph = build("estate", [code("ECDSA-P256"), code("RSA-PSS-2048"), code("ML-DSA-65")])
    days = [date(2036, 1, 1), date(2026, 1, 1), date(2031, 1, 1)]
    counts = [(one.day.year, one.policy, one.status.value, one.count) for one in timeline(graph, [TAIWAN, NIST], days)]
    assert counts == [
        (2026, "nist-ir-8547", "approved", 3),
        (2026, "tw-fsc-pqc-guide", "controls-only", 1),
        (2031, "nist-ir-8547", "approved", 2),
        (2031, "nist-ir-8547", "deprecated", 1),
        (2031, "tw-fsc-pqc-guide", "controls-only", 1),
        (2036, "nist-ir-8547", "approved", 1),
        (2036, "nist-ir-8547", "disallowed", 2),
        (2036, "tw-fsc-pqc-guide", "controls-only", 1),
    ]


# Properties

NAMES = (
    *("RSA", "RSA-1024", "RSA-2560", "RSA-PSS-3072-SHA256", "RSA-PKCS1-2048-SHA1", "RSA-OAEP-4096-SHA256", "EC-P256"),
    *("ECDSA", "ECDSA-secp256k1", "ECDSA-P384-SHA384", "Ed25519", "X25519", "DH-2048", "DSA", "ML-KEM", "ML-KEM-768"),
    *("ML-DSA-65", "SLH-DSA-SHA2-128s", "HSS-LMS", "XMSSMT", "X-Wing", "X25519MLKEM768", "MLDSA44-ECDSA-P256-SHA256"),
    *(
        "sntrup761x25519-sha512",
        "AES",
        "AES-GCM",
        "AES-128-CBC",
        "AES-256-WRAP",
        "Fernet",
        "3DES-CBC",
        "SHA-1",
        "SHA-256",
    ),
    *("MD5", "HMAC-SHA256", "CMAC-AES-128", "PBKDF2-SHA256", "CSPRNG"),
)


def _estate(draw: st.DrawFn) -> list[Finding]:
    states = st.sampled_from([State.USED, State.CONFIGURED, State.AVAILABLE])
    findings = [
        code(name, path, *functions, state=state)
        for name, path, functions, state in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(NAMES),
                    st.sampled_from("ab"),
                    st.sampled_from([(), ("sign",), ("encrypt",)]),
                    states,
                ),
                max_size=8,
            )
        )
    ]
    keys = draw(st.lists(st.tuples(st.sampled_from("klm"), st.sampled_from(["RSA-2048", "EC-P256", None])), max_size=3))
    findings += [private_key(name, algorithm, f"{name}.pem") for name, algorithm in keys]
    issued = draw(st.lists(st.tuples(st.sampled_from("klm"), st.sampled_from(["k", "l", None])), max_size=4))
    findings += [
        certificate(name, "RSA-2048", "RSA-PKCS1-SHA256", issuer=issuer) for name, issuer in issued if name != issuer
    ]
    groups = draw(st.lists(st.sampled_from(["X25519", "X25519MLKEM768", "what"]), max_size=2, unique=True))
    return [*findings, tls("t.py", 1, tuple(groups))]


ESTATES = st.composite(_estate)()
DAYS = st.dates(date(2020, 1, 1), date(2045, 1, 1))


@settings(deadline=None)
@given(ESTATES, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_findings_assets_and_policies_does_not_matter(
    found: list[Finding], day: date, random: object
) -> None:
    graph = build("estate", found)
    expected = evaluate(graph, ALL, day)
    shuffled, chosen = list(found), list(ALL)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(chosen)  # type: ignore[attr-defined]
    other = build("estate", shuffled)
    mixed = Graph(other.root, tuple(reversed(other.assets)), tuple(reversed(other.edges)))
    assert evaluate(mixed, chosen, day) == expected


@settings(deadline=None)
@given(ESTATES, DAYS)
def test_every_judged_asset_has_one_verdict_for_each_policy_and_usage_and_nothing_vanishes(
    found: list[Finding], day: date
) -> None:
    graph = build("estate", found)
    result = assess(graph, ALL, day)
    keys = [(v.policy, v.asset, v.usage) for v in result.verdicts]
    assert len(keys) == len(set(keys))
    silent = {one.asset for one in result.not_judged}
    for chosen in ALL:
        spoken = {v.asset for v in result.verdicts if v.policy == chosen.id}
        outside = {ref for one in result.not_covered if one.policy == chosen.id for ref in one.assets}
        if chosen.judges:
            assert spoken | outside | silent == {asset.ref for asset in graph.assets}
            assert not spoken & silent


@settings(deadline=None)
@given(ESTATES, DAYS)
def test_nothing_changes_between_the_boundaries_of_rules(found: list[Finding], day: date) -> None:
    graph = build("estate", found)
    for chosen in ALL:
        rules = (*chosen.rules, *(goal.rule for goal in chosen.goals))
        ends = {one.until for one in rules if one.until}
        starts = {one.since - timedelta(days=1) for one in rules if one.since}
        last = min((end for end in ends | starts if end >= day), default=date.max)
        assert evaluate(graph, [chosen], last) == evaluate(graph, [chosen], day)


@settings(deadline=None)
@given(ESTATES, DAYS)
def test_until_is_the_last_day_of_a_status_and_next_is_what_follows(found: list[Finding], day: date) -> None:
    graph = build("estate", found)
    for chosen in ALL:
        for verdict in evaluate(graph, [chosen], day):
            if verdict.until is None:
                later = date(2099, 1, 1)
                after = {(v.asset, v.usage): v.status for v in evaluate(graph, [chosen], later)}
                assert after[verdict.asset, verdict.usage] is verdict.status
                continue
            on = {(v.asset, v.usage): v.status for v in evaluate(graph, [chosen], verdict.until)}
            after = {(v.asset, v.usage): v.status for v in evaluate(graph, [chosen], verdict.until + timedelta(days=1))}
            assert on[verdict.asset, verdict.usage] is verdict.status
            assert after[verdict.asset, verdict.usage] is verdict.next is not verdict.status


@settings(deadline=None)
@given(ESTATES, DAYS)
def test_nothing_unknown_is_ever_fine(found: list[Finding], day: date) -> None:
    graph = build("estate", found)
    for verdict in evaluate(graph, ALL, day):
        if verdict.status.value in {"approved", "approved-hybrid-only", "deprecated", "disallowed"}:
            assert verdict.rule is not None
            assert verdict.missing is None
        if verdict.status.value == "unknown":
            assert verdict.missing is not None
        assert verdict.why


@pytest.mark.parametrize(
    ("name", "asset", "mark"),
    [
        ("us-cnsa-2.0", "SecP384r1MLKEM1024", "mixed"),  # the rule is better known than what it says of hybrids
        ("us-cnsa-2.0", "ML-KEM-1024", "seen-secondary"),
        ("au-asd-ism", "SecP384r1MLKEM1024", "mixed"),
        ("au-asd-ism", "ML-KEM-1024", "seen-primary"),
        ("eu-etsi-ts-119-312", "MLDSA65-ECDSA-P256-SHA512", "seen-primary"),
        ("uk-ncsc-pqc", "ML-KEM-768", "seen-secondary"),
        ("uk-ncsc-pqc", "X25519", "mixed"),  # the floor and its end are a reading
        ("uk-ncsc-pqc", "AES-128-GCM", "mixed"),  # from the matrix
        ("fr-anssi-pqc", "ML-KEM-768", "mixed"),  # derived from levels
        ("fr-anssi-pqc", "SLH-DSA-SHA2-192s", "seen-secondary"),
        ("jp-cryptrec-list", "SHA-256", "mixed"),
    ],
)
def test_a_verdict_carries_the_weakest_mark_that_it_rests_on(name: str, asset: str, mark: str) -> None:
    (chosen,) = [one for one in ALL if one.id == name]
    found = evaluate(build("e", [code(asset)]), [chosen], TODAY)
    assert {one.confidence for one in found if one.asset == f"algorithm:{asset}"} == {mark}
