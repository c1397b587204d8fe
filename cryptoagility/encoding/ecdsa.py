"""ECDSA signatures in their two forms: DER (SEC 1, X.509) and two numbers side by side (IEEE 1363, JOSE, COSE)."""

from __future__ import annotations

from ..algorithms import curves
from ..errors import MalformedInput
from .der import Reader, natural, sequence


def raw_from_der(signature: bytes, curve: str) -> bytes:
    """r and s, each as long as the curve's order. Raises MalformedInput for what is no Ecdsa-Sig-Value."""
    size = _size(curve)
    outer = Reader(signature)
    inner = outer.enter()
    r, s = inner.natural(), inner.natural()
    inner.end()
    outer.end()
    if not (0 < r.bit_length() <= 8 * size and 0 < s.bit_length() <= 8 * size):
        raise MalformedInput("a number of the signature does not fit the curve")
    return r.to_bytes(size) + s.to_bytes(size)


def der_from_raw(signature: bytes, curve: str) -> bytes:
    """The Ecdsa-Sig-Value of r and s side by side. Raises MalformedInput for another length."""
    size = _size(curve)
    if len(signature) != 2 * size:
        raise MalformedInput("an ECDSA signature is two numbers as long as the curve's order")
    return sequence(natural(int.from_bytes(signature[:size])), natural(int.from_bytes(signature[size:])))


def _size(curve: str) -> int:
    return (curves()[curve].bits + 7) // 8  # the order is as long as the field in every curve that is offered
