"""One file through all detectors: the boundary at which a fault in a plugin becomes a Problem."""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .detectors import Detector, File, Stub
from .detectors.detector import HEAD
from .errors import Unreadable
from .formats.promises import broken
from .formats.text import offsets, plain
from .formats.unread import unread
from .model import AssetId, Finding, Link, Problem
from .sources.files import Entry, Limits, read, read_whole
from .sources.tree import Asked, FileTree
from .suppressions import excused

_NAME = "files"
_FORMATS = "formats"


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file gave. ``read`` is False if no detector wanted it; ``skipped`` says what was not looked for.

    ``asked``: words whose places in other files would tell more.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    read: bool = False
    duplicate: bool = False
    bytes: int = 0
    lines: int = 0
    skipped: str | None = None
    asked: frozenset[Asked] = frozenset()


class Examiner:
    """Looks into files; remembers content, so that the same bytes are parsed once."""

    def __init__(
        self, detectors: tuple[Detector, ...], limits: Limits, tree: FileTree | None = None, remember: int = 4096
    ) -> None:
        self._detectors = detectors
        self._limits = limits
        self._tree = tree if tree is not None else FileTree((), limits)
        self._remember = remember
        self._seen: dict[tuple[bytes, tuple[str, ...]], Examined] = {}

    def examine(self, entry: Entry, *, repeated_size: bool = True) -> Examined:
        """Everything the detectors say of this file. Never raises for what the file holds.

        ``repeated_size`` says that another file has the same size: only then its content can be a duplicate.
        """
        try:
            head = read(entry, HEAD)
        except Unreadable as error:
            return Examined(entry.path, problems=(Problem(entry.path, _NAME, str(error)),))
        stub = Stub(entry.path, entry.size, plain(head))
        wanting = tuple(detector for detector in self._detectors if _wants(detector, stub))
        if not wanting:
            return _unwanted(stub, head)
        try:
            data = head if len(head) < HEAD else read_whole(entry, self._limits.file_size)
        except Unreadable as error:
            return Examined(entry.path, problems=(Problem(entry.path, _NAME, str(error)),))
        if not repeated_size:
            return self._look(entry.path, data, wanting)
        # Two files are duplicates if their bytes agree and the same detectors look, the name being part of the look.
        key = (hashlib.sha256(data).digest(), (os.path.basename(entry.path), *(one.name for one in wanting)))
        known = self._seen.get(key)
        if known is not None:
            return _moved(known, entry.path)
        made = self._look(entry.path, data, wanting)
        if len(self._seen) < self._remember and not (self._tree.consulted or made.asked):
            self._seen[key] = made
        return made

    def forget(self) -> None:
        """Drops the content that was remembered."""
        self._seen.clear()

    def _look(self, path: str, data: bytes, wanting: tuple[Detector, ...]) -> Examined:
        file = File(path, plain(data), self._tree)
        self._tree.start()
        findings: list[Finding] = []
        problems: list[Problem] = []
        for detector in wanting:
            try:
                _collect(detector.detect(file), findings, problems)
            except Unreadable as error:
                problems.append(Problem(path, detector.name, str(error)))
            except Exception as error:  # noqa: BLE001  # the plugin boundary: a scan survives any fault of a detector
                problems.append(Problem(path, detector.name, _fault(error), bug=True))
        findings, said = excused(path, file.data, findings)
        problems += said
        if file.data is not data:
            findings = _at_original(findings, path, data)
        problems += _said_of_formats(file, nothing=not findings and not problems)
        lines = file.data.count(b"\n") if b"\0" not in file.data[:HEAD] else 0
        return Examined(
            path=path,
            findings=tuple(findings),
            problems=tuple(problems),
            read=True,
            bytes=len(data),
            lines=lines,
            skipped=_not_understood(file.suffix),
            asked=frozenset(self._tree.asked),
        )


def _said_of_formats(file: File, *, nothing: bool) -> Iterator[Problem]:
    """What no detector can say: a form that has no reader, or a file that is not what it is called."""
    closed = unread(file.data)
    if closed is not None:
        yield Problem(file.path, _FORMATS, f"{closed}: there is no reader for it yet, its keys are not listed")
    elif nothing:
        reason = broken(file.name, file.data)
        if reason is not None:
            yield Problem(file.path, _FORMATS, reason)


def _unwanted(stub: Stub, head: bytes) -> Examined:
    reason = broken(stub.name, head)
    if reason is not None:
        return Examined(stub.path, problems=(Problem(stub.path, _FORMATS, reason),))
    return Examined(stub.path, skipped=_why_unwanted(stub))


def _at_original(findings: list[Finding], path: str, data: bytes) -> list[Finding]:
    """The findings of a decoded text, with the offsets that they have in the file."""
    here = [one.location for one in findings if one.location.path == path]
    moved = offsets(data, (one.offset for one in here if one.offset is not None))
    return [
        replace(one, location=replace(one.location, offset=moved[one.location.offset]))
        if one.location.path == path and one.location.offset is not None
        else one
        for one in findings
    ]


def _collect(found: Iterable[Finding | Problem], findings: list[Finding], problems: list[Problem]) -> None:
    for item in found:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            findings.append(item)


def _wants(detector: Detector, stub: Stub) -> bool:
    try:
        return detector.wants(stub)
    except Exception:  # noqa: BLE001  # the plugin boundary: if the cheap look fails, the real one reports it
        return True


def _fault(error: Exception) -> str:
    """Where a fault of ours happened. Never its text: that may quote the file."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" at {os.path.basename(last.filename)}:{last.lineno}" if last else ""
    return f"internal error {type(error).__name__}{where}; please report it"


def _moved(known: Examined, path: str) -> Examined:
    """The same content at another place."""
    if known.path == path:
        return known
    old = known.path
    return replace(
        known,
        path=path,
        duplicate=True,
        findings=tuple(_finding_at(finding, old, path) for finding in known.findings),
        problems=tuple(replace(problem, path=path) if problem.path == old else problem for problem in known.problems),
    )


def _finding_at(finding: Finding, old: str, new: str) -> Finding:
    location = finding.location
    return replace(
        finding,
        asset=_id_at(finding.asset, old, new),
        location=replace(location, path=new) if location.path == old else location,
        links=tuple(Link(link.role, _id_at(link.target, old, new), link.state) for link in finding.links),
    )


def _id_at(asset: AssetId, old: str, new: str) -> AssetId:
    here = f"at:{old}#"
    if asset.value.startswith(here):
        return AssetId(asset.kind, f"at:{new}#{asset.value[len(here) :]}")
    directory = f"dir:{os.path.dirname(old) or '.'}"
    if asset.value == directory:
        return AssetId(asset.kind, f"dir:{os.path.dirname(new) or '.'}")
    return asset


def _not_understood(suffix: str) -> str | None:
    """What was not looked for in a file although it was opened: the calls of a language that has no rules."""
    from .resources import languages

    language = languages().get(suffix)
    return f"source code in {language}: no rules for it yet" if language is not None else None


def _why_unwanted(stub: Stub) -> str:
    language = _not_understood(stub.suffix)
    if language is not None:
        return language
    if b"\0" in stub.head:
        return "binary file in which no detector saw cryptography"
    return "text file in which no detector saw cryptography"
