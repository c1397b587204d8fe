"""`check`: what was not read makes the answer incomplete; tables are one line a row in files and fit terminals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.cbom import write
from inventory.graph import build
from inventory.model import Coverage, Finding, Location, Problem, Skipped, algorithm_id
from tests.cli.running import Done, algorithm, bom, run

SAFE = Finding("test", algorithm_id("ML-KEM-768"), Location("app.py", 3), "ML-KEM-768")
BROKEN = Finding("test", algorithm_id("X25519"), Location("app.py", 4), "X25519")
ALL_READ = Coverage(files=2, read=2)
PROBLEM = Problem("bad.pem", "x509", "cut off")
GO = Skipped("source code in Go: no rules for it yet", 7, ("main.go",))
EXCLUDED = Skipped("excluded by --exclude", 7, ("main.go",))
INCOMPLETE = "what was not read may be anything: the answer is incomplete (leave it out on purpose: scan --exclude)\n"


def checked(
    folder: Path, found: list[Finding], problems: tuple[Problem, ...], coverage: Coverage, day: str = "2026-11-25"
) -> Done:
    (folder / "x.json").write_text(write(build("estate", found, problems, coverage), version="1"))
    return run(folder, "check", "x.json", "--policy", "nist-ir-8547", "--as-of", day, "--summary")


@pytest.mark.parametrize(
    ("problems", "skipped", "code"),
    [((), (), 0), ((), (EXCLUDED,), 0), ((PROBLEM,), (), 3), ((), (GO,), 3), ((PROBLEM,), (GO,), 3)],
)
def test_what_was_not_read_makes_the_answer_incomplete(
    tmp_path: Path, problems: tuple[Problem, ...], skipped: tuple[Skipped, ...], code: int
) -> None:
    done = checked(tmp_path, [SAFE], problems, replace(ALL_READ, skipped=skipped))
    assert done.code == code
    assert (INCOMPLETE in done.out) == (code == 3)


def test_a_violation_is_stronger_than_what_was_not_read(tmp_path: Path) -> None:
    assert checked(tmp_path, [BROKEN], (PROBLEM,), ALL_READ, "2036-01-01").code == 4


def test_what_was_left_out_on_purpose_is_said_and_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "a.py").write_text("import hashlib\nhashlib.sha384(b'')\n")
    (tmp_path / "estate" / "bad.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIBzzzz\n-----END CERTIFICATE-----\n")
    done = run(tmp_path, "scan", "estate", "--include", "*.py", "-o", "x.json")
    said = "1 of 2 files looked into (2 lines): 1 algorithm\n  left out: 1 × excluded file\nwritten to x.json\n"
    assert (done.code, done.err) == (0, said)
    done = run(tmp_path, "check", "x.json", "--policy", "us-cnsa-2.0", "--summary")
    assert done.code == 0
    assert "\n1 asset is not judged on its own; " in done.out
    assert done.out.endswith("left out on purpose and so not judged: 1 × excluded file\n")
    assert INCOMPLETE not in done.out


def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    done = checked(tmp_path, [SAFE], (PROBLEM,), replace(ALL_READ, skipped=(GO,)))
    said = (
        "not read and so not judged: 1 problem (see the report)\n",
        "not judged: 7 × source code in Go: no rules for it yet\n",
        INCOMPLETE,
    )
    assert done.out.endswith("".join(said))
    form = run(tmp_path, "check", "x.json", "--policy", "nist-ir-8547", "--format", "json").out
    assert json.loads(form)["not_read"] == {
        "problems": ["bad.pem: cut off"],
        "languages": {"source code in Go: no rules for it yet": 7},
    }


LONG = "an-algorithm-of-our-own-with-a-name-that-goes-on-and-on-" * 3


@pytest.mark.parametrize("name", ["mystery", LONG, "加密算法" * 20, "a b c d e f g h " * 20])
@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_a_table_fits_the_terminal(tmp_path: Path, name: str, width: int) -> None:
    from rich.cells import cell_len

    (tmp_path / "x.json").write_text(bom(algorithm(name, "a"), algorithm("X25519", "b")))
    chosen = ["--policy", "nist-ir-8547", "--as-of", "2026-11-25", "--why", "--all"]
    done = run(tmp_path, "check", "x.json", *chosen, env={"COLUMNS": str(width)})
    table = done.out.split("\n\n")[0].splitlines()[1:]
    assert table
    assert max(map(cell_len, table)) <= width
    shown = "".join("".join(table).split())
    assert "unknown" in shown
    assert "approved" in shown


def test_in_a_pipe_and_in_a_file_a_row_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(bom(algorithm(LONG, "a"), algorithm("odd", "b")))
    chosen = ["--policy", "nist-ir-8547", "--as-of", "2026-11-25"]
    piped = run(tmp_path, "check", "x.json", *chosen)
    assert [line.split()[:2] for line in piped.out.splitlines()[2:4]] == [["unknown", LONG], ["unknown", "odd"]]
    run(tmp_path, "check", "x.json", *chosen, "-o", "out.txt", env={"COLUMNS": "40"})
    assert (tmp_path / "out.txt").read_text() == piped.out


def test_many_rows_are_all_there(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(bom(*(algorithm(f"mystery-{number}", f"a{number}") for number in range(5000))))
    done = run(tmp_path, "check", "x.json", "--policy", "nist-ir-8547")
    assert [line.split()[1] for line in done.out.splitlines()[2:5002]] == sorted(f"mystery-{n}" for n in range(5000))


def test_what_only_a_default_says_is_marked_where_it_is_seen(tmp_path: Path) -> None:
    (tmp_path / "sshd_config").write_text("Ciphers aes256-gcm@openssh.com\n")
    assert run(tmp_path, "scan", ".", "-o", "x.json").code == 0
    rows = run(tmp_path, "check", "x.json", "--policy", "us-cnsa-2.0", "--all").out.splitlines()
    seen = {name: row for row in rows for name in (" AES-256-GCM ", " SHA-1 ") if name in row}
    assert seen[" AES-256-GCM "].rstrip().endswith("sshd_config:1")
    assert seen[" SHA-1 "].rstrip().endswith("sshd_config:1 (default)")
    run(tmp_path, "report", "x.json", "--policy", "us-cnsa-2.0", "-o", "r.md")
    assert "config:1 (default)" in (tmp_path / "r.md").read_text()
