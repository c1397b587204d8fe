"""The questions: what they mean, where they are wrong, and that unknown is never an answer to anything else."""

from __future__ import annotations

import contextlib
import itertools
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.errors import UsageError
from inventory.graph import build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Confidence,
    Finding,
    KeyFacts,
    Kind,
    Location,
    Parameter,
    ProtocolFacts,
    State,
    algorithm_id,
    unknown_algorithm,
)
from inventory.plan import parse_context
from inventory.policy import Status
from inventory.query import FIELDS, Row, ask, parse
from inventory.query.answer import _holds
from inventory.query.fields import Type
from inventory.query.rows import rows

from ..cbom.strategies import findings

CONTEXT = b"""
systems:
  - paths: ["src/pay/**"]
    system: payments
    owner: Payments Team
    data_life_years: 10
    signature_life_years: 10
    exposure: internet
    criticality: critical
  - paths: ["lib/**"]
    system: shared
    owner: null
    data_life_years: 1
    signature_life_years: 1
    exposure: internal
    criticality: normal
"""


def use(name: str, path: str, functions: tuple[str, ...] = (), state: State = State.USED, **more: object) -> Finding:
    place = Location(path, 3, symbol="lib.call")
    return Finding("code", algorithm_id(name), place, name, functions=functions, state=state, **more)  # type: ignore[arg-type]


ESTATE = build(
    "estate",
    [
        use("RSA-2048", "src/pay/sign.py", ("sign",)),
        use("RSA-3072", "src/pay/deep/er/sign.py", ("sign",)),
        use("RSA", "lib/rsa.py", ("keygen",), confidence=Confidence.LIKELY),
        use("ECDSA-P256-SHA256", "lib/ec.py", ("verify",)),
        use("AES-256-GCM", "lib/enc.py", ("encrypt",), State.CONFIGURED),
        use("AES-GCM", "other/enc.py", ("encrypt",)),
        use("ML-DSA-65", "src/pay/pq.py", ("sign",)),
        Finding("code", unknown_algorithm("hash", "x.new"), Location("lib/h.py", 9), None, "hash", reason="a variable"),
        Finding(
            "x509",
            AssetId(Kind.CERTIFICATE, "sha256:" + "c" * 64),
            Location("pki/leaf.pem"),
            "EC-P256",
            facts=CertificateFacts(
                subject="CN=leaf, O=Bank", not_after="2031-06-30T12:00:00Z", signature_algorithm="RSA-PKCS1-SHA256"
            ),
        ),
        Finding(
            "k", AssetId(Kind.PUBLIC_KEY, "spki-sha256:1"), Location("pki/k.pub"), "RSA-2048", facts=KeyFacts(size=2048)
        ),
        Finding(
            "m",
            AssetId(Kind.APPLICATION, "dir:src/pay"),
            Location("src/pay/setup.py"),
            parameters=(Parameter("name", "pay", "file"),),
        ),
        Finding(
            "code",
            AssetId(Kind.PROTOCOL, "tls:client"),
            Location("lib/t.py"),
            facts=ProtocolFacts("tls", "client", None, "TLSv1.2", None, (), ("X25519", "secp256r1")),
        ),
    ],
)
STATUSES = {
    "algorithm:RSA-2048": (Status.DISALLOWED, Status.DEPRECATED),
    "algorithm:AES-256-GCM": (Status.APPROVED,),
    "algorithm:AES-GCM": (Status.UNKNOWN,),
}


def table() -> list[Row]:
    context = parse_context(CONTEXT, "context.yaml")
    found = rows(ESTATE, (), context)
    return [Row(r.asset, r.states, r.applications, STATUSES.get(r.asset.ref, ()), r.systems) for r in found]


ROWS = table()


def names(question: str) -> tuple[list[str], int]:
    answer = ask(parse(question, ("--policy", "--context")), ROWS)
    return [row.asset.ref.split(":", 1)[1].removeprefix("dir:")[:24] for row in answer.rows], len(answer.unknown)


@pytest.mark.parametrize(
    ("question", "expected", "unknown"),
    [
        ("kind = algorithm and size = 2048", ["RSA-2048"], 3),  # RSA, AES-GCM, the unknown hash
        ("size < 3072 and size >= 2048 and family = RSA", ["RSA-2048", "spki-sha256:1"], 2),
        ("algorithm = rsa-2048", ["RSA-2048", "spki-sha256:1"], 1),
        ("algorithm = RSA-2048 and kind != public-key", ["RSA-2048"], 1),
        ("family in (ML-DSA, ECDSA)", ["ECDSA-P256-SHA256", "ML-DSA-65"], 1),
        ("family ~ 'ecd*'", ["ECDSA-P256-SHA256"], 1),
        (
            "primitive = hash",
            ["SHA-256", "unknown:hash:x.new"],
            6,
        ),  # of plain RSA and EC the primitive depends on its use
        ("curve = p256 and kind = algorithm", ["EC-P256", "ECDSA-P256-SHA256"], 1),
        ("size = unknown", ["AES-GCM", "RSA", "unknown:hash:x.new"], 0),
        ("algorithm = unknown", ["unknown:hash:x.new"], 0),
        ("strength >= 128 and function = sign", ["ML-DSA-65", "RSA-3072"], 1),
        ("quantum = broken and function in (sign, keygen)", ["RSA", "RSA-2048", "RSA-3072"], 1),
        ("quantum > broken and kind = algorithm and path = none", ["SHA-256"], 0),
        ("quantum-level = 3", ["ML-DSA-65"], 2),
        ("path ~ 'src/pay/*' and kind = algorithm", ["ML-DSA-65", "RSA-2048"], 0),
        ("path ~ src/**/sign.py", ["RSA-2048", "RSA-3072"], 0),
        ("path ~ 'LIB/?c.py'", ["ECDSA-P256-SHA256"], 0),
        ("state = configured and function = encrypt", ["AES-256-GCM"], 0),
        ("confidence < certain", ["RSA"], 0),
        ("application = pay and family = RSA", ["RSA-2048", "RSA-3072"], 0),
        ("application = src/pay and not family = RSA", ["ML-DSA-65"], 0),
        ("not-after <= 2031-06-30", ["sha256:cccccccccccccccccc"[:24]], 0),
        ("not-after < 2031-06-30", [], 0),
        ("subject ~ '*o=bank'", ["sha256:ccccccccccccccccc"], 0),
        ("group = x25519 and minimum-version = TLSv1.2", ["tls:client"], 0),
        ("status = disallowed", ["RSA-2048"], 1),
        ("status != disallowed and kind = algorithm and function = encrypt", ["AES-256-GCM"], 2),
        ("status >= deprecated", ["RSA-2048"], 1),
        ("status = unknown", ["AES-GCM"], 0),
        ("owner = 'Payments Team' and function = sign", ["ML-DSA-65", "RSA-2048", "RSA-3072"], 1),
        ("owner = unknown and system = shared and kind = protocol", ["tls:client"], 0),
        ("exposure >= partner and size < 3072", ["RSA-2048"], 2),
        ("size = 3072 or family = ML-DSA", ["ML-DSA-65", "RSA-3072"], 3),
        ("(kind = protocol or kind = certificate) and not (subject = none)", ["sha256:ccccccccccccccccc"], 0),
    ],
)
def test_what_a_question_means(question: str, expected: list[str], unknown: int) -> None:
    found, left_out = names(question)
    assert [one[:12] for one in found] == [one[:12] for one in expected]
    assert left_out == unknown


def test_an_unknown_size_answers_no_question_but_that_one() -> None:
    for question in ("size = 2048", "size != 2048", "size < 1", "size > 1", "not size = 2048", "not size != 2048"):
        found, _ = names(f"ref = 'algorithm:RSA' and {question}")
        assert found == [], question
        assert names(f"ref = 'algorithm:RSA' and {question}")[1] == 1, question
    assert names("ref = 'algorithm:RSA' and (size = unknown or size = 2048)") == (["RSA"], 0)
    assert names("ref = 'algorithm:RSA' and size != unknown") == ([], 0)
    assert names("ref = 'algorithm:RSA' and size = (2048, unknown)") == (["RSA"], 0)
    # What is false whatever the size is, is no question of the size.
    assert names("ref = 'algorithm:RSA' and size = 2048 and kind = protocol") == ([], 0)


@pytest.mark.parametrize(
    ("question", "column", "why"),
    [
        ("", 1, "expected a field"),
        ("size", 5, "expected = != <"),
        ("size =", 7, "expected a value"),
        ("sizes = 2", 1, "no field is called 'sizes'"),
        ("size = big", 8, "expected a number"),
        ("size = -1", 8, "expected a number"),
        ("size = 99999999999", 8, "expected a number"),
        ("family < RSA", 8, "family has no order"),
        ("size ~ 20*", 6, "size has no patterns"),
        ("size < unknown", 8, "unknown is only asked for"),
        ("not-after < 2031", 13, "expected a day"),
        ("not-after < 2031-02-30", 13, "expected a day"),
        ("quantum = terrible", 11, "expected one of broken, weakened, safe"),
        ("algorithm = no-such-thing", 13, "no algorithm or family"),
        ("(size = 1", 1, "not closed"),
        ("size = 1)", 9, "expected and, or"),
        ("size = 1 kind = x", 10, "expected and, or"),
        ("size = (1, 2", 13, "expected , or )"),
        ("size = ()", 9, "expected a value"),
        ("size in 1", 9, "expected ( after in"),
        ("name = 'a", 8, "no closing '"),
        ("name == a", 7, "expected a value"),
        ("name ! a", 6, "'!' is no operator"),
        ("and size = 1", 1, "expected a field"),
        ("not", 4, "expected a field"),
        ("owner = a", 1, "owner needs the option --context"),
        ("status = approved", 1, "status needs the option --policy"),
        ("size = 1 and " + "(" * 100, 79, "nested deeper than 64"),
        ("not " * 100, 261, "nested deeper than 64"),
        ("name = " + "a" * 5000, 4097, "longer than the limit"),
        ("size in (" + "1," * 1001 + "1)", 9, "more than 1,000 values"),
    ],
)
def test_what_is_wrong_and_where(question: str, column: int, why: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(question)
    assert f"the question, character {column}: " in str(error.value)
    assert why in str(error.value)


@given(st.text("()=<>!~,\"' \\andorti sze12*unkw-", max_size=60))
def test_whatever_is_asked_there_is_an_answer_or_one_error(question: str) -> None:
    with contextlib.suppress(UsageError):
        ask(parse(question, ("--policy", "--context")), ROWS)


def test_quotes_escape_and_make_words_plain() -> None:
    assert names(r"name = 'it\'s'") == ([], 0)
    assert names("name = 'unknown'") == ([], 0)
    assert names('kind = "protocol"') == (["tls:client"], 0)


def test_logic_of_three_values() -> None:
    """and, or and not as Kleene has them, over every pair."""
    values = {True: "kind = algorithm", False: "kind = protocol", None: "size = 2048"}
    (row,) = [row for row in ROWS if row.asset.ref == "algorithm:RSA"]
    order = {False: 0, None: 1, True: 2}
    for (one, left), (two, right) in itertools.product(values.items(), values.items()):
        assert _holds(parse(f"{left} and {right}"), row, {}) == min(one, two, key=order.__getitem__)
        assert _holds(parse(f"{left} or {right}"), row, {}) == max(one, two, key=order.__getitem__)
        assert _holds(parse(f"not {left}"), row, {}) == (None if one is None else not one)


def test_a_hostile_pattern_takes_no_time() -> None:
    began = time.perf_counter()
    row = [Row(build("x", [use("SHA-1", "a" * 5000 + "b")]).by_ref()["algorithm:SHA-1"])]
    assert ask(parse("path ~ '" + "*a" * 40 + "c'"), row).rows == ()
    assert time.perf_counter() - began < 20  # an engine that backtracks would not end in a lifetime


def test_every_field_has_a_meaning_and_an_answer_for_every_asset() -> None:
    for name, field in FIELDS.items():
        assert field.meaning, name
        for row in ROWS:
            value = field.value(row)
            assert all(isinstance(one, str | int) for one in value.known), name
            assert not field.order or set(value.known) <= set(field.order), name


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(findings(), max_size=8))
def test_whatever_is_found_every_field_has_values_of_its_type(found: list[Finding]) -> None:
    context = parse_context(CONTEXT, "context.yaml")
    for row in rows(build("x", found), (), context):
        for name, field in FIELDS.items():
            value = field.value(row)
            wanted = int if field.type is Type.NUMBER else str
            assert all(type(one) is wanted for one in value.known), name
            assert not field.order or set(value.known) <= set(field.order), name
            if field.type is Type.DAY:
                assert all(date.fromisoformat(str(one)) for one in value.known), name


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2031-06-30T23:30:00-05:00", "2031-07-01"),
        ("2031-06-30T12:00:00Z", "2031-06-30"),
        ("2031-06-30", "2031-06-30"),
        ("soon", None),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_days_are_those_of_utc_and_what_is_none_is_unknown(moment: str, day: str | None) -> None:
    facts = CertificateFacts(not_after=moment)
    (row,) = rows(build("x", [Finding("x", AssetId(Kind.CERTIFICATE, "1"), Location("a"), facts=facts, reason="?")]))
    value = FIELDS["not-after"].value(row)
    assert (value.known, value.unknown) == (((day,), False) if day else ((), True))


def test_a_name_that_the_table_does_not_have_is_unknown_in_all_but_its_name() -> None:
    (asset,) = [one for one in ESTATE.assets if one.ref == "algorithm:RSA"]
    row = Row(replace(asset, algorithm="ROT13", functions=()))
    for name in ("family", "size", "curve", "mode", "hash", "strength", "quantum", "quantum-level"):
        assert FIELDS[name].value(row).known == (), name
        assert FIELDS[name].value(row).unknown, name
    assert FIELDS["algorithm"].value(row).known == ("ROT13",)
    assert len(ask(parse("size < 3 or strength > 1"), [row]).unknown) == 1


def test_the_documentation_lists_every_field() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands" / "query.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    assert listed == [
        (name, one.meaning + (f"; needs `{one.needs}`" if one.needs else "")) for name, one in FIELDS.items()
    ]
