"""Public keys of SSH in text: key files, authorized_keys, known_hosts, and the same lines pasted into anything else."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .text import LineCounter

MOST = 4000  # keys of one file

_TYPE = re.compile(
    rb"(?<![A-Za-z0-9_-])((?:ssh|ecdsa-sha2|sk-ssh|sk-ecdsa-sha2|rsa-sha2)-[a-z0-9-]{1,40}(?:@[a-z0-9.]{1,40})?)[ \t]+$"
)
_BLOB = re.compile(rb"AAAA[A-Za-z0-9+/]*={0,2}")
_OPTION = re.compile(rb"""([a-zA-Z][a-zA-Z0-9-]*)(?:=(?:"(?:[^"\\]|\\.)*"|[^",\s]*))?,?""")
_HOSTS = re.compile(rb"[!\[]?[A-Za-z0-9*?][A-Za-z0-9.*?:\[\]_,!%-]*")
_BEFORE = 8192  # bytes before a blob in which its line is looked for
_LONGEST_TYPE = 100
_SHORTEST = 48  # characters of base64; anything shorter is an example in a text
_COMMENT = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A key in a line: its type as written, its blob, and what stands before and after it."""

    line: int
    offset: int
    type: str
    blob: bytes = field(repr=False)
    marker: str | None = None
    options: tuple[str, ...] = ()
    hosts: str | None = None
    comment: str | None = None
    trouble: str | None = None


def lines(data: bytes) -> Iterator[Line]:
    """Every key that is not commented out, in order."""
    counter = LineCounter(data)
    at = data.find(b"AAAA")
    while at >= 0:
        found = _TYPE.search(data, max(at - _LONGEST_TYPE, 0), at) if _spaced(data, at) else None
        blob = _BLOB.match(data, at)
        end = blob.end() if blob is not None else at + 4
        if found is not None:
            made = _line(data, found, at, end, counter.line(at))
            if made is not None:
                yield made
        at = data.find(b"AAAA", end)


def _spaced(data: bytes, at: int) -> bool:
    return data[at - 1 : at] in (b" ", b"\t")


def _line(data: bytes, found: re.Match[bytes], at: int, end: int, line: int) -> Line | None:
    before = data[max(found.start() - _BEFORE, 0) : found.start()].rpartition(b"\n")[2].strip()
    if before.startswith((b"#", b"//", b"* ")) or end - at < _SHORTEST or data[end : end + 3] == b"...":
        return None
    kind = found.group(1).decode("ascii")
    made = Line(line, found.start(), kind, b"", comment=_after(data, end))
    try:
        blob = binascii.a2b_base64(data[at:end], strict_mode=True)
    except binascii.Error:
        return Line(line, found.start(), kind, b"", trouble="the base64 is not valid")
    marker, hosts, options = _before(before)
    return Line(line, made.offset, kind, blob, marker, options, hosts, made.comment)


def _after(data: bytes, end: int) -> str | None:
    """The comment: what follows on the line; nothing in a string of code."""
    if data[end : end + 1] not in (b" ", b"\t"):
        return None
    stop = data.find(b"\n", end, end + 4 * _COMMENT)
    text = data[end : stop if stop >= 0 else end + 4 * _COMMENT].decode("utf-8", "replace").strip()
    return text.partition('"')[0].partition("'")[0].strip()[:_COMMENT] or None


def _before(text: bytes) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Marker and hosts of known_hosts, or names of the options of authorized_keys; never values of options."""
    marker = None
    if text.startswith(b"@"):
        word, _, text = text.partition(b" ")
        marker = word[1:41].decode("ascii", "replace")
        text = text.strip()
    if text.startswith(b"|1|"):
        return marker, "hashed", ()
    if not text:
        return marker, None, ()
    options: list[str] = []
    at = 0
    while (option := _OPTION.match(text, at)) is not None and option.end() > at and len(options) < 64:
        options.append(option.group(1).decode("ascii").lower())
        at = option.end()
    if at == len(text) and set(options) <= _KNOWN_OPTIONS:
        return marker, None, tuple(options)
    if _HOSTS.fullmatch(text) is not None and (marker is not None or b"." in text or b"," in text or b"[" in text):
        return marker, text[:256].decode("ascii"), ()
    return marker, None, ()


_KNOWN_OPTIONS = frozenset(
    {
        "agent-forwarding",
        "cert-authority",
        "command",
        "environment",
        "expiry-time",
        "from",
        "no-agent-forwarding",
        "no-port-forwarding",
        "no-pty",
        "no-touch-required",
        "no-user-rc",
        "no-x11-forwarding",
        "permitlisten",
        "permitopen",
        "port-forwarding",
        "principals",
        "pty",
        "restrict",
        "tunnel",
        "user-rc",
        "verify-required",
        "x11-forwarding",
    }
)
