"""Points of small order, computed here from the curve equations, are refused as keys."""

from __future__ import annotations

import pytest

from cryptoagility import providers
from cryptoagility.encoding.small_order import small_order_448, small_order_25519
from cryptoagility.errors import InvalidSignature, MalformedInput

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """Addition on edwards25519: -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032 section 5.1)."""
    (x1, y1), (x2, y2) = a, b
    common = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + common, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - common, -1, P) % P


def x_of(y: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == square:
            return candidate
    return None


def test_the_points_are_those_of_small_order() -> None:
    for y in small_order_25519():
        x = x_of(y % P)
        assert x is not None
        point = (x, y % P)
        for _ in range(3):
            point = add(point, point)
        assert point == (0, 1)
    assert len({y % P for y in small_order_25519()}) == 5  # order 1, 2, 4 (both), 8 (two pairs)


@pytest.mark.parametrize(
    ("name", "size", "points"), [("Ed25519", 32, small_order_25519()), ("Ed448", 57, small_order_448())]
)
def test_they_are_no_public_keys(name: str, size: int, points: frozenset[int]) -> None:
    for y in sorted(points):
        for sign in (0, 1 << (8 * size - 1)):
            with pytest.raises(MalformedInput):
                providers.signature(name).public_key((y | sign).to_bytes(size, "little"))


@pytest.mark.parametrize(("name", "size"), [("X25519", 32), ("X448", 56)])
@pytest.mark.parametrize("u", [0, 1])
def test_a_key_agreement_with_them_gives_nothing(name: str, size: int, u: int) -> None:
    scheme = providers.kem(name)
    low = u.to_bytes(size, "little")
    with pytest.raises(MalformedInput, match="no shared secret"):
        scheme.public_key(low).encapsulate()
    with pytest.raises(InvalidSignature):
        scheme.generate().decapsulate(low)
