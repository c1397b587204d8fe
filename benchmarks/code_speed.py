"""Measure the detector of source code over a tree, beside plain reading of the same files in the same run.

Usage: python -m benchmarks.code_speed TREE [TREE …]
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from inventory.detectors.code import SourceCode
from inventory.detectors.code.languages import LANGUAGES
from inventory.detectors.code.prefilter import mentions
from inventory.detectors.detector import HEAD, File, Stub
from inventory.errors import Unreadable
from inventory.model import Finding

ROUNDS = 5
PROCESSES = 2


def main() -> None:
    for tree in sys.argv[1:] or sys.exit(__doc__):
        measure(Path(tree))


def measure(tree: Path) -> None:
    paths = sorted(files(tree), key=lambda path: -path.stat().st_size)
    data = [path.read_bytes() for path in paths]
    size, lines = sum(map(len, data)), sum(content.count(b"\n") for content in data)
    passed = [content for content in data if mentions(LANGUAGES[0], content)]
    findings = sum(examine(paths))
    print(f"{tree}: {len(paths):,} files, {size / 1e6:.1f} MB, {lines:,} lines; {findings:,} findings")
    print(
        f"the prefilter lets through {len(passed):,} files with {sum(map(len, passed)) / max(size, 1):.1%} of the bytes"
    )
    read = median(lambda: [path.read_bytes() for path in paths])
    show("reading, one process", read, read, lines)
    show(
        "reading and prefilter",
        median(lambda: [mentions(LANGUAGES[0], path.read_bytes()) for path in paths]),
        read,
        lines,
    )
    show("the whole, one process", median(lambda: examine(paths)), read, lines)
    show(f"the whole, {PROCESSES} processes", median(lambda: spread(paths)), read, lines)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the first process, all files held in it: {peak:.0f} MiB\n")


def files(tree: Path) -> Iterator[Path]:
    """The files that the detector wants."""
    detector = SourceCode()
    for folder, _, names in os.walk(tree):
        for name in names:
            path = Path(folder, name)
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as stream:
                if detector.wants(Stub(str(path), path.stat().st_size, stream.read(HEAD))):
                    yield path


def examine(paths: list[Path]) -> list[int]:
    """How many findings each file gives."""
    detector = SourceCode()
    return [_count(detector, path) for path in paths]


def _count(detector: SourceCode, path: Path) -> int:
    try:
        return sum(isinstance(one, Finding) for one in detector.detect(File(str(path), path.read_bytes())))
    except Unreadable:
        return 0


def spread(paths: list[Path]) -> None:
    """The same in several processes, each of which starts anew."""
    with get_context("fork").Pool(PROCESSES) as pool:
        pool.map(examine, [paths[first :: PROCESSES * 8] for first in range(PROCESSES * 8)], chunksize=1)


def median(measured: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        measured()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def show(what: str, seconds: float, read: float, lines: int) -> None:
    print(f"{what:28} {seconds:7.3f} s  {lines / seconds:12,.0f} lines/s  {seconds / read:6.1f} times reading")


if __name__ == "__main__":
    main()
