"""Packages of the system: the lists of what Debian (dpkg) and Alpine (apk) have installed."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Unreadable
from .dependencies import Dependency, Manifest
from .text import safe

_LARGEST = 64 * 1024 * 1024


def dpkg(text: str) -> Manifest:
    """A dpkg status file, or one of status.d: what is not installed (any more) is left out."""
    found: list[Dependency] = []
    seen = False
    for line, fields in _paragraphs(text, ": "):
        seen = seen or "Package" in fields
        status = fields.get("Status", "install ok installed").split()
        if "Package" in fields and status[-1:] == ["installed"]:
            found.append(_dependency(fields["Package"], fields.get("Version"), line, "deb", fields.get("Source")))
    if not seen:
        raise Unreadable("it is no list of dpkg: no paragraph names a package")
    return Manifest(tuple(found), application=False)


def apk(text: str) -> Manifest:
    """The list of what apk has installed (lib/apk/db/installed)."""
    found = [
        _dependency(fields["P"], fields.get("V"), line, "apk", fields.get("o"))
        for line, fields in _paragraphs(text, ":")
        if "P" in fields
    ]
    if not found:
        raise Unreadable("it is no list of apk: no paragraph names a package")
    return Manifest(tuple(found), application=False)


def _paragraphs(text: str, separator: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The fields of each paragraph, with the line on which it begins; continuation lines are left out."""
    if len(text) > _LARGEST:
        raise Unreadable(f"a list of {len(text)} characters; at most {_LARGEST} are read")
    fields: dict[str, str] = {}
    first = 1
    for number, row in enumerate((*text.split("\n"), ""), 1):
        if not row.strip():
            if fields:
                yield first, fields
            fields, first = {}, number + 1
        elif not row[0].isspace():
            key, found, value = row.partition(separator)
            if found:
                fields.setdefault(key, value.strip())


def _dependency(name: str, version: str | None, line: int, ecosystem: str, source: str | None) -> Dependency:
    """The package as installed; ``marker`` is the source package that it was built from."""
    origin = source.split(" ")[0] if source else None
    shown = safe(version, 100) if version else None
    marker = f"built from {safe(origin, 100)}" if origin and origin != name else None
    return Dependency(safe(name, 200), line, shown, None, None, marker, direct=True, locked=True, ecosystem=ecosystem)
