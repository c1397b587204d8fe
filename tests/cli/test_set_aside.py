"""Comments that excuse and baselines, as people use them: scan, check, report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import run

JUDGE = ("--policy", "us-cnsa-2.0", "--as-of", "2027-01-01")
SOURCE = """import hashlib
x = hashlib.md5(b"")  # cryptoagility: ignore[MD5] until={until} reason="checksum of a public file"
"""


def checked(folder: Path, source: str, *options: str) -> tuple[int, str]:
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "a.py").write_text(source)
    assert run(folder, "scan", "src", "-o", "c.json").code == 0
    done = run(folder, "check", "c.json", *JUDGE, *options)
    return done.code, done.out


def test_an_excuse_is_listed_with_its_reason(tmp_path: Path) -> None:
    code, out = checked(tmp_path, SOURCE.format(until="2027-01-01"))
    assert code == 0
    assert "disallowed (suppressed)  MD5" in out
    assert (
        "suppressed by comments: 1 verdict that would decide, 1 place:\n"
        "  a.py:2 algorithm:MD5 until 2027-01-01: checksum of a public file\n"
    ) in out
    assert run(tmp_path, "check", "c.json", *JUDGE, "--no-suppressions", "--summary").code == 4
    assert "1 finding" in run(tmp_path, "scan", "src", "-o", "d.json").err
    run(tmp_path, "report", "c.json", *JUDGE, "-o", "r.md")
    assert "- excused by a comment: 1 × checksum of a public file (until 2027-01-01) (a.py:2)" in (
        tmp_path / "r.md"
    ).read_text().replace("\\", "")
    run(tmp_path, "report", "c.json", *JUDGE, "-o", "r.html")
    assert "checksum of a public file (until 2027-01-01)" in (tmp_path / "r.html").read_text()


def test_one_that_has_expired_counts_again_and_is_said(tmp_path: Path) -> None:
    code, out = checked(tmp_path, SOURCE.format(until="2026-12-31"))
    assert code == 4
    assert "suppressions that have expired and excuse nothing: 1 place:\n  a.py:2 algorithm:MD5 until 2026-12-31" in out


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SOURCE.replace(" until={until}", ""), "a.py:2: this ignore excuses nothing: it has no until"),
        (SOURCE.format(until="2027-01-01").replace("[MD5]", "[SHA-1]"), "a.py:2: this ignore hides nothing: no sha-1"),
    ],
)
def test_one_that_is_wrong_is_said_and_nothing_else_is_called_unread(tmp_path: Path, source: str, said: str) -> None:
    code, out = checked(tmp_path, source, "--summary")
    assert code == 4
    assert said in out
    assert "not read" not in out
    assert run(tmp_path, "scan", "src", "-o", "c.json", "--strict").code == 3


def test_the_baseline_of_yesterday(tmp_path: Path) -> None:
    old = "import hashlib\nx = hashlib.md5(b'')\n"
    assert checked(tmp_path, old)[0] == 4
    (tmp_path / "c.json").rename(tmp_path / "old.json")
    run(tmp_path, "check", "old.json", *JUDGE, "--format", "json", "-o", "old-answer.json")
    for baseline in ("old.json", "old-answer.json"):
        code, out = checked(tmp_path, f"# a comment\n{old}", "--baseline", baseline)
        assert code == 0
        assert "disallowed (in the baseline)  MD5" in out
        assert "against the baseline: 1 known, 0 new, 0 no more" in out
        code, out = checked(tmp_path, f"{old}y = hashlib.sha1(b'')\n", "--baseline", baseline)
        assert code == 4
        assert "  new: disallowed algorithm:SHA-1 (hash, us-cnsa-2.0): not in the baseline\n" in out
        code, out = checked(tmp_path, "import hashlib\nx = hashlib.sha384(b'')\n", "--baseline", baseline)
        assert code == 0
        assert "  no more: algorithm:MD5 (hash, us-cnsa-2.0)\n" in out


def test_a_baseline_that_is_none_is_one_line(tmp_path: Path) -> None:
    checked(tmp_path, "import hashlib\nx = hashlib.md5(b'')\n")
    (tmp_path / "wrong.json").write_text(json.dumps({"verdicts": []}))
    done = run(tmp_path, "check", "c.json", *JUDGE, "--baseline", "wrong.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "cannot use the baseline 'wrong.json'" in done.err


def test_what_was_not_read_before_either_is_said_and_does_not_decide(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.rs").write_text("fn main() {}\n")
    source = "import hashlib\nx = hashlib.sha384(b'')\n"
    assert checked(tmp_path, source)[0] == 3
    (tmp_path / "c.json").rename(tmp_path / "old.json")
    code, out = checked(tmp_path, source, "--baseline", "old.json")
    assert code == 0
    assert "what was not read was not read for the baseline either" in out
    (tmp_path / "src" / "b.rs").write_text("fn other() {}\n")
    code, out = checked(tmp_path, source, "--baseline", "old.json")
    assert code == 3
    assert "the answer is incomplete" in out
