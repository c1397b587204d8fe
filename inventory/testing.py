"""Acceptance kit for detectors: give it one good example, it attacks the detector with everything else.

For tests only. A detector that passes answers the same whatever it saw before, finds the same things in another order,
raises nothing but Unreadable on cut, damaged, spliced, nested or foreign input, stays inside the file that it was
given, says nothing that cannot be shown, and never lets a secret out.
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
from collections.abc import Iterable, Iterator
from itertools import islice, permutations

from .detectors import Detector, File, Stub
from .detectors.detector import HEAD
from .errors import Unreadable
from .model import AssetId, Finding, Problem

Answer = tuple[Finding | Problem, ...]

_CUTS = 96
_DAMAGES = 96
_SPLICES = 24
_ORDERS = 12
_EVERY_CUT = 200  # bytes of an example that is cut at each of its bytes
_AGAIN = 8  # one attack of so many is run twice
_SECONDS = 20.0  # what a scan grants one file
_PIECE = 12  # bytes of a secret that tell too much
_SHORTEST_SECRET = 8  # bytes of a secret that nothing else has by chance
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{24,}")  # in a message: no word, but content
_FOREIGN = (
    b"",
    b"\0",
    b"\n" * 5000,
    b"\xff" * 300,
    b"\x30\x84\xff\xff\xff\xff",
    b"\x30\x80" * 3000,
    b"\x30\x82\x00\x04" * 3000,
    b"(" * 20_000,
    b'{"a":' * 5000,
    b"[" * 20_000,
    b"-----BEGIN CERTIFICATE-----\n" * 2000,
    b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    b"LS0tLS1CRUdJTi" * 2000,
    b"AAAA" * 20_000,
    b"ssh-rsa AAAA\n" * 500,
    "ℌ𝔦 \u202e\n".encode() * 100,
    "utf-16 text".encode("utf-16"),
)


def accept_detector(detector: Detector, path: str, *parts: bytes, secrets: Iterable[bytes] = ()) -> Answer:
    """What the detector says of the parts one after the other, after the attack.

    Several ``parts`` say that their order does not matter: any order must give the same assets. None of the
    ``secrets``, which are in the parts, may come out, whole or in pieces, in any usual form. Raises AssertionError
    saying which input broke it.
    """
    example = b"".join(parts)
    hidden = tuple(form for secret in secrets for form in _forms(secret))
    kit = _Kit(detector, path, hidden)
    first = kit.answer(example, "the example")
    assert any(isinstance(one, Finding) for one in first), "the example gives no finding: choose one that does"
    assert not any(isinstance(one, Problem) for one in first), "the example gives problems: choose one that is whole"
    assert detector.wants(Stub(path, len(example), example[:HEAD])), "wants() refuses the example"
    assert first == kit.answer(example, "the example again"), "the second answer differs from the first"
    for order in islice(permutations(parts), 1, _ORDERS):
        other = kit.answer(b"".join(order), "another order of the parts")
        assert _assets(other) == _assets(first), "another order of the parts gives other assets"
    for number, (what, data) in enumerate(_attacks(example)):
        answer = kit.answer(data, what)
        if number % _AGAIN == 0:
            assert answer == kit.answer(data, what), f"{what}: the second answer differs from the first"
        detector.wants(Stub(path, len(data), data[:HEAD]))
    assert first == kit.answer(example, "the example after all"), "what it saw before changes the answer"
    return first


class _Kit:
    """One detector under attack: every answer is held to the promises of all answers."""

    def __init__(self, detector: Detector, path: str, hidden: tuple[str, ...]) -> None:
        self._detector = detector
        self._path = path
        self._hidden = hidden

    def answer(self, data: bytes, what: str) -> Answer:
        began = time.process_time()
        refused = ""
        try:
            answer = tuple(self._detector.detect(File(self._path, data)))
        except Unreadable as error:
            answer, refused = (), str(error)
        except Exception as error:
            raise AssertionError(f"{what}: raised {type(error).__name__} instead of Unreadable") from error
        spent = time.process_time() - began
        assert spent < _SECONDS, f"{what}: {spent:.1f} seconds of processor time"
        for one in answer:
            self._check(one, data, what)
        _check_message(refused, data, what)
        said = f"{answer!r} {refused}".lower()
        assert not any(form in said for form in self._hidden), f"{what}: a secret comes out"
        return answer

    def _check(self, one: Finding | Problem, data: bytes, what: str) -> None:
        place = one.path if isinstance(one, Problem) else one.location.path
        assert place == self._path, f"{what}: speaks of {place!r}, was given {self._path!r}"
        line = one.line if isinstance(one, Problem) else one.location.line
        assert line is None or 1 <= line <= _lines(data), f"{what}: line {line} is not in the file"
        if isinstance(one, Problem):
            assert one.reason, f"{what}: a problem without a reason"
            _check_message(one.reason, data, what)
            return
        offset = one.location.offset
        assert offset is None or 0 <= offset <= len(data), f"{what}: offset {offset} is not in the file"
        for parameter in one.parameters:
            assert parameter.value.isprintable(), f"{what}: the parameter {parameter.name} cannot be shown"


def _lines(data: bytes) -> int:
    return 1 + max(data.count(b"\n"), data.count(b"\r"))


def _check_message(message: str, data: bytes, what: str) -> None:
    """A message may name what a format calls itself, but never quote a run of the content."""
    assert message.isprintable(), f"{what}: a message that cannot be shown: {message!r}"
    for run in _RUN.findall(message):
        assert run.encode() not in data, f"{what}: the message quotes the content: {message!r}"


def _assets(answer: Answer) -> set[tuple[AssetId, str | None]]:
    """What was found, wherever it was. What has only its place as identity is the same at another place."""
    found = (one for one in answer if isinstance(one, Finding))
    return {
        (AssetId(one.asset.kind, "at") if one.asset.value.startswith("at:") else one.asset, one.algorithm)
        for one in found
    }


def _forms(secret: bytes) -> Iterator[str]:
    """A secret and pieces of it as they could come out: text, hexadecimal, base64, a number; in lower case."""
    assert len(secret) >= _SHORTEST_SECRET, "a secret that short is anywhere"
    yield str(int.from_bytes(secret, "big"))
    middle = (len(secret) - _PIECE) // 2
    for piece in {secret, *((secret[:_PIECE], secret[middle:][:_PIECE], secret[-_PIECE:]) if middle > 0 else ())}:
        yield from _piece_forms(piece)


def _piece_forms(secret: bytes) -> Iterator[str]:
    yield repr(secret)[2:-1].lower()
    yield secret.hex()
    yield secret.hex(":")
    for start in range(3):
        text = base64.b64encode(secret[start : start + (len(secret) - start) // 3 * 3]).decode()
        yield text.lower()
        yield text.translate(str.maketrans("+/", "-_")).lower()


def _attacks(example: bytes) -> Iterator[tuple[str, bytes]]:
    chooser = random.Random(20261125)  # noqa: S311  # the same attacks every time
    yield from _cut(example)
    yield from _damaged(example, chooser)
    yield from _spliced(example, chooser)
    yield from _wrapped(example)
    for number, foreign in enumerate(_FOREIGN):
        yield f"foreign input {number}", foreign
        yield f"foreign input {number} before the example", foreign + b"\n" + example
        yield f"foreign input {number} after the example", example + b"\n" + foreign


def _cut(example: bytes) -> Iterator[tuple[str, bytes]]:
    size = len(example)
    steps = range(size) if size <= _EVERY_CUT else (size * step // _CUTS for step in range(_CUTS))
    for cut in sorted({*range(min(size, 16)), *steps, *range(max(size - 16, 0), size)}):
        yield f"cut after {cut} bytes", example[:cut]
        yield f"without its first {cut} bytes", example[cut:]


def _damaged(example: bytes, chooser: random.Random) -> Iterator[tuple[str, bytes]]:
    size = len(example)
    for _ in range(_DAMAGES):
        data = bytearray(example)
        for _ in range(chooser.randint(1, 4)):
            data[chooser.randrange(size)] = chooser.randrange(256)
        yield "damaged", bytes(data)
        data = bytearray(example)
        data[chooser.randrange(size)] ^= 1 << chooser.randrange(8)
        yield "with one bit turned", bytes(data)


def _spliced(example: bytes, chooser: random.Random) -> Iterator[tuple[str, bytes]]:
    size = len(example)
    for _ in range(_SPLICES):
        start, end = sorted((chooser.randrange(size + 1), chooser.randrange(size + 1)))
        yield "with a piece twice", example[:end] + example[start:]
        yield "without a piece", example[:start] + example[end:]
        yield "with a piece in it", example[:start] + chooser.choice(_FOREIGN)[:4096] + example[start:]
    lines = example.split(b"\n")
    chooser.shuffle(lines)
    yield "with its lines in another order", b"\n".join(lines)
    yield "with its lines turned round", b"\n".join(reversed(example.split(b"\n")))
    yield "backwards", example[::-1]


def _wrapped(example: bytes) -> Iterator[tuple[str, bytes]]:
    yield "repeated", example * 20
    yield "behind other bytes", b"\0\n" * 50 + example
    yield "before zeros", example + bytes(4096)
    yield "with other line ends", example.replace(b"\n", b"\r\n")
    yield "with old line ends", example.replace(b"\n", b"\r")
    yield "on one line", example.replace(b"\n", b" ")
    yield "behind a byte order mark", b"\xef\xbb\xbf" + example
    yield "in UTF-16", example.decode("latin-1").encode("utf-16")
    yield "indented", b"".join(b"    " + line for line in example.splitlines(keepends=True))
    yield "commented out", b"".join(b"# " + line for line in example.splitlines(keepends=True))
    yield "in a string of JSON", json.dumps({"data": example.decode("latin-1")}).encode()
    nested = example
    for depth in range(1, 4):
        nested = base64.b64encode(nested)
        yield f"in base64, {depth} deep", nested
