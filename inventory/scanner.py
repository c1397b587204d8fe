"""The loop: every file of a source through every detector, and one sorted answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .detectors import Detector
from .errors import UsageError
from .examine import Examined
from .executors.local import examined
from .model import Coverage, Finding, Problem, Skipped, in_order
from .sources.files import Limits, Listing, walk
from .sources.tree import Asked, FileTree

Progress = Callable[[int, int], None]

_EXAMPLES = 5
_ROUNDS = 2  # callers, and the callers of those


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything a scan found, sorted: the same bytes give the same value, whatever the order of files or workers."""

    target: str
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Options:
    """How to scan."""

    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    gitignore: bool = False


def scan(
    targets: tuple[Path, ...],
    detectors: tuple[Detector, ...],
    options: Options,
    progress: Progress | None = None,
) -> Scan:
    """Scan files and directories. Raises UsageError for a target that is not there."""
    listing = _listing(targets, options)
    tree = FileTree(listing.entries, options.limits)
    results: dict[str, Examined] = {}
    for result in examined(listing.entries, detectors, options.limits, options.jobs, tree):
        results[result.path] = result
        if progress is not None:
            progress(len(results), len(listing.entries))
    _look_again(listing, detectors, options, tree, results)
    return _scan(_name(targets), listing, list(results.values()))


def _look_again(
    listing: Listing, detectors: tuple[Detector, ...], options: Options, tree: FileTree, results: dict[str, Examined]
) -> None:
    """Files that asked where something is used are looked at again with the answer, which may raise new questions."""
    for _ in range(_ROUNDS):
        asked = {one for result in results.values() for one in result.asked if not tree.knows(one)}
        if not asked:
            return
        tree = tree.with_mentions(asked)
        again = [entry for entry in listing.entries if _answered(results[entry.path], asked, tree)]
        for result in examined(again, detectors, options.limits, options.jobs, tree, each=True):
            results[result.path] = result


def _answered(result: Examined, asked: set[Asked], tree: FileTree) -> bool:
    """Whether something that a file asked for has turned up in another file."""
    for one in result.asked & asked:
        found = tree.mentioning(*one)
        if found is None or set(found) - {result.path}:
            return True
    return False


def _name(targets: tuple[Path, ...]) -> str:
    names = [os.path.basename(os.path.abspath(target)) or "root" for target in targets]
    return "+".join(names)


def _listing(targets: tuple[Path, ...], options: Options) -> Listing:
    if not targets:
        raise UsageError("nothing to scan: name at least one file or directory")
    prefixes = [""] if len(targets) == 1 else [f"{os.path.basename(os.path.abspath(one))}/" for one in targets]
    if len(set(prefixes)) != len(prefixes):
        raise UsageError("two targets have the same name: scan them one by one, or scan the directory above them")
    whole = Listing()
    for target, prefix in zip(targets, prefixes, strict=True):
        part = walk(
            target,
            options.limits,
            prefix=prefix if target.is_dir() else "",
            include=options.include,
            exclude=options.exclude,
            gitignore=options.gitignore,
        )
        whole.entries.extend(part.entries)
        whole.problems.extend(part.problems)
        for reason, paths in part.left_out.items():
            whole.left_out.setdefault(reason, []).extend(paths)
    whole.entries.sort(key=lambda entry: entry.path)
    return whole


def _scan(target: str, listing: Listing, results: list[Examined]) -> Scan:
    results.sort(key=lambda result: result.path)
    skipped: dict[str, list[str]] = {}
    for result in results:
        if result.skipped is not None:
            skipped.setdefault(result.skipped, []).append(result.path)
    unread = tuple(Skipped(reason, len(paths), tuple(paths[:_EXAMPLES])) for reason, paths in sorted(skipped.items()))
    coverage = Coverage(
        files=len(listing.entries) + sum(one.count for one in listing.skipped if "directory" not in one.reason),
        bytes=sum(result.bytes for result in results),
        lines=sum(result.lines for result in results),
        read=sum(result.read for result in results),
        duplicates=sum(result.duplicate for result in results),
        skipped=tuple(sorted((*listing.skipped, *unread))),
    )
    findings = in_order((finding for result in results for finding in result.findings), _order)
    problems = sorted(
        {*listing.problems, *(problem for result in results for problem in result.problems)}, key=_problem_order
    )
    return Scan(target, tuple(findings), tuple(problems), coverage)


def _order(finding: Finding) -> tuple[object, ...]:
    location = finding.location
    return (
        location.path,
        location.line or 0,
        location.offset or 0,
        finding.asset.kind,
        finding.asset.value,
        finding.detector,
    )


def _problem_order(problem: Problem) -> tuple[object, ...]:
    return (problem.path, problem.line or 0, problem.detector, problem.reason)
