"""`audit`: 0 is as it was written, 5 is not, 2 could not be looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cryptoagility.settlement.audit import AuditLog
from tests.cli.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    with AuditLog(tmp_path / "audit.log", clock=lambda: 1_800_000_000.0) as log:
        log.append("accepted", {"mid": "BMI-1"})
        log.append("refused", {"reason": "the signature is wrong\x1b[31m"})
    return made


def test_what_is_right(desk: Desk) -> None:
    done = desk.run("audit", "verify", "audit.log")
    assert (done.code, done.out) == (0, "audit.log: as it was written: 3 entries, 0 checkpoints verified\n")
    assert "show only against a seal" in done.err
    facts = json.loads(desk.run("audit", "verify", "audit.log", "--json").out)
    assert (facts["schema"], facts["right"], facts["entries"], facts["wrong"]) == (
        "cryptoagility/audit-verify/1",
        True,
        3,
        None,
    )


def test_what_was_changed_is_named(desk: Desk) -> None:
    lines = (desk.home / "audit.log").read_bytes().splitlines(keepends=True)
    desk.write("audit.log", b"".join([lines[0], lines[1].replace(b"BMI-1", b"BMI-2"), lines[2]]))
    done = desk.run("audit", "verify", "audit.log")
    assert (done.code, done.out.startswith("audit.log: entry 1: it or entry 2, which is the last, was changed")) == (
        5,
        True,
    )
    assert json.loads(desk.run("audit", "verify", "audit.log", "--json").out)["wrong"] == 1
    done = desk.run("audit", "show", "audit.log")
    assert (done.code, "BMI-2" in done.out, "what follows is not shown" in done.err) == (5, True, True)


def test_a_seal_from_elsewhere_knows_what_was_cut_off(desk: Desk) -> None:
    desk.good("keys", "new", "auditor", "--algorithm", "ML-DSA-65")
    desk.good("keys", "export", "auditor", "-o", "auditor.pub")
    desk.good("audit", "seal", "audit.log", "auditor", "-o", "seal")
    done = desk.run("audit", "verify", "audit.log", "--seal", "seal", "--public", "auditor.pub")
    assert done.code == 0
    assert done.out == ("audit.log: as it was written: 4 entries, 1 checkpoint verified, a seal vouches for 3\n")
    assert done.err == ""
    lines = (desk.home / "audit.log").read_bytes().splitlines(keepends=True)
    desk.write("audit.log", b"".join(lines[:2]))
    assert desk.run("audit", "verify", "audit.log").code == 0
    done = desk.run("audit", "verify", "audit.log", "--seal", "seal", "--public", "auditor.pub")
    assert (done.code, "a seal vouches for 3 entries and there are 2" in done.out) == (5, True)


def test_what_is_shown(desk: Desk) -> None:
    done = desk.run("audit", "show", "audit.log")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["entry", "0", "1", "2"]
    assert "2027-01-15 08:00:00Z" in done.out
    assert "\x1b" not in done.out
    lines = desk.run("audit", "show", "audit.log", "--kind", "refused", "--json").out.splitlines()
    assert [json.loads(line)["n"] for line in lines] == [2]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("verify", "nowhere.log"), 2),
        (("verify", "pass"), 5),
        (("verify", "audit.log", "--seal", "pass"), 2),
        (("verify", "audit.log", "--seal", "nowhere"), 2),
        (("verify", "audit.log", "--public", "pass"), 2),
        (("show", "nowhere.log"), 2),
        (("show", "pass"), 5),
        (("seal", "nowhere.log", "auditor"), 2),
        (("seal", "audit.log", "nobody"), 2),
        (("turn",), 2),
    ],
)
def test_what_cannot_be_looked_at(desk: Desk, arguments: tuple[str, ...], code: int) -> None:
    done = desk.run("audit", *arguments)
    assert done.code == code
    assert not (desk.home / "nowhere.log").exists()
