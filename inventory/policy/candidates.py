"""What an algorithm can be: one thing if its name says all that policies ask for, several if something is left open."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Scheme

from .sets import CLASSES, Candidate, curve_bits, edwards

_KEY_SIZES = (128, 192, 256)
_TOO_SMALL = 512  # stands for every modulus below the smallest class

# HSS is LMS in several levels, and the table has one row for both: the number of levels is not known.
_LEVELS = MappingProxyType(
    {
        "hss-lms": (Candidate("LMS (one level)", ("LMS",)), Candidate("HSS (several levels)", ("HSS", "LMS"))),
        "xmss": (Candidate("XMSS (one level)", ("XMSS",)),),
        "xmssmt": (Candidate("XMSSMT", ("XMSSMT", "XMSS")),),
    }
)
_MAC_CIPHERS = frozenset({"CMAC-AES", "GMAC-AES"})


def candidates(scheme: Scheme) -> tuple[Candidate, ...]:
    """All that this scheme can be, as far as policies tell things apart."""
    family = scheme.family
    if scheme.row is not None and scheme.row.id in _LEVELS:
        return _LEVELS[scheme.row.id]
    if family.name == "HMAC":
        return tuple(_hmac(scheme, name) for name in _hashes(scheme))
    if family.name in _MAC_CIPHERS:
        return tuple(_block(scheme, size, (*family.policy, "AES"), "AES") for size in _sizes(scheme))
    if "mode" in family.parameters:
        sizes = _sizes(scheme) if "size" in family.parameters else (None,)
        return tuple(_block(scheme, size, family.policy, family.name) for size in sizes)
    if "curve" in family.parameters:
        curves = (scheme.curve,) if scheme.curve is not None else tuple(algorithms.curves())
        return tuple(_curve(scheme, curve) for curve in curves)
    if "size" in family.parameters:
        return tuple(_modulus(scheme, size) for size in _moduli(scheme))
    return tuple(_rows(scheme))


def missing(scheme: Scheme) -> str:
    """What the name of the scheme leaves open, in words."""
    family = scheme.family
    if scheme.row is not None and scheme.row.id in _LEVELS:
        return "number of levels"
    if family.name == "HMAC":
        return "hash"
    if "curve" in family.parameters:
        return "curve"
    if "size" in family.parameters:
        return "key size"
    return "parameter set"


def _hashes(scheme: Scheme) -> Iterable[str]:
    known = algorithms.hashes()
    return (known[scheme.hash],) if scheme.hash is not None else known.values()


def _hmac(scheme: Scheme, name: str) -> Candidate:
    inner = algorithms.parse(name)
    label = f"HMAC with {inner.name}"
    return Candidate(label, scheme.family.policy + inner.family.policy, names=frozenset({inner.name}))


def _sizes(scheme: Scheme) -> tuple[int | None, ...]:
    return (scheme.size,) if scheme.size is not None else _KEY_SIZES


def _block(scheme: Scheme, size: int | None, families: tuple[str, ...], cipher: str) -> Candidate:
    known = tuple(str(part) for part in (size, scheme.mode) if part is not None)
    label = "-".join((scheme.family.name, *known))
    return Candidate(label, families, size=size, parts=frozenset((cipher, *known)))


def _curve(scheme: Scheme, curve: str) -> Candidate:
    label = scheme.name if scheme.curve is not None else f"{scheme.family.name}-{curve}"
    return Candidate(label, scheme.family.policy, curve=curve, bits=curve_bits(curve))


def _moduli(scheme: Scheme) -> tuple[int, ...]:
    return (scheme.size,) if scheme.size is not None else (_TOO_SMALL, *CLASSES)


def _modulus(scheme: Scheme, size: int) -> Candidate:
    label = scheme.name if scheme.size is not None else f"{scheme.family.name}-{size}"
    return Candidate(label, scheme.family.policy, size=size)


def _rows(scheme: Scheme) -> Iterable[Candidate]:
    rows = scheme.rows
    if not rows:
        yield Candidate(scheme.name, scheme.family.policy, names=frozenset({scheme.name}))
    for row in rows:
        curve = edwards((row.name,))
        bits = curve_bits(curve) if curve is not None else None
        label = scheme.name if len(rows) == 1 else row.name
        yield Candidate(label, scheme.family.policy, curve=curve, bits=bits, names=frozenset({row.name}))
