"""JSON Web Keys: classical (RFC 7517, 7518, 8037) and AKP (RFC 9964), sets of them, thumbprints (RFC 7638).

ML-DSA is RFC 9964. SLH-DSA (draft-ietf-cose-sphincs-plus) and composite ML-DSA (draft-ietf-jose-pq-composite-sigs-04)
are drafts: names and forms can still change. ML-KEM, composite KEMs and X-Wing have no registered ``alg`` and are
refused.

Members that are not known are ignored, as RFC 7517 section 4 demands, but never private ones: a private key where a
public one is read is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from .. import algorithms
from ..algorithms import KeyType
from ..errors import MalformedInput, UnavailableAlgorithm, UnknownAlgorithm
from . import access as secret_access
from . import base64url, members, strict_json
from .access import SecretAccess
from .bytes_like import as_bytes
from .ec_keys import EcKind
from .keys import PrivateKey, PublicKey
from .kind import Kind
from .kinds import key_name, kind_of

_LIMIT, _SET_LIMIT, _SET_KEYS = 1 << 16, 1 << 22, 1000
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})


@dataclass(frozen=True, slots=True)
class Jwk:
    """A key and what stands beside it. ``kid`` and ``alg`` are hints for lookup, never a reason to trust."""

    key: PublicKey
    kid: str | None = None
    alg: str | None = None
    use: str | None = None
    key_ops: tuple[str, ...] = ()
    private: PrivateKey | None = None


@dataclass(frozen=True, slots=True)
class JwkSet:
    """The keys of a set that are known, and why each of the others is not."""

    keys: tuple[Jwk, ...]
    unknown: tuple[str, ...] = ()


def encode_jwk(algorithm: str, raw: bytes, *, kid: str | None = None, alg: str | None = None) -> str:
    """The public key as a JWK. ``alg`` is written for AKP always, for others when it is given."""
    found = _described(algorithm, kid, alg)
    values = members.public_members(algorithm, as_bytes(raw, "the public key"))
    return _json({**found, **_texts(values)})


def encode_private_jwk(
    algorithm: str,
    raw: bytes,
    *,
    access: SecretAccess,
    public: bytes | None = None,
    kid: str | None = None,
    alg: str | None = None,
) -> str:
    """The private key as a JWK, in clear. ``public`` is needed where it cannot be computed without a backend."""
    secret_access.require(access)
    found = _described(algorithm, kid, alg)
    public = None if public is None else as_bytes(public, "the public key")
    values = members.private_members(algorithm, as_bytes(raw, "the private key"), public)
    return _json({**found, **_texts(values)})


def decode_jwk(text: bytes | str) -> Jwk:
    """The public key in a JWK. Refuses private members: who meant them says so with ``decode_private_jwk``."""
    return _public(strict_json.loads(text, "a JWK", _LIMIT))


def decode_private_jwk(text: bytes | str, *, access: SecretAccess) -> Jwk:
    """The private key in a JWK, with its public key. Refuses two that do not belong together."""
    secret_access.require(access)
    found = strict_json.loads(text, "a JWK", _LIMIT)
    if "oth" in found:
        raise MalformedInput("an RSA key of more than two primes")
    key_type = _key_type(found)
    names = members.private_names(key_type)
    public = _public({name: value for name, value in found.items() if name not in names})
    kind = kind_of(public.key.name)
    values = _values(found, (*members.public_names(key_type), *names))
    private = members.join_private(key_type, kind, values, public.key)
    return Jwk(public.key, public.kid, public.alg, public.use, public.key_ops, private)


def encode_jwks(keys: Iterable[Jwk]) -> str:
    """A set of public keys. Refuses an empty one."""
    texts = [encode_jwk(one.key.name, one.key.raw, kid=one.kid, alg=one.alg) for one in keys]
    if not texts:
        raise MalformedInput("a set without keys")
    return '{"keys":[' + ",".join(texts) + "]}"


def decode_jwks(text: bytes | str) -> JwkSet:
    """The public keys of a set; keys of unknown types are told in ``unknown``. Refuses a set with one malformed key."""
    entries = strict_json.loads(text, "a JWK set", _SET_LIMIT).get("keys")
    if not isinstance(entries, list) or not entries or len(entries) > _SET_KEYS:
        raise MalformedInput(f"a JWK set without keys, or with more than {_SET_KEYS}")
    keys, unknown = [], []
    for entry in entries:
        if not isinstance(entry, dict):
            raise MalformedInput("a JWK set with an entry that is not an object")
        try:
            keys.append(_public(entry))
        except (UnknownAlgorithm, UnavailableAlgorithm) as error:
            unknown.append(str(error))
    ids = [(one.kid, one.key.name) for one in keys if one.kid is not None]
    if len(set(ids)) != len(ids):
        raise MalformedInput("a JWK set with one key id twice")
    return JwkSet(tuple(keys), tuple(unknown))


def jwk_thumbprint(algorithm: str, raw: bytes, *, hash: str = "sha256") -> bytes:
    """The digest of the members that make the key (RFC 7638; AKP: ``alg``, ``kty``, ``pub``)."""
    found = _described(algorithm, None, None)
    values = members.public_members(algorithm, as_bytes(raw, "the public key"))
    text = json.dumps({**found, **_texts(values)}, sort_keys=True, separators=(",", ":"))
    return hashlib.new(hash, text.encode("ascii")).digest()


def _described(algorithm: str, kid: str | None, alg: str | None) -> dict[str, str]:
    """The members that are not bytes. Refuses an ``alg`` that does not go with the key."""
    named = algorithms.by_jose(algorithm)
    algorithm = named[0].name if len(named) == 1 else algorithm
    key_type = members.key_type_of(algorithm)
    found = {"kty": key_type.jose}
    if key_type.oid is None and not members.has_curve(key_type):
        registered = _registered(algorithm)
        if alg not in (None, registered):
            raise MalformedInput(f"the alg of {algorithm} is {registered}")
        alg = registered
    elif members.has_curve(key_type):
        found["crv"] = _curve(algorithm)
    if alg is not None:
        found["alg"] = alg
        _check_alg(key_name(algorithm), alg)
    if kid is not None:
        found["kid"] = kid
    return found


def _registered(algorithm: str) -> str:
    row = algorithms.parse(algorithm).row
    if row is None or not row.jose:
        raise UnavailableAlgorithm(f"JOSE has no alg for {algorithm}")
    return row.jose[0]


def _curve(algorithm: str) -> str:
    kind = kind_of(algorithm)
    if isinstance(kind, EcKind):
        if kind.curve.jose is None:
            raise UnavailableAlgorithm(f"JOSE has no name for the curve {kind.curve.name}")
        return kind.curve.jose
    return algorithms.key_curves()[key_name(algorithm)].jose


def _check_alg(key: str, alg: str) -> None:
    rows = algorithms.by_jose(alg)
    if not rows:
        raise UnknownAlgorithm("a JWK with an alg that is not known")
    if not any(members.fits(key, row.name) for row in rows):
        raise MalformedInput(f"a JWK with an alg that a key of {key} is not for")


def _public(found: dict[str, object]) -> Jwk:
    key_type = _key_type(found)
    if _PRIVATE & found.keys():
        raise MalformedInput("a JWK with private members where a public key is read")
    alg = strict_json.text(found, "alg")
    kind = _kind(key_type, found, alg)
    key = members.join_public(key_type, kind, _values(found, members.public_names(key_type)))
    if alg is not None:
        _check_alg(key.name, alg)
    operations = found.get("key_ops", [])
    if not isinstance(operations, list) or not all(isinstance(one, str) for one in operations):
        raise MalformedInput("the member key_ops is not a list of texts")
    if len(set(operations)) != len(operations):
        raise MalformedInput("the member key_ops names an operation twice")
    return Jwk(key, strict_json.text(found, "kid"), alg, strict_json.text(found, "use"), tuple(operations))


def _key_type(found: dict[str, object]) -> KeyType:
    name = strict_json.text(found, "kty")
    if name is None:
        raise MalformedInput("a JWK without kty")
    known = next((one for one in algorithms.key_types().values() if one.jose == name), None)
    if known is None:
        raise UnknownAlgorithm("a JWK with a kty that is not known")
    return known


def _kind(key_type: KeyType, found: dict[str, object], alg: str | None) -> Kind:
    if members.has_curve(key_type):
        return _kind_of_curve(key_type, strict_json.text(found, "crv"))
    if key_type.oid is not None:
        return kind_of(key_type.name)
    if alg is None:
        raise MalformedInput(f"a JWK of type {key_type.jose} without alg")
    types = algorithms.key_types()
    rows = [row for row in algorithms.by_jose(alg) if types.get(algorithms.parse(row.name).family.name) == key_type]
    if len(rows) != 1:
        raise UnknownAlgorithm("a JWK with an alg that is not known")
    return kind_of(rows[0].name)


def _kind_of_curve(key_type: KeyType, name: str | None) -> Kind:
    if name is None:
        raise MalformedInput("a JWK without crv")
    if key_type.oid is not None:
        curves = [f"{key_type.name}-{one.name}" for one in algorithms.curves().values() if one.jose == name]
    else:
        curves = [algorithm for algorithm, one in algorithms.key_curves().items() if one.jose == name]
    if not curves:
        raise UnknownAlgorithm("a JWK with a crv that is not known")
    return kind_of(curves[0])


def _values(found: dict[str, object], names: Iterable[str]) -> dict[str, bytes]:
    values = {}
    for name in names:
        text = strict_json.text(found, name)
        if text is None:
            raise MalformedInput(f"a JWK without {name}")
        values[name] = base64url.decode(text)
    return values


def _texts(values: members.Members) -> dict[str, str]:
    return {name: base64url.encode(value) for name, value in values.items()}


def _json(found: dict[str, str]) -> str:
    return json.dumps(found, separators=(",", ":"))
