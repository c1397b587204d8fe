"""Bytes that are almost right: what happens to files on their way, and what an attacker tries first."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

# Lengths and counts at the edges of one, two, four and eight bytes, and the lengths of DER and CBOR.
EDGES = (
    b"\0", b"\1", b"\x7f", b"\x80", b"\xff", b"\x17", b"\x18", b"\x1f", b"\x5f", b"\x9f", b"\xbf", b"\xf6", b"\xf9",
    b"\0\0", b"\xff\xff", b"\x7f\xff", b"\x81\x80", b"\x82\xff\xff", b"\x84\xff\xff\xff\xff", b"\x58\xff",
    b"\0\0\0\0", b"\0\0\0\1", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x5a\xff\xff\xff\xff",
    b"\x1b" + b"\xff" * 8, b"\x3b" + b"\xff" * 8, b"\x7f" + b"\xff" * 7, b"\xff" * 16,
    b"-", b'"', b"[", b"{", b"}", b",", b"\n", b"\r\n", b"=", b"0", b"9" * 30, b"1e999", b"null",
    b"\\ud800", b"\xed\xa0\x80",
)  # fmt: skip


def mutated(samples: Sequence[bytes], random: Random, most: int = 4) -> bytes:
    """A sample with one to ``most`` changes; now and then random bytes."""
    if not random.randrange(50):
        return random.randbytes(random.randrange(200))
    data = bytearray(random.choice(samples))
    for _ in range(random.randint(1, most)):
        random.choice(_CHANGES)(data, random, samples)
    return bytes(data[: 1 << 17])


def _flip(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _set(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _cut(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    start, end = _slice(data, random)
    del data[start:end]


def _end(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    del data[random.randrange(len(data) + 1) :]


def _add(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    at = random.choice((0, len(data), random.randrange(len(data) + 1)))
    data[at:at] = random.randbytes(random.randint(1, 20))


def _double(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    start, end = _slice(data, random)
    data[end:end] = data[start:end]


def _move(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    start, end = _slice(data, random)
    piece = data[start:end]
    del data[start:end]
    at = random.randrange(len(data) + 1)
    data[at:at] = piece


def _splice(data: bytearray, random: Random, samples: Sequence[bytes]) -> None:
    other = bytearray(random.choice(samples))
    start, end = _slice(other, random)
    at, to = _slice(data, random)
    data[at : random.choice((at, to))] = other[start:end]


def _edge(data: bytearray, random: Random, _samples: Sequence[bytes]) -> None:
    value = random.choice(EDGES)
    at = random.randrange(len(data) + 1)
    data[at : at + random.choice((0, len(value)))] = value


def _slice(data: bytearray, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    length = random.choice((1, 2, 4, 8, 16, 64, len(data)))
    return start, min(len(data), start + random.randint(0, length))


_CHANGES = (_flip, _set, _cut, _end, _add, _double, _move, _splice, _edge, _edge)
