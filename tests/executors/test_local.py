"""Files are shared out to all workers, and the answer is the same with any number of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inventory.detectors import File, Stub
from inventory.executors.local import examined
from inventory.model import Finding, Location, Problem, algorithm_id
from inventory.scanner import Options, Scan, scan
from inventory.sources.files import Limits, walk


@dataclass(frozen=True)
class Lines:
    """Finds one algorithm in each file; with ``worker``, its name is that of the process that looked."""

    name: str = "lines"
    worker: bool = False

    def wants(self, stub: Stub) -> bool:
        return True

    def detect(self, file: File) -> Iterable[Finding | Problem]:
        name = str(os.getpid()) if self.worker else self.name
        yield Finding(name, algorithm_id("SHA-1"), Location(file.path, file.data.count(b"\n")), "SHA-1")


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def shares(root: Path) -> list[int]:
    """How many of the files each worker looked into, the fewest first."""
    entries = walk(root, Limits()).entries
    count: dict[str, int] = {}
    for one in examined(entries, (Lines(worker=True),), Limits(), 2):
        for finding in one.findings:
            count[finding.detector] = count.get(finding.detector, 0) + 1
    return sorted(count.values())


def run(root: Path, jobs: int) -> Scan:
    return scan((root,), (Lines(),), Options(jobs=jobs))


def test_files_of_one_size_are_shared_out(tmp_path: Path) -> None:
    root = write(tmp_path, {f"{number:04}.txt": f"{number:04}\n" for number in range(1000)})
    fewest, most = shares(root)
    assert fewest + most == 1000
    assert fewest >= 64
    assert run(root, 2) == run(root, 1)


def test_files_of_one_content_and_other_names_are_shared_out(tmp_path: Path) -> None:
    root = write(tmp_path, {f"{number:04}.txt": "x\n" for number in range(1000)})
    assert len(shares(root)) == 2
    assert run(root, 2) == run(root, 1)


def test_duplicates_are_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    """More contents of one size than a worker remembers, each of them twice."""
    files = {f"{place}/{number:04}.txt": f"{number:04}\n" for place in ("a", "b") for number in range(4200)}
    one = run(write(tmp_path, files), 1)
    assert one.coverage.duplicates == 4200
    assert run(tmp_path, 3) == one


def test_a_file_that_cannot_be_read_is_a_problem_with_any_number_of_workers(tmp_path: Path) -> None:
    root = write(tmp_path, {f"{number:04}.txt": f"{number:04}\n" for number in range(200)})
    entries = walk(root, Limits()).entries
    (root / "0007.txt").unlink()
    for jobs in (1, 2):
        results = list(examined(entries, (Lines(),), Limits(), jobs))
        assert [(problem.path, problem.reason) for one in results for problem in one.problems] == [
            ("0007.txt", "no such file or directory")
        ]
        assert sum(len(one.findings) for one in results) == 199
