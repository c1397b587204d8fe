"""The scanner survives what a file, a detector or a worker can do, and gives the same answer every time."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.detectors import DETECTORS, File, Stub
from inventory.errors import Unreadable, UsageError
from inventory.model import AssetId, Finding, Kind, Location, Problem, algorithm_id
from inventory.scanner import Options, Scan, scan
from inventory.sources.files import Limits


@dataclass(frozen=True)
class Words:
    """Finds the word SHA-1; does as it is told by other words."""

    name: str = "words"
    log: str | None = None

    def wants(self, stub: Stub) -> bool:
        if b"WANTS-FAIL" in stub.head:
            raise RuntimeError("secret in the message")
        return stub.suffix == ".txt"

    def detect(self, file: File) -> Iterable[Finding | Problem]:
        if self.log is not None:
            with open(self.log, "a") as log:
                log.write(f"{file.path}\n")
        text = file.data
        if b"UNREADABLE" in text:
            raise Unreadable("not what it claims to be")
        if b"CRASH" in text:
            raise ValueError(f"secret {text!r}")
        if b"DIE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"EXIT" in text:
            os._exit(7)
        if b"SLOW" in text:
            time.sleep(0.1)
        if b"HANG" in text:
            time.sleep(60)
        for number, line in enumerate(text.split(b"\n"), 1):
            if b"SHA-1" in line:
                yield Finding(self.name, algorithm_id("SHA-1"), Location(file.path, number), "SHA-1")
            if b"PLACE" in line:
                asset = AssetId.at(Kind.SECRET_KEY, file.path, number)
                yield Finding(self.name, asset, Location(file.path, number), "AES-256")
            if b"PROBLEM" in line:
                yield Problem(file.path, self.name, "a part is damaged", number)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def run(root: Path, *, jobs: int = 2, seconds: float = 20, detector: Words | None = None) -> Scan:
    return scan((root,), (detector or Words(),), Options(jobs=jobs, limits=Limits(seconds=seconds)))


def seen(result: Scan) -> list[tuple[str, int | None]]:
    return [(finding.location.path, finding.location.line) for finding in result.findings]


def many(root: Path, extra: dict[str, str]) -> Path:
    """Enough files that several workers are hired."""
    return write(root, {f"{number:03}.txt": f"SHA-1 {'x' * number}" for number in range(200)} | extra)


def test_findings_and_coverage(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "\nSHA-1\n", "a.txt": "SHA-1", "c.kt": "class C {}", "d.md": "SHA-1"})
    result = run(tmp_path)
    assert seen(result) == [("a.txt", 1), ("b.txt", 2)]
    assert (result.coverage.files, result.coverage.read, result.coverage.lines) == (4, 2, 2)
    assert [(one.reason, one.count) for one in result.coverage.skipped] == [
        ("source code in Kotlin: no rules for it yet", 1),
        ("text file in which no detector saw cryptography", 1),
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bytes.fromhex("308209f70201033082") + bytes(60), "a PKCS#12 key store"),
        (bytes.fromhex("30800201033080") + bytes(60), "a PKCS#12 key store"),
        (bytes.fromhex("feedfeed0000000200000001") + bytes(60), "a Java key store (JKS)"),
        (bytes.fromhex("cececece0000000200000001") + bytes(60), "a Java key store (JCEKS)"),
        (b"text\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxVgE\n", "an OpenPGP key block"),
    ],
)
def test_a_key_store_without_a_reader_is_a_problem(tmp_path: Path, data: bytes, what: str) -> None:
    (tmp_path / "store").write_bytes(data)
    result = scan((tmp_path,), DETECTORS, Options())
    reasons = [one.reason for one in result.problems]
    assert f"{what}: there is no reader for it yet, its keys are not listed" in reasons


def test_a_mention_of_a_key_block_is_no_key_block(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('label = "-----BEGIN PGP PUBLIC KEY BLOCK-----"\n')
    assert scan((tmp_path,), DETECTORS, Options()).problems == ()


def test_a_language_without_rules_is_said_even_if_a_detector_looked_for_keys(tmp_path: Path) -> None:
    write(tmp_path, {"A.kt": "class A {}", "b.py": "x = 1\n"})
    result = scan((tmp_path,), DETECTORS, Options())
    assert result.coverage.read == 2
    assert [(one.reason, one.examples) for one in result.coverage.skipped] == [
        ("source code in Kotlin: no rules for it yet", ("A.kt",))
    ]


@pytest.mark.parametrize(
    ("text", "reason", "bug"),
    [
        ("UNREADABLE", "not what it claims to be", False),
        ("PROBLEM", "a part is damaged", False),
        ("CRASH", "internal error ValueError at test_scanner.py:", True),
        ("DIE", "the worker process died twice while reading this file (signal 9)", False),
        ("EXIT", "the worker process died twice while reading this file (exit code 7)", False),
    ],
)
@pytest.mark.parametrize("jobs", [1, 3])
def test_one_bad_file_costs_only_itself(tmp_path: Path, text: str, reason: str, bug: bool, jobs: int) -> None:
    many(tmp_path, {"bad.txt": text})
    result = run(tmp_path, jobs=jobs)
    assert len(result.findings) == 200
    assert [(one.path, one.reason.startswith(reason), one.bug) for one in result.problems] == [("bad.txt", True, bug)]
    assert "secret" not in repr(result.problems)


def test_a_hanging_file_is_stopped_in_time(tmp_path: Path) -> None:
    many(tmp_path, {"hang.txt": "HANG", "hang2.txt": "HANG"})
    began = time.monotonic()
    result = run(tmp_path, seconds=1)
    assert time.monotonic() - began < 20  # far from the sleep of 60, whatever the machine does
    assert len(result.findings) == 200
    assert [(one.path, one.reason) for one in result.problems] == [
        ("hang.txt", "not finished within the limit of 1 seconds"),
        ("hang2.txt", "not finished within the limit of 1 seconds"),
    ]


def test_every_worker_killed_again_and_again(tmp_path: Path) -> None:
    many(tmp_path, {f"die{number}.txt": "DIE" for number in range(10)})
    result = run(tmp_path)
    assert len(result.findings) == 200
    assert len(result.problems) == 10


def test_a_detector_whose_cheap_look_fails_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "WANTS-FAIL CRASH"})
    (problem,) = run(tmp_path).problems
    assert problem.bug
    assert "secret" not in problem.reason


def test_duplicate_content_is_parsed_once_and_keeps_its_place(tmp_path: Path) -> None:
    log = tmp_path / "log"
    estate = write(tmp_path / "estate", {f"{place}/same.txt": "SHA-1\nPLACE\nPROBLEM" for place in "cab"})
    result = run(estate, detector=Words(log=str(log)))
    assert len(log.read_text().splitlines()) == 1
    assert result.coverage.duplicates == 2
    assert seen(result) == [(f"{place}/same.txt", line) for place in "abc" for line in (1, 2)]
    assert [finding.asset.value for finding in result.findings if finding.asset.kind is Kind.SECRET_KEY] == [
        "at:a/same.txt#2",
        "at:b/same.txt#2",
        "at:c/same.txt#2",
    ]
    assert [problem.path for problem in result.problems] == ["a/same.txt", "b/same.txt", "c/same.txt"]


def test_the_answer_does_not_depend_on_workers(tmp_path: Path) -> None:
    names = [f"{number}/{name}.txt" for number in range(40) for name in ("x", "y", "z")]
    chooser = random.Random(1)
    write(tmp_path, {name: chooser.choice(["SHA-1", "PLACE\nSHA-1", "PROBLEM", "nothing", "CRASH"]) for name in names})
    one = run(tmp_path, jobs=1)
    assert one.findings
    assert one.problems
    assert run(tmp_path, jobs=3) == one
    assert run(tmp_path, jobs=8) == one


def test_targets(tmp_path: Path) -> None:
    write(tmp_path, {"one/a.txt": "SHA-1", "two/a.txt": "SHA-1", "other/one/a.txt": "SHA-1"})
    options = Options()
    both = scan((tmp_path / "one", tmp_path / "two"), (Words(),), options)
    assert seen(both) == [("one/a.txt", 1), ("two/a.txt", 1)]
    with pytest.raises(UsageError, match="same name"):
        scan((tmp_path / "one", tmp_path / "other" / "one"), (Words(),), options)
    with pytest.raises(UsageError, match="nothing to scan"):
        scan((), (Words(),), options)


def test_progress_counts_every_file(tmp_path: Path) -> None:
    many(tmp_path, {})
    heard: list[tuple[int, int]] = []
    scan((tmp_path,), (Words(),), Options(jobs=2), lambda done, total: heard.append((done, total)))
    assert heard == [(number, 200) for number in range(1, 201)]


def test_an_empty_directory(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.findings, result.problems, result.coverage.files) == ((), (), 0)


def test_workers_end_when_the_scanner_is_killed(tmp_path: Path) -> None:
    many(tmp_path, {f"slow{number}.txt": f"SLOW {'y' * 300 * number}" for number in range(200)})
    program = (
        "import sys; from pathlib import Path; from tests.inventory.test_scanner import run;"
        "run(Path(sys.argv[1]), jobs=3)"
    )
    root = Path(__file__).resolve().parent.parent.parent
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root)
    workers: list[int] = []
    while process.poll() is None and len(workers) < 3:
        workers = children(process.pid)
        time.sleep(0.01)
    time.sleep(0.3)
    process.kill()
    process.wait()
    assert len(workers) == 3
    limit = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < limit:
        time.sleep(0.05)
    left = [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert left == []


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
