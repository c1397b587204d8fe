"""ECPrivateKey (RFC 5915) as the composite drafts write it: version 1, the scalar, the named curve, no public key."""

from __future__ import annotations

from ..errors import MalformedInput

_SEQUENCE, _INTEGER, _OCTETS, _OID, _CURVE = 0x30, 0x02, 0x04, 0x06, 0xA0


def ec_private_key(scalar: bytes, curve_oid: str) -> bytes:
    """The DER of a private key; ``scalar`` is as long as the curve's order, in bytes."""
    curve = _element(_CURVE, _element(_OID, _oid(curve_oid)))
    return _element(_SEQUENCE, _element(_INTEGER, b"\x01") + _element(_OCTETS, scalar) + curve)


def ec_private_scalar(der: bytes, curve_oid: str, size: int) -> bytes:
    """The scalar of ``size`` bytes in the DER of a private key on this curve. Raises MalformedInput."""
    empty = ec_private_key(bytes(size), curve_oid)
    after = len(_element(_CURVE, _element(_OID, _oid(curve_oid))))
    start = len(empty) - after - size
    if len(der) != len(empty) or der[:start] != empty[:start] or der[start + size :] != empty[start + size :]:
        raise MalformedInput("not an ECPrivateKey of this curve (version 1, named curve, no public key)")
    return der[start : start + size]


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x81" + bytes([size])
    return bytes([tag]) + length + content


def _oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    body = b""
    for arc in (first * 40 + second, *rest):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(arc & 0x7F | 0x80)
        body += bytes(reversed(octets))
    return body
