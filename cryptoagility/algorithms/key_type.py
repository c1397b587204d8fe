"""Facts about bare keys: their type in JOSE and COSE, the object identifier of a family, the numbers of a lattice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .table import data


@dataclass(frozen=True, slots=True)
class KeyType:
    """A key type: JOSE ``kty``, COSE ``kty``, and the object identifier where the rows do not each have one.

    ``ssh`` is the SSH name of such keys, or its part before the name of the curve.
    """

    name: str
    jose: str
    cose: int
    oid: str | None = None
    ssh: str | None = None


@dataclass(frozen=True, slots=True)
class KeyCurve:
    """The curve of a key whose algorithm is the curve (RFC 8037): JOSE ``crv`` and COSE ``crv``."""

    jose: str
    cose: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """Rows, columns and bound of the secrets of ML-KEM (``l`` is 0) or ML-DSA."""

    k: int
    eta: int
    l: int = 0  # noqa: E741  # the letter of FIPS 204


@cache
def key_types() -> Mapping[str, KeyType]:
    """The key type of each family that has one, by the name of the family."""
    rows = data()["keys"]
    assert isinstance(rows, dict)
    return MappingProxyType(
        {
            family: KeyType(name, row["jose"], row["cose"], row.get("oid"), row.get("ssh"))
            for name, row in rows.items()
            for family in row["families"]
        }
    )


@cache
def key_curves() -> Mapping[str, KeyCurve]:
    """The curve of each algorithm that is its own curve, by the name of the algorithm."""
    rows = data()["key_curves"]
    assert isinstance(rows, dict)
    return MappingProxyType({name: KeyCurve(row["jose"], row["cose"]) for name, row in rows.items()})


@cache
def lattices() -> Mapping[str, Lattice]:
    """The numbers of each module-lattice algorithm, by its name."""
    rows = data()["lattices"]
    assert isinstance(rows, dict)
    return MappingProxyType({name: Lattice(row["k"], row["eta"], row.get("l", 0)) for name, row in rows.items()})
