"""Closed suites: what no rule names has the status of ``otherwise``, from its day, but for the exceptions."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.errors import PolicyError
from inventory.graph import build
from inventory.policy import evaluate, parse_policy
from tests.policy.findings import code, policy_text, rule

OTHERWISE = """\
otherwise:
  status: disallowed
  usage: [hash, symmetric]
  except: [SHA-3]
  from: "2028-01-01"
  until: null
  note: Not in the suite. Nothing else is.
  confidence: mixed
  source: the text
"""


def closed(change: tuple[str, str] = ("", "")) -> bytes:
    rules = rule("test/1", "SHA-2", "[SHA-384]", "hash", "approved")
    return policy_text(rules).replace("rules:\n", OTHERWISE.replace(*change) + "rules:\n", 1).encode()


@pytest.mark.parametrize(
    ("name", "usage", "before", "after"),
    [
        ("SHA-384", "hash", "approved", "approved"),
        ("SHA-256", "hash", "unknown", "disallowed"),
        ("MD5", "hash", "unknown", "disallowed"),
        ("SHA3-256", "hash", "unknown", "unknown"),
        ("RC4", "symmetric", "unknown", "disallowed"),
    ],
)
def test_what_no_rule_names(name: str, usage: str, before: str, after: str) -> None:
    chosen = parse_policy(closed(), "p.yaml")
    graph = build("e", [code(name)])
    found = []
    for day in (date(2027, 12, 31), date(2028, 1, 1)):
        (verdict,) = evaluate(graph, [chosen], day)
        assert verdict.usage == usage
        found.append(verdict.status.value)
    assert found == [before, after]


def test_the_verdict_says_who_said_it_and_when_it_comes() -> None:
    chosen = parse_policy(closed(), "p.yaml")
    (verdict,) = evaluate(build("e", [code("MD5")]), [chosen], date(2028, 1, 1))
    assert (verdict.rule, verdict.source, verdict.confidence) == ("test/otherwise", "the text", "mixed")
    assert "Not in the suite. Nothing else is" in verdict.why
    (early,) = evaluate(build("e", [code("MD5")]), [chosen], date(2027, 1, 1))
    assert (early.until, early.next, early.next_rule) == (date(2027, 12, 31), "disallowed", "test/otherwise")


def test_a_usage_that_it_does_not_name_stays_outside() -> None:
    chosen = parse_policy(closed(), "p.yaml")
    assert evaluate(build("e", [code("HMAC-SHA256")]), [chosen], date(2036, 1, 1)) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("status: disallowed", "status: approved"), "status of otherwise is 'approved'; it must be one of"),
        (("[hash, symmetric]", "[]"), "usage of otherwise must not be empty"),
        (("[hash, symmetric]", "[any]"), "usage of otherwise names 'any', which is no usage of its own"),
        (("[SHA-3]", "[ROT13]"), "except of otherwise names 'ROT13', which is no family"),
        (("until: null", 'until: "2027-01-01"'), "until of otherwise lies before from"),
        (("  confidence: mixed\n", ""), "otherwise has no 'confidence'"),
        (("  note:", "  notes:"), "unknown key 'notes' in otherwise"),
    ],
)
def test_a_statement_that_is_wrong_is_refused(change: tuple[str, str], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(closed(change), "p.yaml")
    assert said in str(caught.value)
