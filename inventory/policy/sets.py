"""Parameter sets as policies write them (RSA-3072, EC-250.., P-256, AES-ECB), and the algorithms they match."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from .policy import NOT_ALGORITHMS
from .strict_yaml import quoted

ELLIPTIC = frozenset({"ECDSA", "ECDH", "XDH", "EdDSA"})
_MODULUS = MappingProxyType(
    {
        "RSA": frozenset({"RSA", "RSASSA-PKCS1-v1_5", "RSASSA-PSS", "RSAES-OAEP", "RSAES-PKCS1"}),
        "DH": frozenset({"DH"}),
        "DSA": frozenset({"DSA"}),
    }
)
CLASSES = (1024, 2048, 3072, 4096, 6144, 7680, 8192, 15360)
"""Sizes of RSA, DH and DSA that policies name: any other size is rounded down to one of them."""

# Families that policies name and the table of algorithms has no family for.
_MORE_FAMILIES = frozenset({*NOT_ALGORITHMS, "HSS", "XMSSMT", "KpqC", "NTRU+", "SMAUG-T", "HAETAE", "AIMer", "FRP"})
_CURVE_FAMILIES = frozenset({"ECDSA", "ECDH"})
_EDWARDS = MappingProxyType({"X25519": 255, "Ed25519": 255, "X448": 448, "Ed448": 448})
_UNTABLED_CURVES = MappingProxyType({"FRP256v1": 256})
_UNTABLED_SETS = MappingProxyType(
    {f"mceliece{size}f": "Classic McEliece" for size in ("348864", "460896", "6688128", "6960119", "8192128")}
)
_RANGE = re.compile(r"(RSA|DH|DSA|EC)-([0-9]{2,5})\.\.([0-9]{2,5})?")
_SIZE = re.compile(r"(RSA|DH|DSA)-([0-9]{2,5})")


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """One entry of a rule: what it matches, and the families it can stand in."""

    name: str
    families: frozenset[str]
    low: int | None = None  # of a size (low = high) or a range
    high: int | None = None
    ranged: bool = False
    curve: str | None = None  # canonical name, or a prefix that ends in *
    names: frozenset[str] = frozenset()  # canonical row names
    prefix: tuple[str, ...] = ()  # parts of a block cipher: (AES, 256) or (AES, ECB)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that an algorithm can be, when its name leaves something open.

    ``families`` goes from the most specific to the most general; a rule for an earlier one goes first.
    """

    label: str
    families: tuple[str, ...]
    size: int | None = None
    curve: str | None = None
    bits: int | None = None  # field size of a curve
    names: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@cache
def known_families() -> frozenset[str]:
    """Every family that a rule may name."""
    return frozenset(name for family in algorithms.families().values() for name in family.policy) | _MORE_FAMILIES


@cache
def parameter_set(name: str) -> ParameterSet:
    """What a policy means by this name. Raises ValueError if nothing is called so."""
    if found := _RANGE.fullmatch(name):
        prefix, low, high = found.groups()
        if high is not None and int(high) < int(low):
            raise ValueError(f"names the range {quoted(name)}, which is empty")
        families = ELLIPTIC if prefix == "EC" else _MODULUS[prefix]
        return ParameterSet(name, families, int(low), int(high) if high else None, ranged=True)
    if found := _SIZE.fullmatch(name):
        bits = int(found[2])
        return ParameterSet(name, _MODULUS[found[1]], bits, bits)
    return _curve_set(name) or _block_cipher_set(name) or _named_set(name)


def contains(members: ParameterSet, candidate: Candidate) -> bool:
    """Whether this candidate is in the set, by its own size, curve or name (nothing is rounded)."""
    if members.ranged:
        size = candidate.bits if "ECDSA" in members.families else candidate.size
        return size is not None and _in_range(members, size)
    if members.low is not None:
        return candidate.size == members.low
    if members.curve is not None:
        return same_curve(members.curve, candidate.curve)
    if members.prefix:
        return set(members.prefix) <= candidate.parts
    return bool(members.names & candidate.names)


def overlap(one: ParameterSet, other: ParameterSet) -> bool:
    """Whether two entries of rules name the same thing."""
    if one.name == other.name or (one.names & other.names):
        return True
    if one.low is not None and other.low is not None and one.families == other.families:
        return one.low <= (other.high or 10**6) and other.low <= (one.high or 10**6)
    for ranged, named in ((one, other), (other, one)):
        if ranged.ranged and "ECDSA" in ranged.families and (bits := _bits(named)) is not None:
            return _in_range(ranged, bits)
    if one.curve is not None and other.curve is not None:
        return same_curve(one.curve, other.curve) or same_curve(other.curve, one.curve)
    return False


def rounded(size: int) -> int | None:
    """The named size at or below this one; None if it is smaller than all."""
    return max((named for named in CLASSES if named <= size), default=None)


def curve_class(family: str, candidate: Candidate) -> str | None:
    """The curve of NIST in this family with the strength of a curve that no rule names, rounded down."""
    if candidate.bits is None:
        return None
    ladder = _LADDERS.get(family, ())
    return next((name for bits, name in ladder if bits // 2 <= candidate.bits // 2), None)


_LADDERS = MappingProxyType(
    {
        "ECDSA": ((512, "P521"), (384, "P384"), (255, "P256"), (224, "P224")),
        "ECDH": ((512, "P521"), (384, "P384"), (255, "P256"), (224, "P224")),
        "XDH": ((448, "X448"), (255, "X25519")),
        "EdDSA": ((448, "Ed448"), (255, "Ed25519")),
    }
)


def curve_bits(curve: str) -> int:
    """Field size of a curve by canonical name."""
    return _EDWARDS.get(curve) or algorithms.curves()[curve].bits


def edwards(names: Iterable[str]) -> str | None:
    """The Montgomery or Edwards curve among these names, if one is there."""
    return next((name for name in sorted(names) if name in _EDWARDS), None)


def same_curve(named: str, curve: str | None) -> bool:
    """Whether a policy's name for a curve, or for a kind of curves, means this one."""
    if curve is None:
        return False
    return curve.startswith(named[:-1]) if named.endswith("*") else curve == named


def _in_range(members: ParameterSet, size: int) -> bool:
    assert members.low is not None
    return members.low <= size and (members.high is None or size <= members.high)


def _bits(members: ParameterSet) -> int | None:
    if members.curve is None or members.curve.endswith("*"):
        return None
    return _UNTABLED_CURVES.get(members.curve) or curve_bits(members.curve)


def _curve_set(name: str) -> ParameterSet | None:
    if name in _EDWARDS:
        return ParameterSet(name, frozenset({"XDH" if name.startswith("X") else "EdDSA"}), curve=name)
    if name in _UNTABLED_CURVES:
        return ParameterSet(name, _CURVE_FAMILIES, curve=name)
    if name == "brainpool":
        return ParameterSet(name, _CURVE_FAMILIES, curve="brainpool*")
    try:
        return ParameterSet(name, _CURVE_FAMILIES, curve=algorithms.curve_name(name))
    except AgilityError:
        return None


def _block_cipher_set(name: str) -> ParameterSet | None:
    try:
        scheme = algorithms.parse(name)
    except AgilityError:
        return None
    if "mode" not in scheme.family.parameters:
        return None
    parts = (scheme.family.name, *(str(part) for part in (scheme.size, scheme.mode) if part is not None))
    return ParameterSet(name, frozenset(scheme.family.policy), prefix=parts)


def _named_set(name: str) -> ParameterSet:
    """A set by the name of a row, or of several rows that differ in what the policy leaves open (FrodoKEM-976)."""
    if name in _UNTABLED_SETS:
        return ParameterSet(name, frozenset({_UNTABLED_SETS[name]}), names=frozenset({name}))
    rows = [row for row in algorithms.table() if name in (row.name, row.id, row.title, row.parameter_set)]
    rows = rows or [row for row in algorithms.table() if row.name.startswith(f"{name}-") and not row.composite]
    if not rows:
        raise ValueError(f"names {quoted(name)}, which is no parameter set")
    families = {family for row in rows for family in algorithms.parse(row.name).family.policy}
    return ParameterSet(name, frozenset(families), names=frozenset(row.name for row in rows))
