"""Points of small order on the Edwards curves: the y coordinates of all their encodings, canonical or not."""

from __future__ import annotations

_P25519 = 2**255 - 19
_P448 = 2**448 - 2**224 - 1
# The y coordinates of the four points of order 8 (RFC 8032 section 5.1); the others have y = 0, 1 and -1.
_Y8_25519 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


def small_order_25519() -> frozenset[int]:
    """The y coordinates below 2^255 that stand for a point of order 1, 2, 4 or 8 of edwards25519."""
    return _encodings({0, 1, _P25519 - 1, _Y8_25519, _P25519 - _Y8_25519}, _P25519, 255)


def small_order_448() -> frozenset[int]:
    """The y coordinates below 2^455 that stand for a point of order 1, 2 or 4 of edwards448."""
    return _encodings({0, 1, _P448 - 1}, _P448, 448)


def _encodings(values: set[int], prime: int, bits: int) -> frozenset[int]:
    return frozenset(value + more for value in values for more in (0, prime) if value + more < 1 << bits)
