"""The table of algorithms, and its lookup by name and by code point.

One name or code point may stand for several algorithms (``ES256`` in COSE, ``rsaEncryption`` in X.509): lookups by
code point answer with all candidates, lookup by name refuses to choose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from ..errors import AmbiguousAlgorithm, UnknownAlgorithm
from .algorithm import Algorithm, Classical, Quantum, Standing, Use

Key = TypeVar("Key", str, int)

_USES = MappingProxyType(
    {
        "sig": Use.SIGNATURE,
        "kem": Use.KEY_ESTABLISHMENT,
        "kex": Use.KEY_ESTABLISHMENT,
        "pke": Use.KEY_ESTABLISHMENT,
        "aead": Use.SYMMETRIC,
        "cipher": Use.SYMMETRIC,
        "keywrap": Use.KEY_WRAP,
        "hash": Use.HASH,
        "xof": Use.HASH,
        "mac": Use.MAC,
        "kdf": Use.KDF,
    }
)


@cache
def data() -> Mapping[str, object]:
    """The generated file as it is: rows, families, hashes, curves, strengths."""
    # Not through importlib.resources, which takes longer to import than the file to read.
    loaded = json.loads(Path(__file__).with_name("table.json").read_bytes())
    assert isinstance(loaded, dict)
    return MappingProxyType(loaded)


@cache
def table() -> tuple[Algorithm, ...]:
    """Every algorithm, in the order of the source."""
    rows = data()["rows"]
    assert isinstance(rows, list)
    return tuple(_algorithm(row) for row in rows)


def find(name: str) -> Algorithm:
    """The one algorithm of this id, canonical name or alias; case does not matter.

    Raises UnknownAlgorithm, or AmbiguousAlgorithm with the candidates.
    """
    rows = candidates(name)
    if not rows:
        raise UnknownAlgorithm(f"no algorithm is called {name!r}; `cryptoagility algorithms` lists them")
    if len(rows) > 1:
        raise AmbiguousAlgorithm(name, tuple(row.name for row in rows))
    return rows[0]


def candidates(name: str) -> tuple[Algorithm, ...]:
    """All algorithms of this id, canonical name or alias; an exact canonical name or id stands alone."""
    key = name.strip().lower()
    return _by_exact_name().get(key) or _by_alias().get(key, ())


def by_oid(oid: str) -> tuple[Algorithm, ...]:
    """All algorithms that use this object identifier (dotted decimal)."""
    return _by_oid().get(oid, ())


def by_jose(name: str) -> tuple[Algorithm, ...]:
    """All algorithms of this JOSE ``alg`` or ``enc`` (case matters, RFC 7515)."""
    return _by_jose().get(name, ())


def by_cose(value: int) -> tuple[Algorithm, ...]:
    """All algorithms of this COSE algorithm value."""
    return _by_cose().get(value, ())


def by_tls_group(code: int) -> tuple[Algorithm, ...]:
    """All algorithms of this TLS NamedGroup."""
    return _by_tls_group().get(code, ())


def by_tls_signature_scheme(code: int) -> tuple[Algorithm, ...]:
    """All algorithms of this TLS SignatureScheme."""
    return _by_tls_signature_scheme().get(code, ())


def by_ssh(name: str) -> tuple[Algorithm, ...]:
    """All algorithms of this SSH name (key exchange, host key, cipher or MAC)."""
    return _by_ssh().get(name, ())


def by_ike(transform: int) -> tuple[Algorithm, ...]:
    """All algorithms of this IKEv2 key exchange transform id."""
    return _by_ike().get(transform, ())


def by_openpgp(value: int) -> tuple[Algorithm, ...]:
    """All algorithms of this OpenPGP public-key algorithm id."""
    return _by_openpgp().get(value, ())


def by_xml_uri(uri: str) -> tuple[Algorithm, ...]:
    """All algorithms of this XML signature or encryption identifier."""
    return _by_xml_uri().get(uri, ())


def _index(keys: Callable[[Algorithm], Iterable[Key]]) -> Mapping[Key, tuple[Algorithm, ...]]:
    found: dict[Key, list[Algorithm]] = {}
    for row in table():
        for key in dict.fromkeys(keys(row)):
            found.setdefault(key, []).append(row)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


@cache
def _by_exact_name() -> Mapping[str, tuple[Algorithm, ...]]:
    by_name = _index(lambda row: (row.name.lower(),))
    by_id = _index(lambda row: (row.id.lower(),))
    return MappingProxyType({**by_id, **by_name})


@cache
def _by_alias() -> Mapping[str, tuple[Algorithm, ...]]:
    return _index(lambda row: tuple(alias.lower() for alias in (row.title, row.parameter_set, *row.aliases)))


@cache
def _by_oid() -> Mapping[str, tuple[Algorithm, ...]]:
    return _index(lambda row: row.oids)


@cache
def _by_jose() -> Mapping[str, tuple[Algorithm, ...]]:
    return _index(lambda row: row.jose)


@cache
def _by_cose() -> Mapping[int, tuple[Algorithm, ...]]:
    return _index(lambda row: row.cose)


@cache
def _by_tls_group() -> Mapping[int, tuple[Algorithm, ...]]:
    return _index(lambda row: row.tls_groups)


@cache
def _by_tls_signature_scheme() -> Mapping[int, tuple[Algorithm, ...]]:
    return _index(lambda row: row.tls_signature_schemes)


@cache
def _by_ssh() -> Mapping[str, tuple[Algorithm, ...]]:
    return _index(lambda row: row.ssh)


@cache
def _by_ike() -> Mapping[int, tuple[Algorithm, ...]]:
    return _index(lambda row: row.ike)


@cache
def _by_openpgp() -> Mapping[int, tuple[Algorithm, ...]]:
    return _index(lambda row: row.openpgp)


@cache
def _by_xml_uri() -> Mapping[str, tuple[Algorithm, ...]]:
    return _index(lambda row: row.xml_uris)


def _algorithm(row: dict[str, object]) -> Algorithm:
    values: dict[str, object] = {key: _frozen(value) for key, value in row.items()}
    standings = row.get("standings", [])
    assert isinstance(standings, list)
    values["standings"] = tuple(Standing(**standing) for standing in standings)
    values["use"] = _USES[str(row["kind"])]
    values["quantum"] = Quantum(str(row["quantum"]))
    values["classical"] = Classical(str(row["classical"]))
    return Algorithm(**values)  # type: ignore[arg-type]  # the generator's test holds the file to this type


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value
