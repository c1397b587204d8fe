"""Comments that excuse a finding: what they need, what they are about, and that nothing is excused by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.cbom import read, write
from inventory.detectors import DETECTORS
from inventory.examine import Examiner
from inventory.graph import build
from inventory.model import (
    AssetId,
    Finding,
    KeyFacts,
    Kind,
    Location,
    Problem,
    ProtocolFacts,
    Suppression,
    algorithm_id,
    unknown_algorithm,
)
from inventory.scanner import Options, scan
from inventory.sources.files import Limits
from inventory.suppressions import excused

GOOD = 'cryptoagility: ignore[RSA-2048] until=2027-03-31 reason="no other key"'
EXCUSE = Suppression("no other key", "2027-03-31")


def use(name: str | None, line: int | None, path: str = "a.py") -> Finding:
    if name is None:
        return Finding("code", unknown_algorithm("hash", "x"), Location(path, line), None, "hash", reason="?")
    return Finding("code", algorithm_id(name), Location(path, line), name)


def hidden(text: str, *found: Finding) -> tuple[list[bool], list[tuple[int | None, str]]]:
    marked, problems = excused("a.py", text.encode(), found)
    assert [one.asset for one in marked] == [one.asset for one in found]
    return [one.suppression is not None for one in marked], [(one.line, one.reason) for one in problems]


@pytest.mark.parametrize(
    "comment",
    [
        f"# {GOOD}",
        f"// {GOOD}",
        f"//{GOOD}",
        f"/* {GOOD} */",
        f"/*{GOOD}*/ more",
        f"<!-- {GOOD} -->",
        f"; {GOOD}",
        f"-- {GOOD}",
        f"#\t{GOOD}\r",
        GOOD.replace("cryptoagility: ", "# cryptoagility:   "),
        "# cryptoagility: ignore[ SHA-1 , rsa-2048 ] reason='no other key' until=\"2027-03-31\"",
        "# cryptoagility: ignore[RSA] until=2027-03-31 reason='no other key'",
        "# cryptoagility: ignore[algorithm] until=2027-03-31 reason='no other key'",
    ],
)
def test_in_any_comment_on_the_line_and_above_it(comment: str) -> None:
    marked, problems = excused("a.py", f"x\nkey = new() {comment}\n".encode(), [use("RSA-2048", 2)])
    assert ([one.suppression for one in marked], problems) == ([EXCUSE], [])
    assert hidden(f"x\n  {comment}\nkey = new()\n", use("RSA-2048", 3)) == ([True], [])


def test_it_is_about_one_line_only() -> None:
    text = f"# {GOOD}\na\nb  # {GOOD}\nc\n"
    found = [use("RSA-2048", line) for line in (1, 2, 3, 4)]
    assert hidden(text, *found) == ([False, True, True, False], [])
    stacked = f"# {GOOD}\n# {GOOD.replace('RSA-2048', 'SHA-1')}\ncode\n"
    assert hidden(stacked, use("RSA-2048", 3), use("SHA-1", 3)) == ([True, True], [])


def test_only_what_it_names() -> None:
    found = [use("RSA-2048", 1), use("RSA-3072", 1), use("SHA-1", 1), use(None, 1), use("RSA-2048", None)]
    assert hidden(f"x # {GOOD}", *found)[0] == [True, False, False, False, False]
    assert hidden(f"x # {GOOD.replace('RSA-2048', 'unknown')}", *found)[0] == [False, False, False, True, False]
    other = use("RSA-2048", 1, "a.py!inside")
    assert hidden(f"x # {GOOD}", other)[0] == [False]
    key = Finding("k", AssetId(Kind.PRIVATE_KEY, "1"), Location("a.py", 1), "RSA-2048", facts=KeyFacts())
    assert hidden(f"x # {GOOD.replace('RSA-2048', 'private-key')}", key)[0] == [True]
    tls = Finding("c", AssetId(Kind.PROTOCOL, "tls"), Location("a.py", 1), facts=ProtocolFacts("tls"))
    assert hidden(f"x # {GOOD.replace('RSA-2048', 'TLS')}", tls)[0] == [True]


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        ("ignore", "it names nothing in brackets"),
        ("ignore until=2027-03-31 reason='x'", "it names nothing in brackets"),
        ("ignore[] until=2027-03-31 reason='x'", "it names nothing in brackets"),
        ("ignore[RSA-2048,] until=2027-03-31 reason='x'", "it names nothing in brackets"),
        ("ignore[RSA-2048] until=2027-03-31", "it gives no reason"),
        ("ignore[RSA-2048] until=2027-03-31 reason=''", "it gives no reason"),
        ("ignore[RSA-2048] until=2027-03-31 reason='  '", "it gives no reason"),
        ("ignore[RSA-2048] reason='x'", "it has no until"),
        ("ignore[RSA-2048] until=soon reason='x'", "until is not a day"),
        ("ignore[RSA-2048] until=2027-02-30 reason='x'", "until is not a day"),
        ("ignore[RSA-2048] until=20270331 reason='x'", "until is not a day"),
        ("ignore[RSA-2048] until=2027-03-31 reason=two words", "what stands behind the names"),
        ("ignore[RSA-2048] until=2027-03-31 reason='open", "what stands behind the names"),
        ("ignore[RSA-2048] until=2027-03-31 reason='x' owner=me", "each once, and nothing else"),
        ("ignore[RSA-2048] until=2027-03-31 until=2037-03-31 reason='x'", "each once, and nothing else"),
    ],
)
def test_without_names_reason_and_day_it_excuses_nothing_and_is_a_problem(comment: str, why: str) -> None:
    flags, problems = hidden(f"a\nb # cryptoagility: {comment}\n", use("RSA-2048", 2))
    assert flags == [False]
    ((line, reason),) = problems
    assert line == 2
    assert why in reason
    assert "write: cryptoagility: ignore[" in reason


def test_one_that_hides_nothing_is_said() -> None:
    assert hidden(f"a\n# {GOOD}\nb\n", use("SHA-1", 3)) == (
        [False],
        [(2, "this ignore hides nothing: no rsa-2048 is found on line 3; take it out")],
    )


def test_of_two_the_one_that_ends_first_counts() -> None:
    later = GOOD.replace("2027", "2031")
    marked, problems = excused("a.py", f"# {later}\nx # {GOOD}\n".encode(), [use("RSA-2048", 2)])
    assert [one.suppression for one in marked] == [EXCUSE]
    assert problems == []


def test_what_the_comment_says_is_fit_to_be_shown() -> None:
    text = "x # " + GOOD.replace("other", "o\u202ether")
    marked, _ = excused("a.py", text.encode(), [use("RSA-2048", 1)])
    assert marked[0].suppression is not None
    assert "\u202e" not in marked[0].suppression.reason


@pytest.mark.parametrize(
    "text", ["print('cryptoagility: ignore')", '{"name": "cryptoagility:edge"}', "cryptoagility: ignore[a]"]
)
def test_what_is_no_comment_says_nothing(text: str) -> None:
    assert hidden(text, use("RSA-2048", 1)) == ([False], [])


def test_a_hostile_file_takes_no_time_and_has_a_limit() -> None:
    flags, problems = hidden(f"# {GOOD}\n" * 20_000 + "x\n", use("RSA-2048", 20_001))
    assert flags == [False]
    assert problems[-1][0] is not None
    assert any("more than 10,000 ignores" in reason for _, reason in problems)
    hidden("# cryptoagility: ignore[" + "[" * 100_000, use("RSA-2048", 1))
    hidden("# cryptoagility: ignore[a]" + " until=1" * 50_000, use("RSA-2048", 1))


@given(st.binary(max_size=200), st.text("ignore[]RSA-2048 until=reason\"'\n#/*<>-", max_size=120))
def test_whatever_stands_there_it_is_an_answer(data: bytes, text: str) -> None:
    for one in (data, b"# cryptoagility: ignore" + data, f"x # cryptoagility: ignore{text}".encode()):
        marked, problems = excused("a.py", one, [use("RSA-2048", 1)])
        assert len(marked) == 1
        assert all(isinstance(problem, Problem) for problem in problems)


SOURCE = f"""import hashlib
from cryptography.hazmat.primitives.asymmetric import rsa
key = rsa.generate_private_key(65537, 2048)  # {GOOD}
other = rsa.generate_private_key(65537, 2048)
# cryptoagility: ignore[MD5] until=2020-01-01 reason="old"
digest = hashlib.md5(b"")
"""


def test_identity_and_everything_else_stays_as_without_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.py").write_text(SOURCE)
    (tmp_path / "b.py").write_text(SOURCE)  # the same bytes: found once, excused twice
    found = scan((tmp_path,), DETECTORS, Options(jobs=1))
    graph = build("x", found.findings, found.problems, found.coverage)
    text = write(graph, version="1")
    assert read(text).assets == graph.assets
    plain = {asset.ref for asset in graph.assets}
    assert {"algorithm:RSA-2048", "algorithm:MD5"} <= plain
    places = {
        (one.location.path, one.location.line): one.suppression
        for one in graph.by_ref()["algorithm:RSA-2048"].occurrences
    }
    assert places == {("a.py", 3): EXCUSE, ("a.py", 4): None, ("b.py", 3): EXCUSE, ("b.py", 4): None}
    assert (
        '"cryptoagility:suppressed",\n"value":"{\\"reason\\":\\"no other key\\",\\"until\\":\\"2027-03-31\\"}"' in text
    )
    (tmp_path / "a.py").write_text("\n".join(line.partition("  # ")[0] for line in SOURCE.splitlines()) + "\n")
    (tmp_path / "b.py").unlink()
    bare = scan((tmp_path,), DETECTORS, Options(jobs=1))
    assert {asset.ref for asset in build("x", bare.findings).assets} == plain


def test_utf_16_and_marks_do_not_shift_lines(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for codec in ("utf-8-sig", "utf-16"):
        (tmp_path / "a.py").write_text(SOURCE, codec)
        found = scan((tmp_path,), DETECTORS, Options(jobs=1)).findings
        assert [one.location.line for one in found if one.suppression] == [3, 6], codec
    assert Examiner(DETECTORS, Limits())


@pytest.mark.parametrize(
    "said", ['{"reason": "", "until": "2027-01-01"}', '{"reason": "x"}', '{"reason": "x", "until": "soon"}', "1"]
)
def test_a_cbom_cannot_excuse_without_reason_and_day(said: str) -> None:
    graph = build("x", [Finding("code", algorithm_id("SHA-1"), Location("a"), "SHA-1", suppression=EXCUSE)])
    text = write(graph, version="1").replace(
        '{\\"reason\\":\\"no other key\\",\\"until\\":\\"2027-03-31\\"}', said.replace('"', '\\"')
    )
    (one,) = read(text).by_ref()["algorithm:SHA-1"].occurrences
    assert one.suppression is None
