"""Standard output that is closed, full, left or ASCII; files that cannot be written: one line, exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from inventory.resources import policies
from tests.cli.running import TOOL, Done, algorithm, bom, run

CHECK = ["check", "x.json", "--policy", "nist-ir-8547", "--as-of", "2026-11-25"]
COMMANDS = [
    ["scan", "estate", "--quiet"],
    ["scan", "estate", "--quiet", "--format", "table"],
    CHECK,
    [*CHECK, "--format", "json"],
    ["plan", *CHECK[1:], "--quiet"],
    ["validate", "x.json"],
    ["algorithms"],
    ["algorithms", "ML-KEM-768"],
    ["algorithms", "--json"],
    ["policies"],
    ["policies", "us-cnsa-2.0"],
    ["policies", "--crosswalk"],
    ["policies", "--conflicts", "--as-of", "2026-11-25"],
    ["policies", "--json"],
    ["--version"],
    ["--help"],
    ["check", "--help"],
    [],
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "a.py").write_text("import hashlib\nhashlib.sha256(b'')\n")
    (tmp_path / "x.json").write_text(bom(algorithm("加密\u202e\x1b[2J\x9b\\x1b", "a"), algorithm("ML-KEM-768", "b")))
    return tmp_path


def shell(place: Path, arguments: list[str], redirection: str, env: dict[str, str] | None = None) -> Done:
    command = ["bash", "-c", f'exec "$@" {redirection}', "bash", *TOOL, *arguments]
    done = subprocess.run(command, cwd=place, capture_output=True, env={**os.environ, **(env or {})})
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_device_is_one_line_and_exit_code_2(place: Path, arguments: list[str]) -> None:
    said = "cryptoagility: cannot write to standard output: No space left on device\n"
    assert shell(place, arguments, ">/dev/full") == Done(2, "", said)


@pytest.mark.parametrize("arguments", [one for one in COMMANDS if one and "--help" not in one], ids=" ".join)
def test_a_closed_output_is_one_line_and_exit_code_2(place: Path, arguments: list[str]) -> None:
    done = shell(place, arguments, ">&-")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("cryptoagility: cannot write to standard output: it is closed")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full", "<&-"])
def test_a_file_is_written_whatever_the_streams_are(place: Path, redirection: str) -> None:
    done = shell(place, ["scan", "estate", "-o", "out.json"], redirection)
    assert (done.code, done.out) == (0, "")
    assert json.loads((place / "out.json").read_text())["bomFormat"] == "CycloneDX"


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_an_error_that_nobody_can_read_still_has_its_exit_code(place: Path, redirection: str) -> None:
    assert shell(place, ["check", "missing", "--policy", "nist-ir-8547"], redirection) == Done(2, "", "")


def test_standard_input_that_is_closed_is_said(place: Path) -> None:
    done = shell(place, ["validate", "-"], "<&-")
    assert done == Done(2, "", "cryptoagility: cannot read '-': standard input is closed\n")


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_terminal_that_shows_ascii_only_is_no_crash(place: Path, arguments: list[str], env: dict[str, str]) -> None:
    done = shell(place, arguments, "", env)
    assert (done.code, done.err) == (3 if arguments[:1] == ["check"] and "--help" not in arguments else 0, "")
    assert done.out
    if "--json" in arguments or "json" in arguments:
        json.loads(done.out)
    elif env == {"PYTHONIOENCODING": "ascii"} and arguments[:1] in (["algorithms"], ["policies"]):
        assert done.out.isascii()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("", "-o '' names no file: leave it out for standard output"),
        ("estate", "cannot write 'estate': Is a directory"),
        ("missing/out.json", "cannot write 'missing/out.json': No such file or directory"),
        ("/dev/full", "cannot write '/dev/full': No space left on device"),
        ("x.json/out.json", "cannot write 'x.json/out.json': Not a directory"),
        ("a\x1b" + "b" * 300, "cannot write 'a\\x1b" + "b" * 300 + "': File name too long"),
    ],
)
@pytest.mark.parametrize("command", [["scan", "estate", "--quiet"], CHECK, ["plan", *CHECK[1:], "--quiet"]])
def test_a_file_that_cannot_be_written_is_one_line(place: Path, command: list[str], output: str, said: str) -> None:
    before = sorted(place.rglob("*"))
    assert run(place, *command, "-o", output) == Done(2, "", f"cryptoagility: {said}\n")
    assert sorted(place.rglob("*")) == before


def test_a_report_too(place: Path) -> None:
    done = run(place, "report", "x.json", "-o", "missing/out.md")
    assert done == Done(2, "", "cryptoagility: cannot write 'missing/out.md': No such file or directory\n")


def test_the_old_file_is_kept_when_the_disk_is_full(place: Path) -> None:
    (place / "out.json").write_text("old")
    # A limit on the size of files stands for a full disk: the write fails in its midst.
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "bash", *TOOL, "policies", "--json"],
        cwd=place,
        capture_output=True,
    )
    assert done.returncode == 0
    (place / "big.json").write_text(bom(*(algorithm(f"mystery-{number}", str(number)) for number in range(300))))
    command = [*TOOL, "plan", "big.json", *CHECK[2:], "--quiet", "-o", "out.json"]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "bash", *command], cwd=place, capture_output=True
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"cryptoagility: cannot write 'out.json': File too large\n"
    assert (place / "out.json").read_text() == "old"
    assert not list(place.glob(".out.json*"))


def test_a_link_is_written_through(place: Path) -> None:
    (place / "real.json").write_text("old")
    (place / "link.json").symlink_to("real.json")
    assert run(place, "scan", "estate", "--quiet", "-o", "link.json").code == 0
    assert (place / "link.json").is_symlink()
    assert json.loads((place / "real.json").read_text())["bomFormat"] == "CycloneDX"


@pytest.mark.parametrize("epoch", ["", "now", "1e9", "-1", "1_0", " 5", "٣", "9" * 30])
def test_a_source_date_epoch_that_is_none_is_said(place: Path, epoch: str) -> None:
    done = run(place, "scan", "estate", "-o", "out.json", env={"SOURCE_DATE_EPOCH": epoch})
    assert done == Done(2, "", f"cryptoagility: SOURCE_DATE_EPOCH is {epoch!r}: it must be whole seconds since 1970\n")


def test_alone_it_prints_its_whole_help(place: Path) -> None:
    done = run(place)
    assert done == run(place, "--help")
    assert done.code == 0
    assert "validate" in done.out


def test_names_from_files_are_escaped_without_doubt(place: Path) -> None:
    row = run(place, *CHECK).out.splitlines()[2]
    assert "加密\\u202e\\x1b[2J\\x9b\\\\x1b" in row
    weird = place / "estate" / "b\x1b\\n\u202e.pem"
    weird.write_text("-----BEGIN CERTIFICATE-----\nMIIBzzzz\n-----END CERTIFICATE-----\n")
    said = run(place, "scan", "estate", "-o", "out.json").err
    assert "\x1b" not in said + row
    assert "\u202e" not in said + row
    assert "\n1 problem:\n" in said


def test_one_of_a_kind_is_not_several(place: Path) -> None:
    (place / "x.json").write_text(bom(algorithm("X25519", "a")))
    said = run(place, "plan", *CHECK[1:], "-o", "plan.json").err
    assert said.startswith("1 task in 1 wave, as of 2026-11-25\n  wave 1: 1 task, ")
    assert "1 of 1 file looked into (2 lines): " in run(place, "scan", "estate", "-o", "out.json").err


def test_a_long_value_in_a_policy_is_shortened(place: Path) -> None:
    own = policies().joinpath("regulation", "nist-ir-8547.yaml").read_text()
    (place / "p.yaml").write_text(own.replace("binding: ", "binding: " + "k" * 5000, 1))
    done = run(place, "check", "x.json", "--policy", "./p.yaml")
    assert done.code == 2
    assert f"binding of the policy is '{'k' * 60}…'; it must be one of" in done.err
    assert len(done.err) < 300
