"""The kind of key that an algorithm's name or an AlgorithmIdentifier stands for, all from the one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from .. import algorithms
from ..algorithms import Algorithm, Scheme
from ..errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from .composite_keys import CompositeKind
from .der import Reader
from .ec_keys import EcKind, curve_by_oid
from .fixed_keys import curve_kind, hash_kind, shared_seed_kind
from .kind import Kind
from .lattice_keys import LatticeKind, ml_dsa_kind, ml_kem_kind
from .rsa_keys import RsaKind


@cache
def kind_of(algorithm: str) -> Kind:
    """The kind of key of an algorithm or key name, in any spelling (``ECDSA-P256-SHA256``, ``EC-P256`` …).

    Raises UnknownAlgorithm, or UnavailableAlgorithm for one whose keys are not written here.
    """
    scheme = algorithms.parse(algorithm)
    kind = _of_type(scheme) or (_of_row(scheme.row) if scheme.row is not None else None)
    if kind is None:
        raise UnavailableAlgorithm(f"keys of {scheme.name} are not written here")
    return kind


def key_name(algorithm: str) -> str:
    """The name of the key that an algorithm uses: ``EC-P256`` for ``ECDSA-P256-SHA256``, ``RSA-3072`` for its schemes.

    An RSA algorithm without a size has ``RSA``.
    """
    scheme = algorithms.parse(algorithm)
    found = algorithms.key_types().get(scheme.family.name)
    if found is None or found.oid is None:
        return scheme.name
    return algorithms.scheme(found.name, size=scheme.size, curve=scheme.curve).name


def kind_by_identifier(oid: str, parameters: bytes) -> Kind:
    """The kind of key of an AlgorithmIdentifier. Refuses parameters that are not exactly those of the algorithm."""
    kind = _by_type_oid(oid, parameters) or _by_row_oid().get(oid)
    if kind is None:
        known = ", ".join(row.name for row in algorithms.by_oid(oid)[:3])
        raise UnknownAlgorithm(
            f"keys of the algorithm {oid} ({known}) are not read here" if known else f"the algorithm {oid} is not known"
        )
    if kind.parameters != parameters:
        raise MalformedInput(f"a key of the algorithm {oid} with parameters that do not belong there, or without them")
    return kind


def _of_type(scheme: Scheme) -> Kind | None:
    """RSA and EC, whose identifier is that of the key type."""
    found = algorithms.key_types().get(scheme.family.name)
    if found is None or found.oid is None:
        return None
    if "curve" not in scheme.family.parameters:
        return RsaKind(found.oid, scheme.size)
    return _ec(found.oid, scheme.curve) if scheme.curve is not None else None


def _ec(oid: str, curve: str) -> EcKind | None:
    """Keys on a curve; None for curves that no signature or agreement of the table is on."""
    known = any(algorithms.parse(f"{family}-{curve}").row is not None for family in ("ECDSA", "ECDH"))
    return EcKind(oid, algorithms.curves()[curve]) if known else None


def _of_row(row: Algorithm) -> Kind | None:
    make = _FAMILIES.get(row.family)
    return make(row) if make is not None else None


def _composite(row: Algorithm) -> Kind | None:
    lattice, traditional = (kind_of(algorithms.find(part).name) for part in row.components)
    assert isinstance(lattice, LatticeKind)
    return CompositeKind(row.name, row.oids[0], lattice, traditional)


# By family, not by algorithm: sizes, identifiers and components are facts of the rows.
_FAMILIES: Mapping[str, Callable[[Algorithm], Kind | None]] = MappingProxyType(
    {
        "ML-DSA": ml_dsa_kind,
        "ML-KEM": ml_kem_kind,
        "SLH-DSA": hash_kind,
        "EdDSA": curve_kind,
        "XDH": curve_kind,
        "hybrid": shared_seed_kind,
        "Composite ML-DSA": _composite,
        "Composite ML-KEM": _composite,
    }
)


def _by_type_oid(oid: str, parameters: bytes) -> Kind | None:
    for family, found in algorithms.key_types().items():
        if found.oid != oid or family != found.name:
            continue
        if "curve" not in algorithms.families()[family].parameters:
            return RsaKind(oid)
        reader = Reader(parameters)
        curve = reader.oid()
        reader.end()
        return _ec(oid, curve_by_oid(curve).name)
    return None


@cache
def _by_row_oid() -> Mapping[str, Kind]:
    rows = [row for row in algorithms.table() if row.family in _FAMILIES and row.oids]
    return MappingProxyType({row.oids[0]: kind for row in rows if (kind := _of_row(row)) is not None})
