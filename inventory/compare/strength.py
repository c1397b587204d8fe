"""Which of two is stronger: an order by the one table of algorithms, in which unknown stays unknown.

The quantum order is broken < weakened < safe, and inside one of them the NIST category. The classical order is the
attack cost in bits. Versions of TLS and SSL are ordered by age. Nothing here knows a policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from cryptoagility.algorithms import Quantum, Scheme, Use

from ..formats import schemes
from ..graph import Asset
from ..model import CertificateFacts, KeyFacts, Kind, ProtocolFacts


class Direction(StrEnum):
    """What the way from one to the other is."""

    WEAKENED = "weakened"
    TRADED = "traded"  # stronger in one respect, weaker in another
    UNKNOWN = "unknown"
    STRENGTHENED = "strengthened"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Level:
    """How strong something is in one respect. ``rank`` None: not known. ``shown`` is for a reader."""

    aspect: str
    rank: tuple[int, ...] | None
    shown: str


@dataclass(frozen=True, slots=True, order=True)
class Facet:
    """One respect in which two were compared, and the answer."""

    aspect: str
    before: str
    after: str
    direction: Direction


ANY_USE = frozenset(Use)
_QUANTUM = MappingProxyType({Quantum.BROKEN: 0, Quantum.WEAKENED: 1, Quantum.SAFE: 2})
_USE_OF_PRIMITIVE: Mapping[str, Use] = MappingProxyType(
    {
        "signature": Use.SIGNATURE,
        **dict.fromkeys(("pke", "kem", "key-agree"), Use.KEY_ESTABLISHMENT),
        **dict.fromkeys(("block-cipher", "stream-cipher", "ae"), Use.SYMMETRIC),
        **dict.fromkeys(("hash", "xof"), Use.HASH),
        "mac": Use.MAC,
        "kdf": Use.KDF,
        "drbg": Use.RANDOM,
        "key-wrap": Use.KEY_WRAP,
    }
)
_VERSION = re.compile(r"(?:version)?[-_ ]?(?P<family>dtls|tls|ssl)[-_ ]?v?(?P<major>[0-9])[._]?(?P<minor>[0-9])?")
_FAMILIES = MappingProxyType({"ssl": 0, "tls": 1, "dtls": 1})
_UNKNOWN = "unknown"
_NOT_SET = "not set"


def uses(asset: Asset) -> frozenset[Use]:
    """What an algorithm or key is for: every use that it may have; all of them if nothing is known of it."""
    scheme = asset.scheme
    if scheme is not None:
        return frozenset(scheme.uses) or ANY_USE
    use = _USE_OF_PRIMITIVE.get(asset.primitive or "")
    return frozenset({use}) if use is not None else ANY_USE


def levels(asset: Asset) -> tuple[Level, ...]:
    """How strong an asset is, in each respect that it can be compared in; empty for what has no strength."""
    if asset.kind in (Kind.APPLICATION, Kind.LIBRARY):
        return ()
    if isinstance(asset.facts, ProtocolFacts):
        return _of_protocol(asset.facts)
    if isinstance(asset.facts, CertificateFacts):
        signature = schemes.parsed(asset.facts.signature_algorithm)
        key = _of_scheme("key", asset.scheme) if asset.kind is not Kind.CRL else ()
        return (*key, *_of_scheme("signature", signature))
    if asset.kind is Kind.ALGORITHM or isinstance(asset.facts, KeyFacts):
        return _of_scheme("", asset.scheme)
    return ()


def compare(before: Iterable[Asset], after: Iterable[Asset]) -> tuple[Facet, ...]:
    """The facets in which what stood here and what stands here now differ; of several the weakest counts.

    A respect in which one side is not known is unknown, unless both sides state the same (the same list of groups).
    """
    old, new = _weakest(before), _weakest(after)
    made = []
    for aspect in sorted({*old, *new}):
        was, now = old.get(aspect), new.get(aspect)
        shown = (was.shown if was else "nothing", now.shown if now else "nothing")
        if was is not None and now is not None and was.rank is None and was == now and was.shown != _UNKNOWN:
            continue
        direction = _direction(was.rank if was else None, now.rank if now else None)
        if direction is not Direction.EQUAL:
            made.append(Facet(aspect, *shown, direction))
    return tuple(made)


def overall(facets: Iterable[Facet]) -> Direction:
    """One word for all facets: a trade if they disagree; one that is lower counts whatever is not known."""
    found = {facet.direction for facet in facets}
    if {Direction.WEAKENED, Direction.STRENGTHENED} <= found:
        return Direction.TRADED
    return next(
        (one for one in (Direction.WEAKENED, Direction.UNKNOWN, Direction.STRENGTHENED) if one in found),
        Direction.EQUAL,
    )


def post_quantum(asset: Asset) -> bool:
    """Whether it resists a quantum computer where others of its use do not: signatures and key establishment."""
    scheme = asset.scheme
    asymmetric = {Use.SIGNATURE, Use.KEY_ESTABLISHMENT}
    return scheme is not None and scheme.quantum is Quantum.SAFE and bool(asymmetric & set(scheme.uses))


def _direction(before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> Direction:
    if before is None or after is None:
        return Direction.UNKNOWN
    if after == before:
        return Direction.EQUAL
    return Direction.WEAKENED if after < before else Direction.STRENGTHENED


def _weakest(assets: Iterable[Asset]) -> dict[str, Level]:
    found: dict[str, Level] = {}
    for asset in assets:
        for level in levels(asset):
            known = found.get(level.aspect)
            if known is None or level.rank is None or (known.rank is not None and level.rank < known.rank):
                found[level.aspect] = level
    return found


def _of_scheme(of: str, scheme: Scheme | None) -> tuple[Level, ...]:
    return _levels(f"{of}: " if of else "", scheme)


@cache
def _levels(prefix: str, scheme: Scheme | None) -> tuple[Level, ...]:
    bits = scheme.classical_bits if scheme is not None else None
    quantum = scheme.quantum if scheme is not None else None
    category = scheme.nist_category if scheme is not None else None
    shown = _UNKNOWN if quantum is None else str(quantum)
    rank: tuple[int, ...] | None = None
    if quantum is Quantum.BROKEN:
        rank = (_QUANTUM[quantum], 0)  # one that Shor's algorithm breaks meets no category
    elif quantum is not None and category is not None:
        rank = (_QUANTUM[quantum], category)
        shown += f", category {category}"
    return (
        Level(f"{prefix}classical", None if bits is None else (bits,), _UNKNOWN if bits is None else f"{bits} bits"),
        Level(f"{prefix}quantum", rank, shown),
    )


def _of_protocol(facts: ProtocolFacts) -> tuple[Level, ...]:
    minimum = facts.minimum_version or facts.version
    levels = [Level("minimum version", _version(minimum), minimum or _NOT_SET)]
    levels += (
        [Level("maximum version", _version(facts.maximum_version), facts.maximum_version)]
        if (facts.maximum_version)
        else []
    )
    return (*levels, *_of_groups(facts.groups))


def _of_groups(names: tuple[str, ...]) -> tuple[Level, ...]:
    """The strongest group against a quantum computer (what two new peers agree on), the weakest against the others."""
    known = [schemes.group(name) for name in names]
    if not names or None in known:
        shown = ",".join(names) or _NOT_SET
        return (Level("groups: classical", None, shown), Level("groups: quantum", None, shown))
    found = [_levels("groups: ", scheme) for scheme in known]
    classical = min((one[0] for one in found), key=lambda level: (level.rank is not None, level.rank or ()))
    quantum = max((one[1] for one in found), key=lambda level: level.rank or ())
    return (classical, quantum)


def _version(name: str | None) -> tuple[int, ...] | None:
    found = _VERSION.fullmatch(name.lower()) if name is not None else None
    if found is None:
        return None
    return (_FAMILIES[found["family"]], int(found["major"]), int(found["minor"] or 0))
