"""COSE keys (RFC 9052, 9053; AKP of RFC 9964), sets of them, and thumbprints (RFC 9679).

Written deterministically (RFC 8949 section 4.2.1). Read strictly, but in any order of the labels: RFC 9052 leaves the
order open and published keys use it. SLH-DSA and the composites have no assigned ``alg`` and are refused; so are
ML-KEM, composite KEMs and X-Wing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .. import algorithms
from ..algorithms import KeyType
from ..errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from . import access as secret_access
from . import members
from .access import SecretAccess
from .bytes_like import as_bytes
from .ec_keys import EcKind
from .keys import PrivateKey, PublicKey
from .kind import Kind
from .kinds import key_name, kind_of

_KTY, _KID, _ALG, _OPS, _CURVE = 1, 2, 3, 4, -1
_LIMIT, _SET_LIMIT, _SET_KEYS, _DEPTH = 1 << 16, 1 << 22, 1000, 4


@dataclass(frozen=True, slots=True)
class CoseKey:
    """A key and what stands beside it. ``kid`` and ``alg`` are hints for lookup, never a reason to trust."""

    key: PublicKey
    kid: bytes | None = None
    alg: int | None = None
    private: PrivateKey | None = None


@dataclass(frozen=True, slots=True)
class CoseKeySet:
    """The keys of a set that are known, and why each of the others is not."""

    keys: tuple[CoseKey, ...]
    unknown: tuple[str, ...] = ()


def encode_cose_key(algorithm: str, raw: bytes, *, kid: bytes | None = None, alg: int | None = None) -> bytes:
    """The public key as a COSE_Key. ``alg`` is written for AKP always, for others when it is given."""
    return _dumps(_public_map(algorithm, as_bytes(raw, "the public key"), kid, alg))


def encode_private_cose_key(
    algorithm: str,
    raw: bytes,
    *,
    access: SecretAccess,
    public: bytes | None = None,
    kid: bytes | None = None,
    alg: int | None = None,
) -> bytes:
    """The private key as a COSE_Key, in clear. ``public`` is needed where it cannot be computed without a backend."""
    secret_access.require(access)
    found = _described(algorithm, kid, alg)
    public = None if public is None else as_bytes(public, "the public key")
    values = members.private_members(algorithm, as_bytes(raw, "the private key"), public)
    return _dumps({**found, **_labelled(algorithm, values)})


def decode_cose_key(data: bytes) -> CoseKey:
    """The public key in a COSE_Key. Refuses private members, which ``decode_private_cose_key`` reads."""
    return _public(_loads_map(data))


def decode_private_cose_key(data: bytes, *, access: SecretAccess) -> CoseKey:
    """The private key in a COSE_Key, with its public key. Refuses two that do not belong together."""
    secret_access.require(access)
    found = _loads_map(data)
    key_type = _key_type(found)
    labels = members.labels(key_type)
    secret = {labels[name] for name in members.private_names(key_type)}
    public = _public({label: value for label, value in found.items() if label not in secret})
    names = (*members.public_names(key_type), *members.private_names(key_type))
    kind = kind_of(public.key.name)
    private = members.join_private(key_type, kind, _values(found, key_type, names), public.key)
    return CoseKey(public.key, public.kid, public.alg, private)


def encode_cose_key_set(keys: Iterable[CoseKey]) -> bytes:
    """A set of public keys. Refuses an empty one."""
    found = [_public_map(one.key.name, one.key.raw, one.kid, one.alg) for one in keys]
    if not found:
        raise MalformedInput("a set without keys")
    return _dumps(found)


def decode_cose_key_set(data: bytes) -> CoseKeySet:
    """The public keys of a set; keys of unknown types are told in ``unknown``. Refuses a set with one malformed key."""
    entries = _loads(data, _SET_LIMIT)
    if not isinstance(entries, list) or not entries or len(entries) > _SET_KEYS:
        raise MalformedInput(f"a COSE key set without keys, or with more than {_SET_KEYS}")
    keys, unknown = [], []
    for entry in entries:
        try:
            keys.append(_public(_as_map(entry)))
        except (UnknownAlgorithm, UnavailableAlgorithm) as error:
            unknown.append(str(error))
    ids = [(one.kid, one.key.name) for one in keys if one.kid is not None]
    if len(set(ids)) != len(ids):
        raise MalformedInput("a COSE key set with one key id twice")
    return CoseKeySet(tuple(keys), tuple(unknown))


def cose_thumbprint(algorithm: str, raw: bytes, *, hash: str = "sha256") -> bytes:
    """The digest of the labels that make the key (RFC 9679; AKP: 1, 3, -1)."""
    return hashlib.new(hash, _dumps(_public_map(algorithm, as_bytes(raw, "the public key"), None, None))).digest()


def _public_map(algorithm: str, raw: bytes, kid: bytes | None, alg: int | None) -> dict[int, object]:
    found = _described(algorithm, kid, alg)
    return {**found, **_labelled(algorithm, members.public_members(algorithm, raw))}


def _described(algorithm: str, kid: bytes | None, alg: int | None) -> dict[int, object]:
    key_type = members.key_type_of(algorithm)
    found: dict[int, object] = {_KTY: key_type.cose}
    if key_type.oid is None and not members.has_curve(key_type):
        registered = _registered(algorithm)
        if alg not in (None, registered):
            raise MalformedInput(f"the alg of {algorithm} is {registered}")
        alg = registered
    elif members.has_curve(key_type):
        found[_CURVE] = _curve(algorithm)
    if alg is not None:
        _check_alg(key_name(algorithm), alg)
        found[_ALG] = alg
    if kid is not None:
        found[_KID] = as_bytes(kid, "the key id")
    return found


def _registered(algorithm: str) -> int:
    row = algorithms.parse(algorithm).row
    if row is None or not row.cose:
        raise UnavailableAlgorithm(f"COSE has no assigned alg for {algorithm}")
    return row.cose[0]


def _curve(algorithm: str) -> int:
    kind = kind_of(algorithm)
    if isinstance(kind, EcKind):
        if kind.curve.cose is None:
            raise UnavailableAlgorithm(f"COSE has no value for the curve {kind.curve.name}")
        return kind.curve.cose
    return algorithms.key_curves()[key_name(algorithm)].cose


def _check_alg(key: str, alg: int) -> None:
    rows = algorithms.by_cose(alg)
    if not rows:
        raise UnknownAlgorithm("a COSE key with an alg that is not known")
    if not any(members.fits(key, row.name) for row in rows):
        raise MalformedInput(f"a COSE key with an alg that a key of {key} is not for")


def _labelled(algorithm: str, values: members.Members) -> dict[int, object]:
    labels = members.labels(members.key_type_of(algorithm))
    return {labels[name]: value for name, value in values.items()}


def _public(found: Mapping[object, object]) -> CoseKey:
    key_type = _key_type(found)
    labels = members.labels(key_type)
    known = {labels[name] for name in members.public_names(key_type)}
    if members.has_curve(key_type):
        known.add(_CURVE)
    if any(isinstance(label, int) and label < 0 and label not in known for label in found):
        raise MalformedInput("a COSE key with private or unknown members where a public key is read")
    kid, alg, ops = found.get(_KID), found.get(_ALG), found.get(_OPS, [])
    if not (isinstance(kid, bytes | None) and isinstance(ops, list)):
        raise MalformedInput("a COSE key with a kid or key_ops of the wrong type")
    number = _number(alg, "alg") if _ALG in found else None
    key = members.join_public(
        key_type, _kind(key_type, found, number), _values(found, key_type, members.public_names(key_type))
    )
    if number is not None:
        _check_alg(key.name, number)
    return CoseKey(key, kid, number)


def _number(value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise MalformedInput(f"a COSE key with a {what} of the wrong type")
    if isinstance(value, str):
        raise UnknownAlgorithm(f"a COSE key with a {what} that is not known")
    return value


def _key_type(found: Mapping[object, object]) -> KeyType:
    if _KTY not in found:
        raise MalformedInput("a COSE key without kty")
    value = _number(found[_KTY], "kty")
    known = next((one for one in algorithms.key_types().values() if one.cose == value), None)
    if known is None:
        raise UnknownAlgorithm("a COSE key with a kty that is not known")
    return known


def _kind(key_type: KeyType, found: Mapping[object, object], alg: int | None) -> Kind:
    if members.has_curve(key_type):
        return _kind_of_curve(key_type, found)
    if key_type.oid is not None:
        return kind_of(key_type.name)
    if alg is None:
        raise MalformedInput("a COSE key of type AKP without alg")
    rows = algorithms.by_cose(alg)
    if len(rows) != 1 or algorithms.key_types().get(algorithms.parse(rows[0].name).family.name) != key_type:
        raise UnknownAlgorithm("a COSE key with an alg that is not known")
    return kind_of(rows[0].name)


def _kind_of_curve(key_type: KeyType, found: Mapping[object, object]) -> Kind:
    if _CURVE not in found:
        raise MalformedInput("a COSE key without crv")
    value = _number(found[_CURVE], "crv")
    if key_type.oid is not None:
        curves = [f"{key_type.name}-{one.name}" for one in algorithms.curves().values() if one.cose == value]
    else:
        curves = [algorithm for algorithm, one in algorithms.key_curves().items() if one.cose == value]
    if not curves:
        raise UnknownAlgorithm("a COSE key with a crv that is not known")
    return kind_of(curves[0])


def _values(found: Mapping[object, object], key_type: KeyType, names: Iterable[str]) -> dict[str, bytes]:
    labels = members.labels(key_type)
    values = {}
    for name in names:
        value = found.get(labels[name])
        if not isinstance(value, bytes):
            raise MalformedInput("a COSE key without one of its members, or with one that is not bytes")
        values[name] = value
    return values


def _loads_map(data: bytes) -> Mapping[object, object]:
    return _as_map(_loads(data, _LIMIT))


def _as_map(value: object) -> Mapping[object, object]:
    if not isinstance(value, dict) or not all(type(label) in (int, str) for label in value):
        raise MalformedInput("a COSE key that is not a map of labels")
    return value


def _loads(data: bytes, limit: int) -> object:
    """What these bytes hold, with labels in any order."""
    from . import canonical_cbor

    octets = as_bytes(data, "the COSE key")
    return canonical_cbor.decode(octets, "a COSE key", most=limit, deepest=_DEPTH, ordered=False)


def _dumps(value: object) -> bytes:
    from . import canonical_cbor

    return canonical_cbor.encode(value)
