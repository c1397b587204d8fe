"""The command line as people and scripts meet it: command, exit code, standard output, standard error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cryptoagility import __version__
from tests.cli.running import EMPTY, TOOL, Done, algorithm, bom, run


def test_version(tmp_path: Path) -> None:
    assert run(tmp_path, "--version") == Done(0, f"cryptoagility {__version__}\n", "")


def test_version_loads_neither_click_nor_anything_of_ours(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['cryptoagility', '--version']\n"
        "from inventory.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'click', 'rich', 'yaml', 'cryptography', 're2', 'tree_sitter', 'jinja2', 'cyclonedx', 'multiprocessing'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scan", "missing"], "cannot scan 'missing': No such file or directory"),
        (["scan", "ftp://host/x"], "the source 'ftp' does not exist yet"),
        (["scan"], "Missing argument 'TARGET...'; see `cryptoagility scan --help`"),
        (["scan", ".", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["scan", ".", "--timeout", "inf"], "Invalid value for '--timeout'"),
        (["scan", ".", "--timeout", "nan"], "--timeout nan is not a time"),
        (["scan", ".", "--timestamp", "yesterday"], "not a time: 'yesterday'"),
        (["scan", ".", "--timestamp", "2026-11-25T10:00:00"], "has no time zone"),
        (["scan", ".", "-o", "missing/out.json"], "cannot write 'missing/out.json': No such file or directory"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["check", "missing.json", "--policy", "nist-ir-8547"], "cannot read 'missing.json'"),
        (["check", "bad.json", "--policy", "nist-ir-8547"], "cannot use 'bad.json': not JSON"),
        (["check", "binary", "--policy", "nist-ir-8547"], "cannot read 'binary': not UTF-8 text (byte 0)"),
        (["check", "empty.json", "--policy", "nobody"], "no policy is called 'nobody'; there are au-asd-ism"),
        (["check", "empty.json", "--policy", "./p.yaml"], "./p.yaml: No such file"),
        (["check", "empty.json", "--policy", "wrong.yaml"], "wrong.yaml"),
        (["check", "empty.json"], "Missing option '--policy'"),
        (["check", "empty.json", "--policy", "nist-ir-8547", "--as-of", "2031"], "--as-of '2031' is not a day"),
        (["check", "empty.json", "--policy", "nist-ir-8547", "--as-of", "2031-02-30"], "is not a day"),
        (["algorithms", "ROT13"], "no algorithm or family is called 'ROT13'"),
        (["algorithms", "cose:x"], "'x' is not a number"),
        (["validate", "missing.json"], "cannot read 'missing.json'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty.json").write_text(EMPTY)
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "wrong.yaml").write_text("a: &x 1\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    done = run(tmp_path, *arguments)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert done.err.startswith("cryptoagility: ")
    assert len(done.err.splitlines()) == 1


def test_an_empty_directory_scans_clean_and_valid(tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    done = run(tmp_path, "scan", "nothing", "-o", "out.json")
    assert (done.code, done.out) == (0, "")
    assert "0 of 0 files looked into (0 lines): no cryptography" in done.err
    assert run(tmp_path, "validate", "out.json") == Done(0, "out.json: valid\n", "")


def test_strict_makes_a_problem_count(tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "large.bin").write_bytes(b"x" * 1_100_000)
    plain = run(tmp_path, "scan", "estate", "--max-file-size", "1")
    assert plain.code == 0
    assert "large.bin: not read: 1,100,000 bytes, larger than the limit of 1,048,576 [files]" in plain.err
    assert run(tmp_path, "scan", "estate", "--max-file-size", "1", "--strict").code == 3
    assert run(tmp_path, "scan", "estate", "--strict").code == 0


def test_quiet_says_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "scan", ".", "--quiet", "-o", "out.json") == Done(0, "", "")


def test_time_comes_only_from_outside(tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    assert "timestamp" not in run(tmp_path, "scan", "estate").out
    stamped = run(tmp_path, "scan", "estate", env={"SOURCE_DATE_EPOCH": "1700000000"}).out
    assert json.loads(stamped)["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    given = run(tmp_path, "scan", "estate", "--timestamp", "2026-11-25T10:00:00+08:00").out
    assert json.loads(given)["metadata"]["timestamp"] == "2026-11-25T02:00:00Z"


@pytest.mark.parametrize(
    ("components", "policies", "day", "code"),
    [
        ([algorithm("ML-KEM-768", "a")], ["nist-ir-8547"], "2026-11-25", 0),
        ([algorithm("RSA-PSS-2048", "a")], ["nist-ir-8547"], "2030-12-31", 0),
        ([algorithm("RSA-PSS-2048", "a")], ["nist-ir-8547"], "2036-01-01", 4),
        ([algorithm("mystery", "a")], ["nist-ir-8547"], "2026-11-25", 3),
        ([algorithm("mystery", "a"), algorithm("RSA-PSS-2048", "b")], ["nist-ir-8547"], "2036-01-01", 4),
        ([algorithm("ML-KEM-768", "a")], ["tw-fsc-pqc-guide"], "2026-11-25", 3),
        ([algorithm("ML-KEM-768", "a")], ["tw-fsc-pqc-guide", "nist-ir-8547"], "2026-11-25", 0),
    ],
)
def test_exit_codes_of_check(
    tmp_path: Path, components: list[dict[str, object]], policies: list[str], day: str, code: int
) -> None:
    (tmp_path / "x.json").write_text(bom(*components))
    chosen = [part for policy in policies for part in ("--policy", policy)]
    assert run(tmp_path, "check", "x.json", *chosen, "--as-of", day).code == code


def test_check_prints_json_for_programs(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(bom(algorithm("RSA-PSS-2048", "a")))
    done = run(tmp_path, "check", "x.json", "--policy", "nist-ir-8547", "--as-of", "2031-01-01", "--format", "json")
    said = json.loads(done.out)
    assert said["as_of"] == "2031-01-01"
    (verdict,) = said["verdicts"]
    expected = {
        "policy": "nist-ir-8547",
        "asset": "a",
        "status": "deprecated",
        "until": "2035-12-31",
        "next": "disallowed",
    }
    assert {key: verdict[key] for key in expected} == expected
    assert verdict["rule"].startswith("nist-ir-8547/")
    assert "would" in verdict["why"]


def test_check_lists_the_worst_first_and_what_is_approved_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        bom(algorithm("RSA-PSS-2048", "a"), algorithm("odd", "b"), algorithm("ML-DSA-65", "c"))
    )
    chosen = ["--policy", "nist-ir-8547", "--as-of", "2036-01-01"]
    lines = [line.split()[:2] for line in run(tmp_path, "check", "x.json", *chosen).out.splitlines()]
    assert lines[:4] == [
        ["nist-ir-8547", "(draft:"],
        ["status", "asset"],
        ["disallowed", "RSA-PSS-2048"],
        ["unknown", "odd"],
    ]
    assert "ML-DSA-65" not in run(tmp_path, "check", "x.json", *chosen).out
    assert "ML-DSA-65" in run(tmp_path, "check", "x.json", *chosen, "--all").out


def test_a_cbom_comes_from_standard_input_too(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "-", "--policy", "nist-ir-8547", stdin=bom(algorithm("ML-DSA-65", "a")))
    assert done.code == 0


def test_validate_says_what_and_where(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(EMPTY.replace("}", ', "components": [{"name": "x"}]}'))
    done = run(tmp_path, "validate", "x.json")
    assert done.code == 2
    assert done.out == 'x.json: /components/0: "type" is a required property\n'


def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(bom(algorithm("evil\x1b[2J\x07", "a")))
    done = run(tmp_path, "check", "x.json", "--policy", "nist-ir-8547", "--why")
    assert "\x1b" not in done.out + done.err
    assert "evil\\x1b[2J" in done.out


def test_the_old_file_stays_when_a_scan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    assert run(tmp_path, "scan", "missing", "-o", "out.json").code == 2
    assert (tmp_path / "out.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_reader_that_leaves_is_no_crash(tmp_path: Path) -> None:
    command = f"{sys.executable} -m cryptoagility algorithms | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_is_130_and_leaves_no_worker(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    estate.mkdir()
    source = "import hashlib\n" + "\n".join(f"hashlib.sha256(b'{number}')" for number in range(400))
    for number in range(3000):
        (estate / f"{number}.py").write_text(f"{source}\n# {number}\n")
    process = subprocess.Popen(
        [*TOOL, "scan", "estate", "-o", "out.json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and not children.read_text():
        time.sleep(0.005)  # until the first worker is there: then the scan is in its midst
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "\ncryptoagility: interrupted\n")
    assert not (tmp_path / "out.json").exists()


def test_a_shadowed_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "__init__.py").write_text("")
    done = run(tmp_path, "--version", env={"PYTHONPATH": str(tmp_path)})
    assert done.code == 2
    assert f"the package 'inventory' is hidden by {tmp_path / 'inventory'}" in done.err
