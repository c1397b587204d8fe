"""PEM blocks anywhere in a file: after a byte order mark, indented, on one line, escaped in a string, in binary data.

A label alone is no block: source code and prose are full of them. Only what has base64 after it counts, or what stands
on lines of its own as a block does.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ..errors import Unreadable
from .text import LineCounter

BEGIN = b"-----BEGIN "
ENCODED_BEGIN = b"LS0tLS1CRUdJTi"  # the same in base64, as in Kubernetes secrets
_LONGEST_BODY = 16 * 1024 * 1024
_LONGEST_LABEL = 64
_MARKERS = 20_000  # of one file
_PEEK = 4096  # bytes after BEGIN that are looked at where there is no END

_LABEL = re.compile(rb"[A-Z0-9#][A-Z0-9 #_./-]*")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\n]*\n")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_WRAPPED = re.compile(rb"[A-Za-z0-9+/]+(?:\s+[A-Za-z0-9+/]{20,})*={0,2}")
_CERTAIN = 40  # characters of base64 on the first line that nobody writes by accident
_PLACEHOLDER = re.compile(rb"\.\.\.|\xe2\x80\xa6|[<{$\[(]|%s|\.[*+]|\\[a-zA-Z]")
_WORDS = 3  # at the start of a block, one of which is base64 if it is one
_QUOTES = (b'"', b"'", b"`")
_COMMENTS = frozenset({b"#", b"//", b"--", b"*", b";"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its label, the line and byte offset of BEGIN, which block of the file it is, its RFC 1421 headers."""

    label: str
    line: int
    offset: int
    index: int
    headers: tuple[tuple[str, str], ...] = ()
    data: bytes = field(default=b"", repr=False)
    trouble: str | None = None  # why there are no data

    def header(self, name: str) -> str | None:
        """The value of a header."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def blocks(data: bytes) -> Iterator[Block]:
    """Every block, in order; a damaged one with its trouble and no data. Refuses more than 20,000 markers."""
    lines = LineCounter(data)
    index = 0
    at = data.find(BEGIN)
    for _ in range(_MARKERS):
        if at < 0:
            return
        block, end = _block(data, at, lines, index)
        if block is not None:
            yield block
            index += 1
        at = data.find(BEGIN, end)
    if at >= 0:
        raise Unreadable(f"more than {_MARKERS} BEGIN markers; what follows them was not read")


def encoded(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """PEM text that is itself in base64 (Kubernetes, cloud-init): line, offset and the decoded text."""
    lines = LineCounter(data)
    at = data.find(ENCODED_BEGIN)
    while at >= 0:
        run = _WRAPPED.match(data, at)
        end = run.end() if run is not None else at + len(ENCODED_BEGIN)
        text = b"".join(data[at:end].split())
        with suppress(Unreadable):
            yield lines.line(at), at, decode(text[: len(text) // 4 * 4])
        at = data.find(ENCODED_BEGIN, end)


def decode(text: bytes) -> bytes:
    """The octets of base64 text that may hold white space. Refuses every other character, and text that is cut."""
    text = b"".join(text.split())
    if _BASE64.fullmatch(text) is None:
        raise Unreadable("there are characters that are not base64")
    if len(text) % 4:
        raise Unreadable("the base64 is cut short")
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as error:
        raise Unreadable("the base64 is not valid") from error


def claims(text: bytes) -> bool:
    """Whether it begins with base64 that is long enough to be meant as such."""
    return any(_certain(word) for word in text[:_PEEK].split(None, 1)[:1])


def _certain(word: bytes) -> bool:
    return len(word) >= _CERTAIN and _BASE64.fullmatch(word) is not None


def _block(data: bytes, at: int, lines: LineCounter, index: int) -> tuple[Block | None, int]:
    """The block that begins here, if it is one, and where to look on."""
    start = at + len(BEGIN)
    closing = data.find(b"-----", start, start + _LONGEST_LABEL)
    label = data[start:closing] if closing >= 0 else b""
    if _LABEL.fullmatch(label) is None:
        return None, start
    body = closing + 5
    marker = b"-----END " + label + b"-----"
    stop = min(body + _LONGEST_BODY, len(data))
    following = data.find(BEGIN, body, stop)
    # The dashes after END may be those before the next BEGIN.
    end = data.find(marker, body, following + 5 if following >= 0 else stop)
    found = Block(label.decode("ascii"), lines.line(at), at, index)
    if end < 0:
        meant = claims(_plain(data[body : min(body + _PEEK, following if following >= 0 else stop)], bare=False))
        return (_damaged(found, "the END line is missing") if meant else None), body
    return _read(found, data, at, body, end), end + len(marker) - 5


def _read(found: Block, data: bytes, at: int, body: int, end: int) -> Block | None:
    text = data[body:end]
    bare = _BASE64.fullmatch(b"".join(text.split())) is not None
    headers, rest = _headers(_plain(text, bare))
    content = b"".join(rest.split())
    if not content or (_prose(rest) if bare else len(content) < _CERTAIN and not _alone(data, at, body, end)):
        return None
    trouble = "there are characters that are not base64"
    if bare or _BASE64.fullmatch(content) is not None:
        try:
            return Block(found.label, found.line, found.offset, found.index, headers, decode(content))
        except Unreadable as error:
            trouble = str(error)
    meant = any(map(_certain, rest[:_PEEK].split(None, _WORDS)[:_WORDS])) or (
        _alone(data, at, body, end) and re.search(rb"\w", rest) is not None
    )
    return _damaged(found, trouble) if meant and _PLACEHOLDER.search(rest) is None else None


def _prose(text: bytes) -> bool:
    """Whether it is words of a sentence ("your certificate here") that happen to be base64."""
    first = text.strip().partition(b"\n")[0].split()
    return len(first) > 1 and max(map(len, first)) < _CERTAIN // 2


def _damaged(found: Block, trouble: str) -> Block:
    return Block(found.label, found.line, found.offset, found.index, trouble=trouble)


def _alone(data: bytes, at: int, body: int, end: int) -> bool:
    """Whether BEGIN and END stand on lines of their own, as in a file that is one and not in code or prose."""
    before = data[max(at - 256, 0) : at].rpartition(b"\n")[2].removeprefix(b"\xef\xbb\xbf")
    opening = data[body : body + 2]
    closing = data[max(end - 256, body) : end].rpartition(b"\n")
    return not before.strip() and opening[:1] in (b"\n", b"\r") and bool(closing[1]) and not closing[2].strip()


def _plain(text: bytes, bare: bool) -> bytes:
    """The text with line feeds only; if it is not ``bare``, without what code puts around it, its escapes made real."""
    if not bare:
        text = b"\n".join(_unquoted(line) for line in text.split(b"\n"))
        if b"\\" in text:
            text = text.replace(b"\\r", b"").replace(b"\\n", b"\n").replace(b"\\/", b"/")
    return text.replace(b"\r", b"\n")


def _unquoted(line: bytes) -> bytes:
    """A line of code without its comment sign, without quotes and what is outside of them, or closing backslash."""
    line = line.strip()
    sign, space, rest = line.partition(b" ")
    if sign in _COMMENTS:
        line = rest.lstrip() if space else b""
    for quote in _QUOTES:
        before, found, after = line.partition(quote)
        if found:
            return before or after.partition(quote)[0]
    return line.removesuffix(b"\\")


def _headers(text: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The headers before the base64 (RFC 1421 section 4.6; folded ones are not in use), and what follows them."""
    text = text.lstrip()
    found: list[tuple[str, str]] = []
    at = 0
    while (header := _HEADER.match(text, at)) is not None and len(found) < 32:
        key, _, value = header.group().partition(b":")
        found.append((key.decode("ascii"), b" ".join(value.split()).decode("utf-8", "replace")))
        at = header.end()
    return tuple(found), text[at:]
