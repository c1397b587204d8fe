"""The acceptance kit refuses what it is there to refuse: one bad detector for each promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from inventory.detectors import File, Stub
from inventory.errors import Unreadable
from inventory.model import AssetId, Finding, Kind, Location, Parameter, Problem, algorithm_id
from inventory.testing import accept_detector

SECRET = bytes(range(0x41, 0x51))
EXAMPLE = (b"sha1 first\n", b"key " + SECRET + b"\n")

Item = Finding | Problem


def good(file: File) -> Iterator[Item]:
    """Finds its two words at their lines."""
    for number, line in enumerate(file.data.split(b"\n"), 1):
        if line.startswith(b"sha1 "):
            yield Finding("bad", algorithm_id("SHA-1"), Location(file.path, number), "SHA-1")
        if line.startswith(b"key "):
            yield Finding("bad", AssetId.at(Kind.SECRET_KEY, file.path, number), Location(file.path, number))


class Bad:
    """A detector that does this."""

    name = "bad"

    def __init__(self, detect: Callable[[File], Iterable[Item]], wanted: bool = True) -> None:
        self.detect = detect
        self._wanted = wanted

    def wants(self, stub: Stub) -> bool:
        return self._wanted


def accept(detect: Callable[[File], Iterable[Item]]) -> None:
    accept_detector(Bad(detect), "a/b.txt", *EXAMPLE, secrets=[SECRET])


def problem(file: File, reason: str, line: int | None = None) -> Iterator[Item]:
    """A problem wherever the example is not whole."""
    yield from good(file)
    if b"first" not in file.data:
        yield Problem(file.path, "bad", reason, line)


def test_a_good_detector_is_accepted() -> None:
    answer = accept_detector(Bad(good), "a/b.txt", *EXAMPLE, secrets=[SECRET])
    assert [one.location.line for one in answer if isinstance(one, Finding)] == [1, 2]


def raises(file: File) -> Iterator[Item]:
    yield from good(file)
    file.data.decode("ascii")


def only_while_it_runs() -> Callable[[File], Iterable[Item]]:
    seen: list[int] = []

    def detect(file: File) -> Iterator[Item]:
        seen.append(1)
        yield from good(file)
        if len(seen) > 50 and file.data == b"".join(EXAMPLE):
            yield Finding("bad", algorithm_id("MD5"), Location(file.path), "MD5")

    return detect


def refuses(reason: str) -> Callable[[File], Iterable[Item]]:
    def detect(file: File) -> Iterable[Item]:
        if not file.data.endswith(b"\n"):
            raise Unreadable(reason)
        return tuple(good(file))

    return detect


def with_parameter(make: Callable[[File], str]) -> Callable[[File], Iterable[Item]]:
    def detect(file: File) -> Iterator[Item]:
        yield from good(file)
        place = Location(file.path)
        yield Finding("bad", algorithm_id("MD5"), place, "MD5", parameters=(Parameter("x", make(file)),))

    return detect


def first_only(file: File) -> Iterator[Item]:
    yield from list(good(file))[:1]


def at(path: str | None = None, line: int | None = None, offset: int | None = None) -> Callable[[File], Iterable[Item]]:
    def detect(file: File) -> Iterator[Item]:
        yield from good(file)
        yield Finding("bad", algorithm_id("MD5"), Location(path or file.path, line, offset), "MD5")

    return detect


@pytest.mark.parametrize(
    ("detect", "message"),
    [
        (lambda file: (), "gives no finding"),
        (lambda file: (*good(file), Problem(file.path, "bad", "x")), "gives problems"),
        (raises, "raised UnicodeDecodeError instead of Unreadable"),
        (only_while_it_runs(), "what it saw before changes the answer"),
        (refuses("cannot read ABCDEFGHIJKLMNOP"), "a secret comes out"),
        (refuses("two\nlines"), "a message that cannot be shown"),
        (lambda file: problem(file, "x\u202ey"), "a message that cannot be shown"),
        (lambda file: problem(file, "x", 0), "line 0 is not in the file"),
        (lambda file: problem(file, "x", 10**9), "is not in the file"),
        (lambda file: problem(file, ""), "a problem without a reason"),
        (with_parameter(lambda file: SECRET.decode()), "a secret comes out"),
        (with_parameter(lambda file: f"key {SECRET[:12].hex(':')}…"), "a secret comes out"),
        (with_parameter(lambda file: SECRET.hex()), "a secret comes out"),
        (with_parameter(lambda file: "x QUJDREVGR0hJSktMTU5P"), "a secret comes out"),
        (with_parameter(lambda file: str(int.from_bytes(SECRET, "big"))), "a secret comes out"),
        (with_parameter(lambda file: "a\tb"), "the parameter x cannot be shown"),
        (first_only, "another order of the parts gives other assets"),
        (at(path="other"), "speaks of 'other', was given 'a/b.txt'"),
        (at(line=4), "line 4 is not in the file"),
        (at(offset=100), "offset 100 is not in the file"),
    ],
)
def test_a_bad_detector_is_refused(detect: Callable[[File], Iterable[Item]], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        accept(detect)


def test_a_message_that_quotes_is_refused() -> None:
    def detect(file: File) -> Iterator[Item]:
        yield from good(file)
        if b"word" in file.data and b"first" not in file.data:
            yield Problem(file.path, "bad", "no such word-" + "y" * 30)

    with pytest.raises(AssertionError, match="the message quotes the content"):
        accept_detector(Bad(detect), "a/b.txt", b"sha1 first\n", b"word-" + b"y" * 30 + b"\n")


def test_a_detector_that_refuses_its_example_is_refused() -> None:
    with pytest.raises(AssertionError, match="wants"):
        accept_detector(Bad(good, wanted=False), "a/b.txt", *EXAMPLE)
