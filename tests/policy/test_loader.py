"""The loader reads one way only, says where and why it refuses, and raises nothing but PolicyError."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import PolicyError
from inventory.plan import parse_context
from inventory.policy import available, distinct, load_policies, parse_policy
from inventory.policy.strict_yaml import MAXIMUM_BYTES, Entries, Scalar, read
from inventory.resources import policies

from .findings import policy, policy_text, rule

REGULATION = policies().joinpath("regulation")
SHIPPED = {name: REGULATION.joinpath(f"{name}.yaml").read_bytes() for name in available(REGULATION)}
ROOT = Path(__file__).parent.parent.parent
CONTEXT = ROOT.joinpath("examples", "clearing-house", "context.yaml").read_bytes()

BEFORE = rule("test/1", "RSA", "[RSA-2048]", "signature", "approved", until="2030-12-31")
AFTER = rule("test/2", "RSA", "[]", "signature", "disallowed", since="2031-01-01")


def refused(text: str | bytes, name: str = "p.yaml") -> str:
    with pytest.raises(PolicyError) as caught:
        read(text.encode() if isinstance(text, str) else text, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\n", "p.yaml:1: anchors are not read: write the value out"),
        ("a: 1\nb: *x\n", "p.yaml:2: aliases are not read: write the value out"),
        ("a: !!str 1\n", "p.yaml:1: tags are not read"),
        ("a: !custom {b: 1}\n", "p.yaml:1: tags are not read"),
        ("a: 1\nb: 2\na: 3\n", "p.yaml:3: the key 'a' is there twice"),
        ("a:\n  b: 1\n  b: 1\n", "p.yaml:3: the key 'b' is there twice"),
        ("1: x\n", "p.yaml:1: a key must be text"),
        ("[a]: x\n", "p.yaml:1: a key must be text"),
        ("<<: {a: 1}\n", "p.yaml:1: '<<' is not text to every reader of YAML: put it in quotes"),
        ("a: 1\n---\nb: 2\n", "p.yaml:2: one document without directives is read"),
        ("%YAML 1.1\n---\na: 1\n", "p.yaml:1: one document without directives is read"),
        ("", "p.yaml:1: the file is empty"),
        ("# nothing\n", "p.yaml:1: the file is empty"),
        ("a:\n", "p.yaml:1: nothing is written here: write null or a value"),
        ("a: [1\n", "p.yaml:2: not readable as YAML: did not find expected ',' or ']'"),
        (b"a: \xff\n", "p.yaml: not UTF-8 at byte 3"),
        ("a: \x00\n", "p.yaml: a character that YAML does not allow"),
        ("[" * 13 + "]" * 13, "p.yaml:1: nested deeper than 12"),
        ("a: [" + "1, " * 20_000 + "]", "p.yaml:1: more than 20000 values"),
        ("#" * (MAXIMUM_BYTES + 1), "p.yaml: 262145 bytes; at most 262144 are read"),
    ],
)
def test_refuses(text: str | bytes, message: str) -> None:
    assert refused(text) == message


@pytest.mark.parametrize(
    "value",
    [
        *("no", "NO", "Yes", "on", "off", "y", "n", "True", "FALSE", "Null", "~", "2030-12-31", "2030-1-1T10:00:00"),
        *("190:20:30", "12:30", "1.5", "1e3", ".inf", ".NaN", "0x1F", "0o17", "017", "1_000", "+5", "=", "0b1"),
        "9999999999999",
    ],
)
def test_refuses_what_other_readers_would_turn_into_something_else(value: str) -> None:
    assert refused(f"a: {value}\n").endswith("put it in quotes")


def test_reads_what_is_plain() -> None:
    node = read(b'a: null\nb: true\nc: -12\nd: NO-1\ne: "no"\nf: 2026-01\ng: >-\n  two\n  lines\n', "p.yaml")
    assert isinstance(node, Entries)
    values = {key: one.value for key, one in node.entries.items() if isinstance(one, Scalar)}
    assert values == {"a": None, "b": True, "c": -12, "d": "NO-1", "e": "no", "f": "2026-01", "g": "two lines"}


def wrong(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text.encode(), "p.yaml")
    return str(caught.value)


def replaced(old: str, new: str) -> str:
    text = policy_text(BEFORE, AFTER)
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (replaced("issuer:", "issuers:"), "p.yaml:4: unknown key 'issuers' in the policy; known: applies_to, binding"),
        (
            replaced("    note:", "    notes:"),
            "p.yaml:28: unknown key 'notes' in rule 1; known: certificates_until, confidence, families",
        ),
        (replaced("source: a test\n", ""), "p.yaml:1: the policy has no 'source'"),
        (replaced("source: a test", "source: null"), "p.yaml:12: source of the policy must name the text"),
        (replaced("    source: a test\n", ""), "p.yaml:21: rule 1 has no 'source'"),
        (replaced("    confidence: recalled\n", ""), "p.yaml:21: rule 1 has no 'confidence'"),
        (
            replaced("    confidence: recalled", "    confidence: sure"),
            "p.yaml:30: confidence of rule 1 is 'sure'; it must",
        ),
        (replaced("level: recalled, ", ""), "p.yaml:15: confidence has no 'level'"),
        (
            replaced("draft: false", "draft: true"),
            "p.yaml:9: draft of the policy does not agree with the status 'guidance'",
        ),
        (
            replaced("status: guidance", "status: rumour"),
            "p.yaml:8: status of the policy is 'rumour'; it must be one of",
        ),
        (replaced("status: approved", "status: fine"), "p.yaml:25: status of rule 1 is 'fine'; it must be one of"),
        (replaced('"2030-12-31"', '"2030-02-30"'), "p.yaml:27: until of rule 1 is '2030-02-30'; a day is written as"),
        (replaced('"2030-12-31"', '"31.12.2030"'), "p.yaml:27: until of rule 1 is '31.12.2030'; a day is written as"),
        (
            replaced("families: [RSA]", "families: [RAS]"),
            "p.yaml:22: families of rule 1 names 'RAS', which is no family",
        ),
        (replaced("families: [RSA]", "families: []"), "p.yaml:22: families of rule 1 must not be empty"),
        (
            replaced("usage: [signature]", "usage: [signing]"),
            "p.yaml:24: usage of rule 1 names 'signing', which is no usage",
        ),
        (
            replaced("[RSA-2048]", "[RSA-20x48]"),
            "p.yaml:23: parameter_sets of rule 1 names 'RSA-20x48', which is no param",
        ),
        (
            replaced("[RSA-2048]", "[P-256]"),
            "p.yaml:23: parameter_sets of rule 1 names 'P-256', which is in none of the",
        ),
        (
            replaced("[RSA-2048]", "[RSA-9..3]"),
            "p.yaml:23: parameter_sets of rule 1 names 'RSA-9..3', which is no param",
        ),
        (
            replaced("[RSA-2048]", "[RSA-900..300]"),
            "p.yaml:23: parameter_sets of rule 1 names the range 'RSA-900..300'",
        ),
        (
            replaced("[RSA-2048]", "[RSA-2048, RSA-2048]"),
            "p.yaml:23: 'RSA-2048' is there twice in parameter_sets of rule 1",
        ),
        (replaced("milestones: []", "milestones: {}"), "p.yaml:18: milestones of the policy must be a list"),
        (replaced("id: test/2", "id: test/1"), "p.yaml:31: id of rule 2 is there twice: 'test/1'"),
        (
            replaced('from: "2031-01-01"', 'from: "2030-12-31"'),
            "p.yaml:31: id of rule 2 is test/2, which overlaps test/1: ",
        ),
        (
            replaced("schema: cryptoagility/policy/1", "schema: x"),
            "p.yaml:1: schema of the policy must be cryptoagility/",
        ),
    ],
)
def test_says_what_is_wrong_and_where(text: str, message: str) -> None:
    assert wrong(text).startswith(message)


def test_a_rule_that_ends_before_it_begins_is_refused() -> None:
    backwards = rule("test/1", "RSA", "[]", "signature", "approved", since="2031-01-01", until="2030-12-31")
    assert wrong(policy_text(backwards)) == "p.yaml:27: until of rule 1 lies before from"


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (("RSA", "[RSA-2048]", "signature"), ("RSA", "[]", "signature"), "RSA-2048 of RSA, for signature"),
        (("RSA", "[RSA-3000..]", "signature"), ("RSA", "[RSA-3072]", "signature"), "RSA-3000.. of RSA, for signature"),
        (
            ("RSA", "[RSA-2000..3072]", "any"),
            ("RSA", "[RSA-3072..]", "signature"),
            "RSA-2000..3072 of RSA, for signature",
        ),
        (("ECDSA", "[EC-250..]", "signature"), ("ECDSA", "[P-256]", "signature"), "EC-250.. of ECDSA, for signature"),
        (("EdDSA", "[EC-250..]", "signature"), ("EdDSA", "[Ed25519]", "any"), "EC-250.. of EdDSA, for signature"),
        (("ECDSA", "[brainpool]", "signature"), ("ECDSA", "[brainpoolP256r1]", "signature"), "brainpool of ECDSA"),
        (("DSA", "null", "signature"), ("DSA", "[]", "signature"), "every set of DSA, for signature"),
        (("ML-KEM, AES", "[]", "any"), ("ML-KEM", "[ML-KEM-768]", "any"), "ML-KEM-768 of ML-KEM, for any"),
    ],
)
def test_overlapping_rules_are_refused(one: tuple[str, str, str], other: tuple[str, str, str], what: str) -> None:
    text = policy_text(rule("test/1", *one, "approved"), rule("test/2", *other, "disallowed"))
    assert wrong(text).startswith(f"p.yaml:31: id of rule 2 is test/2, which overlaps test/1: {what}")
    assert wrong(text).endswith("on every day")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("RSA", "[RSA-2048]", "signature"), ("RSA", "[RSA-3072]", "signature")),
        (("RSA", "[RSA-2048]", "signature"), ("RSA", "[RSA-2048]", "firmware-signing")),
        (("RSA", "[]", "signature"), ("RSASSA-PKCS1-v1_5", "[]", "signature")),
        (("XDH, RSA", "[X25519, RSA-3072]", "key-establishment"), ("RSA", "[RSA-4096]", "key-establishment")),
        (("ECDSA", "[EC-250..]", "signature"), ("ECDSA", "[P-224]", "signature")),
        (("AES", "[AES-ECB]", "symmetric"), ("AES", "[AES-128]", "symmetric")),
        (("LMS", "[]", "signature"), ("HSS", "[]", "signature")),
    ],
)
def test_rules_that_do_not_overlap_are_read(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert len(policy(rule("test/1", *one, "approved"), rule("test/2", *other, "disallowed")).rules) == 2


def test_a_policy_has_the_hash_of_its_bytes() -> None:
    data = SHIPPED["nist-ir-8547"]
    assert parse_policy(data, "x.yaml").sha256 == hashlib.sha256(data).hexdigest()
    assert parse_policy(data + b"# one more line\n", "x.yaml").sha256 != hashlib.sha256(data).hexdigest()


def test_a_policy_as_it_is_read() -> None:
    found = policy(BEFORE)
    assert found.id == "test"
    assert found.rules[0].families == ("RSA",)
    assert found.rules[0].sets == ("RSA-2048",)
    assert (found.rules[0].since, found.rules[0].until) == (None, date(2030, 12, 31))


def test_policies_are_found_by_name_or_file_and_sorted(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(policy_text(BEFORE, id="aaa"), "utf-8")
    found = load_policies(["us-eo-14412", str(own), "nist-ir-8547"], REGULATION)
    assert [one.id for one in found] == ["aaa", "nist-ir-8547", "us-eo-14412"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["nist"], "no policy is called 'nist'; there are au-asd-ism, ca-itsm-40-001-spin, "),
        (["../regulation/nist-ir-8547"], "../regulation/nist-ir-8547: No such file or directory"),
        (["nist-ir-8547", "nist-ir-8547"], "nist-ir-8547.yaml: the policy 'nist-ir-8547' is given twice"),
        (["missing.yaml"], "missing.yaml: No such file or directory"),
    ],
)
def test_names_that_lead_nowhere(names: list[str], message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policies(names, REGULATION)
    assert str(caught.value).startswith(message)


def test_a_file_that_holds_another_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(policy_text(BEFORE, id="other"), "utf-8")
    with pytest.raises(PolicyError, match=r"one.yaml: holds the policy 'other'; the file must have its name"):
        load_policies(["one"], tmp_path)


def test_two_policies_of_one_name_are_refused() -> None:
    with pytest.raises(PolicyError, match="'same' is given twice"):
        distinct([policy(BEFORE, id="same"), policy(AFTER, id="same")])


def test_too_many_rules_are_refused() -> None:
    many = [rule(f"test/{n}", "RSA", f"[RSA-{n}]", "signature", "approved") for n in range(1000, 1401)]
    assert "rules of the policy are 401; at most 400 are read" in wrong(policy_text(*many))


@settings(deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_mutated_policies_raise_only_policy_errors(name: str, data: st.DataObject) -> None:
    with suppress(PolicyError):
        parse_policy(_mutated(SHIPPED[name], data), "p.yaml")


@settings(deadline=None)
@given(st.data())
def test_mutated_contexts_raise_only_policy_errors(data: st.DataObject) -> None:
    with suppress(PolicyError):
        parse_context(_mutated(CONTEXT, data), "context.yaml").system("pki/root.pem")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_raise_only_policy_errors(junk: bytes) -> None:
    with pytest.raises(PolicyError):
        parse_policy(junk, "p.yaml")


_PIECES = st.sampled_from(
    [
        *"'\"#|>%\t\n",
        "null",
        "[]",
        "{}",
        "- ",
        ": ",
        "\n  ",
        "&a ",
        "*a",
        "!!int ",
        "no",
        "EC-1..",
        "[RSA-2048]",
        "---\n",
    ]
)
_LONG = st.sampled_from(
    ['"2030-12-31"', "9" * 5000, "\ud7ff", "\u2028", "\ufeff", "? ", "RSA-99999", "status:", "*" * 30]
)


def _mutated(data: bytes, draw: st.DataObject) -> bytes:
    text = data.decode()
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(text)))
        cut = draw.draw(st.integers(0, 40))
        text = text[:at] + draw.draw(st.one_of(st.just(""), _PIECES, _LONG, st.text(max_size=4))) + text[at + cut :]
    return text.encode("utf-8", "surrogatepass")
