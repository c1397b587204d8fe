"""What SARIF 2.1.0 logs of ours have in common: places, fingerprints, notifications, text that stays text."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from ..graph import Asset, Graph, Occurrence
from ..model import Location, Problem
from .shown import short

Object = dict[str, object]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""What relative paths are relative to: the directory that was scanned."""

FINGERPRINT = "cryptoagility/v1"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LONGEST = 1000
# ASCII: a reference is given whole for programs, and what it hides must not act in the file.
_dump = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",\n", ":")).encode


def log(
    graph: Graph,
    tool: str,
    kind: str,
    rules: Sequence[Object],
    results: Iterable[Object],
    properties: Mapping[str, object],
    prefix: str = "",
    placeless: Sequence[Object] = (),
) -> str:
    """A log of one run. ``kind`` names what was done, so that results of other runs are not taken for older ones.

    ``placeless``: notifications for what has no place in any file; code review refuses results without one.
    """
    run: Object = {
        "tool": {"driver": {"name": "cryptoagility", "version": tool, "rules": list(rules)}},
        "automationDetails": {"id": f"cryptoagility/{kind}/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of what was scanned."}}},
        "invocations": [
            {
                "executionSuccessful": True,  # what could not be read costs itself only
                "toolExecutionNotifications": [_notification(one, prefix) for one in graph.problems],
                **({"toolConfigurationNotifications": list(placeless)} if placeless else {}),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": list(results),
        "properties": {"source": text(graph.by_ref()[graph.root].name), **properties},
    }
    return _dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def text(value: str) -> str:
    """A text from a scanned file in a message: no link, no placeholder, nothing that cannot be seen."""
    shown = short(value, _LONGEST)
    for sign, escaped in (("\\", "\\\\"), ("[", "\\["), ("]", "\\]"), ("{", "{{"), ("}", "}}")):
        shown = shown.replace(sign, escaped)
    return shown


def place(asset: Asset, location: Location, prefix: str = "") -> Object:
    """Where something is: the file and region, and the asset as a logical place."""
    return {
        "physicalLocation": _physical(location, prefix),
        "logicalLocations": [{"name": short(asset.name), "fullyQualifiedName": short(asset.ref), "kind": "resource"}],
    }


def fingerprints(asset: Asset) -> Iterator[tuple[Occurrence, str]]:
    """Each place of an asset with a text that stays when lines move: path, API, and its number among equals."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in asset.occurrences:
        key = (one.location.path, one.location.symbol or "")
        seen[key] += 1
        yield one, "\0".join((*key, str(seen[key])))


def digest(*parts: str) -> Object:
    """A fingerprint of these parts."""
    return {FINGERPRINT: hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()}


def uri(path: str, prefix: str = "") -> tuple[str, bool]:
    """A path as a URI reference, percent-encoded; and whether it is relative to the root."""
    if _SCHEME.match(path):
        return quote(_bytes(path), safe="/:?#[]@!$&'()*+,;=%~"), False
    if path.startswith("/"):
        return "file://" + quote(_bytes(path), safe="/~"), False
    return quote(_bytes(prefix + path), safe="/~"), True


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape" if _escaped(path) else "backslashreplace")


def _escaped(path: str) -> bool:
    """Whether every half surrogate stands for a byte of a file name that is no UTF-8."""
    return all(not "\ud800" <= char <= "\udfff" or "\udc80" <= char <= "\udcff" for char in path)


def _physical(location: Location, prefix: str) -> Object:
    reference, relative = uri(location.path, prefix)
    made: Object = {"artifactLocation": {"uri": reference, **({"uriBaseId": ROOT} if relative else {})}}
    if location.line is not None and location.line > 0:
        made["region"] = {"startLine": location.line}
    elif location.offset is not None and location.offset >= 0:
        made["region"] = {"byteOffset": location.offset}
    return made


def _notification(problem: Problem, prefix: str) -> Object:
    made: Object = {
        "level": "error" if problem.bug else "warning",
        "message": {"text": text(problem.reason)},
        "properties": {"detector": problem.detector},
    }
    if problem.path:
        made["locations"] = [{"physicalLocation": _physical(Location(problem.path, problem.line), prefix)}]
    return made
