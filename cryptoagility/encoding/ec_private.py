"""ECPrivateKey (RFC 5915) as the composite drafts write it: version 1, the scalar, the named curve, no public key."""

from __future__ import annotations

from ..errors import MalformedInput
from .der import encode, natural, octets, oid, sequence

_CURVE = 0xA0


def ec_private_key(scalar: bytes, curve_oid: str) -> bytes:
    """The DER of a private key; ``scalar`` is as long as the curve's order, in bytes."""
    return sequence(natural(1), octets(scalar), encode(_CURVE, oid(curve_oid)))


def ec_private_scalar(der: bytes, curve_oid: str, size: int) -> bytes:
    """The scalar of ``size`` bytes in the DER of a private key on this curve. Raises MalformedInput."""
    empty = ec_private_key(bytes(size), curve_oid)
    after = len(encode(_CURVE, oid(curve_oid)))
    start = len(empty) - after - size
    if len(der) != len(empty) or der[:start] != empty[:start] or der[start + size :] != empty[start + size :]:
        raise MalformedInput("not an ECPrivateKey of this curve (version 1, named curve, no public key)")
    return der[start : start + size]
