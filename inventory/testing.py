"""Acceptance kit for detectors: give it one good example, it attacks the detector with everything else.

For tests only. A detector that passes answers the same twice, never raises anything but Unreadable on cut, damaged,
repeated or foreign input, and keeps to the paths it was given.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from .detectors import Detector, File, Stub
from .detectors.detector import HEAD
from .errors import Unreadable
from .model import Finding, Problem

_CUTS = 64
_DAMAGES = 64
_SECONDS = 20.0  # what a scan grants one file
_FOREIGN = (
    b"",
    b"\0",
    b"\n" * 5000,
    b"\xff" * 300,
    b"\x30\x84\xff\xff\xff\xff",
    b"\x30\x80" * 3000,
    b"(" * 20_000,
    b'{"a":' * 5000,
    b"-----BEGIN CERTIFICATE-----\n" * 2000,
    b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    b"ssh-rsa AAAA\n" * 500,
    "ℌ𝔦 \u202e\n".encode() * 100,
    "utf-16 text".encode("utf-16"),
)


def accept_detector(detector: Detector, path: str, example: bytes) -> tuple[Finding | Problem, ...]:
    """What the detector says of the example, after the attack. Raises AssertionError saying which input broke it."""
    first = _answer(detector, path, example, "the example")
    assert first, "the example gives no finding: choose one that does"
    assert _wants(detector, path, example), "wants() refuses the example"
    assert first == _answer(detector, path, example, "the example again"), "the second answer differs from the first"
    for what, data in _attacks(example):
        _answer(detector, path, data, what)
    return first


def _answer(detector: Detector, path: str, data: bytes, what: str) -> tuple[Finding | Problem, ...]:
    began = time.process_time()
    try:
        answer = tuple(detector.detect(File(path, data)))
    except Unreadable as error:
        answer = ()
        _quotes_nothing(str(error), data, what)
    spent = time.process_time() - began
    assert spent < _SECONDS, f"{what}: {spent:.1f} seconds of processor time"
    for one in answer:
        place = one.path if isinstance(one, Problem) else one.location.path
        assert place == path, f"{what}: speaks of {place!r}, was given {path!r}"
        if isinstance(one, Problem):
            _quotes_nothing(one.reason, data, what)
    return answer


def _quotes_nothing(message: str, data: bytes, what: str) -> None:
    """A message may name what a format calls itself, but never quote a run of the content."""
    text = message.encode()
    for start in range(max(0, len(text) - 24)):
        assert text[start : start + 24] not in data, f"{what}: the message quotes the content: {message!r}"


def _wants(detector: Detector, path: str, data: bytes) -> bool:
    return detector.wants(Stub(path, len(data), data[:HEAD]))


def _attacks(example: bytes) -> Iterator[tuple[str, bytes]]:
    chooser = random.Random(20261125)  # noqa: S311  # the same attacks every time
    size = len(example)
    for cut in sorted({*range(min(size, 16)), *(size * step // _CUTS for step in range(_CUTS))}):
        yield f"cut after {cut} bytes", example[:cut]
    for _ in range(_DAMAGES):
        damaged = bytearray(example)
        for _ in range(chooser.randint(1, 4)):
            damaged[chooser.randrange(size)] = chooser.randrange(256)
        yield "damaged", bytes(damaged)
    yield "repeated", example * 20
    yield "backwards", example[::-1]
    yield "behind other bytes", b"\0\n" * 50 + example
    yield "lines turned round", b"\n".join(reversed(example.split(b"\n")))
    for number, foreign in enumerate(_FOREIGN):
        yield f"foreign input {number}", foreign
