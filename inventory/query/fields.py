"""What can be asked of an asset, by name: values that are known, and whether some are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType

from ..graph import Asset
from ..model import CertificateFacts, Confidence, KeyFacts, Kind, LibraryFacts, ProtocolFacts, State
from ..policy import Status
from ..policy.context import UNASSIGNED, System

Known = str | int


@dataclass(frozen=True, slots=True)
class Value:
    """The values of a field. Neither known nor unknown: the field does not apply, its value is ``none``."""

    known: tuple[Known, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An asset with what is around it. ``statuses`` and ``systems`` None: no policy, no context was given."""

    asset: Asset
    states: tuple[State, ...] = ()
    applications: tuple[str, ...] = ()
    statuses: tuple[Status, ...] | None = None
    systems: tuple[System, ...] | None = None


class Type(Enum):
    """How values of a field are written and compared."""

    TEXT = "text"
    NUMBER = "a number"
    DAY = "a day such as 2031-01-01"
    PATH = "path"
    NAME = "name of an algorithm"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``order``: the words that it can have, the lowest first. ``needs``: the option that fills it."""

    type: Type
    meaning: str
    value: Callable[[Row], Value]
    order: tuple[str, ...] = ()
    needs: str | None = None


NONE = Value()
UNKNOWN = Value(unknown=True)

_HAS_ALGORITHM = frozenset(
    {Kind.ALGORITHM, Kind.CERTIFICATE, Kind.CERTIFICATE_REQUEST, Kind.PRIVATE_KEY, Kind.PUBLIC_KEY}
)


def _told(value: Known | None) -> Value:
    return UNKNOWN if value is None else Value((value,))


def _some(values: Iterable[Known]) -> Value:
    return Value(tuple(dict.fromkeys(values)))


def _algorithm(row: Row) -> Value:
    asset = row.asset
    return Value((asset.algorithm,)) if asset.algorithm is not None else _not_recognised(row)


def _not_recognised(row: Row) -> Value:
    """What is asked of an algorithm that the table does not have, or of something that has none."""
    asset = row.asset
    asked = asset.kind in _HAS_ALGORITHM or asset.reason is not None or asset.algorithm is not None
    return UNKNOWN if asked else NONE


def _family(row: Row) -> Value:
    scheme = row.asset.scheme
    return Value((scheme.family.name,)) if scheme is not None else _not_recognised(row)


def _primitive(row: Row) -> Value:
    asset = row.asset
    scheme = asset.scheme
    primitive = asset.primitive if asset.primitive is not None or scheme is None else scheme.primitive
    if primitive is not None:
        return UNKNOWN if primitive == "unknown" else Value((primitive,))
    return _not_recognised(row)


def _parameter(name: str) -> Callable[[Row], Value]:
    """A parameter of the scheme: unknown if the family has it and nobody says it."""

    def value(row: Row) -> Value:
        facts = row.asset.facts
        stated = getattr(facts, name, None) if isinstance(facts, KeyFacts) else None
        scheme = row.asset.scheme
        if stated is None and scheme is not None:
            stated = getattr(scheme, name)
            if stated is None and name not in scheme.family.parameters:
                return NONE
        if stated is not None:
            return Value((stated,))
        return _not_recognised(row) if scheme is None else UNKNOWN

    return value


def _strength(name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        scheme = row.asset.scheme
        if scheme is None:
            return _not_recognised(row)
        found = getattr(scheme, name)
        return UNKNOWN if found is None else Value((found if isinstance(found, int) else str(found),))

    return value


def _fact(of: type[CertificateFacts | LibraryFacts | ProtocolFacts], name: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        if not isinstance(row.asset.facts, of):
            return NONE
        found = getattr(row.asset.facts, name)
        if isinstance(found, tuple):
            return _some(found) if found else UNKNOWN
        return _told(found)

    return value


def _day(name: str) -> Callable[[Row], Value]:
    fact = _fact(CertificateFacts, name)

    def value(row: Row) -> Value:
        found = fact(row)
        days = [_in_utc(str(one)) for one in found.known]
        return Value(tuple(day for day in days if day is not None), found.unknown or None in days)

    return value


def _in_utc(moment: str) -> str | None:
    """The day of a moment; None for what is none, which others write as well."""
    try:
        found = datetime.fromisoformat(moment)
        return (found.astimezone(UTC) if found.tzinfo is not None else found).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _functions(row: Row) -> Value:
    if row.asset.functions:
        return _some(row.asset.functions)
    seen = row.asset.kind is Kind.ALGORITHM and row.asset.occurrences  # a mere part of another has none of its own
    return UNKNOWN if seen else NONE


def _system(name: str) -> Callable[[Row], Value]:
    """Who owns it: unknown where no entry of the context matches, and where it was seen nowhere."""

    def value(row: Row) -> Value:
        systems = row.systems or ()
        known = [getattr(one, name) for one in systems if one != UNASSIGNED]
        silent = not systems or UNASSIGNED in systems or None in known
        return Value(tuple(dict.fromkeys(one for one in known if one is not None)), silent)

    return value


def _status(row: Row) -> Value:
    """The status unknown is unknown here too: nobody can say that it is not disallowed."""
    statuses = row.statuses or ()
    return Value(tuple(one.value for one in statuses if one is not Status.UNKNOWN), Status.UNKNOWN in statuses)


def _names(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(word) for word in words)


_QUANTUM = ("broken", "weakened", "safe")
_STATES = (State.UNSTATED, State.AVAILABLE, State.CONFIGURED, State.USED, State.NEGOTIATED)
_CONFIDENCE = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.CERTAIN)
_CRITICALITY = ("normal", "important", "critical")
_EXPOSURE = ("isolated", "internal", "partner", "internet")
_CONTEXT = "--context"

FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "kind": Field(
            Type.TEXT,
            "algorithm, certificate, private-key, protocol, library …",
            lambda row: Value((row.asset.kind.value,)),
        ),
        "name": Field(Type.TEXT, "as the reports show it", lambda row: Value((row.asset.name,))),
        "ref": Field(Type.TEXT, "its identity", lambda row: Value((row.asset.ref,))),
        "algorithm": Field(Type.NAME, "canonical name, or any name that the table knows", _algorithm),
        "family": Field(Type.TEXT, "RSA, RSA-PSS, ECDSA, AES, ML-KEM …", _family),
        "primitive": Field(Type.TEXT, "signature, hash, ae, kem …", _primitive),
        "size": Field(Type.NUMBER, "key or modulus in bits", _parameter("size")),
        "curve": Field(Type.TEXT, "P256, Curve25519 …", _parameter("curve")),
        "mode": Field(Type.TEXT, "CBC, GCM …", _parameter("mode")),
        "hash": Field(Type.TEXT, "the hash inside a scheme: SHA256", _parameter("hash")),
        "strength": Field(Type.NUMBER, "attack cost in bits without a quantum computer", _strength("classical_bits")),
        "quantum": Field(Type.TEXT, "what a quantum computer does to it", _strength("quantum"), _QUANTUM),
        "quantum-level": Field(Type.NUMBER, "NIST category, 0 to 6", _strength("nist_category")),
        "function": Field(Type.TEXT, "sign, verify, encrypt, digest …", _functions),
        "path": Field(
            Type.PATH,
            "where it was seen; * stays in a directory, ** does not",
            lambda row: _some(one.location.path for one in row.asset.occurrences),
        ),
        "code": Field(
            Type.TEXT,
            "production or test, by where it was seen",
            lambda row: _some("test" if one.test else "production" for one in row.asset.occurrences),
        ),
        "symbol": Field(
            Type.TEXT,
            "the API that is called",
            lambda row: _some(one.location.symbol for one in row.asset.occurrences if one.location.symbol),
        ),
        "confidence": Field(
            Type.TEXT,
            "how sure the detector is",
            lambda row: _some(one.confidence.value for one in row.asset.occurrences),
            _names(_CONFIDENCE),
        ),
        "excused-until": Field(
            Type.DAY,
            "last day of a comment that excuses a place",
            lambda row: _some(one.suppression.until for one in row.asset.occurrences if one.suppression is not None),
        ),
        "state": Field(
            Type.TEXT, "how firmly it is needed", lambda row: _some(one.value for one in row.states), _names(_STATES)
        ),
        "application": Field(
            Type.TEXT, "name or directory of an application that needs it", lambda row: _some(row.applications)
        ),
        "subject": Field(Type.TEXT, "of a certificate", _fact(CertificateFacts, "subject")),
        "issuer": Field(Type.TEXT, "of a certificate", _fact(CertificateFacts, "issuer")),
        "signed-with": Field(
            Type.NAME, "algorithm of the signature on a certificate", _fact(CertificateFacts, "signature_algorithm")
        ),
        "not-before": Field(Type.DAY, "of a certificate", _day("not_before")),
        "not-after": Field(Type.DAY, "of a certificate", _day("not_after")),
        "version": Field(Type.TEXT, "of a library", _fact(LibraryFacts, "version")),
        "ecosystem": Field(Type.TEXT, "of a library: pypi, maven …", _fact(LibraryFacts, "ecosystem")),
        "protocol": Field(Type.TEXT, "tls, ssh …", _fact(ProtocolFacts, "type")),
        "minimum-version": Field(Type.TEXT, "of a protocol", _fact(ProtocolFacts, "minimum_version")),
        "group": Field(Type.TEXT, "a key exchange group that a protocol names", _fact(ProtocolFacts, "groups")),
        "status": Field(
            Type.TEXT,
            "what a chosen policy says of it, in any usage",
            _status,
            _names(one for one in Status if one is not Status.UNKNOWN),
            "--policy",
        ),
        "system": Field(Type.TEXT, "of the context", _system("name"), (), _CONTEXT),
        "owner": Field(Type.TEXT, "of the context", _system("owner"), (), _CONTEXT),
        "exposure": Field(Type.TEXT, "of the context", _system("exposure"), _EXPOSURE, _CONTEXT),
        "criticality": Field(Type.TEXT, "of the context", _system("criticality"), _CRITICALITY, _CONTEXT),
    }
)
"""Every field by name. A field can have several values: a comparison holds if it holds for one of them."""
