"""The members of a key that JWK and COSE_Key share; they differ in names, numbers and text only.

Members have their JOSE names (``n``, ``e``, ``x``, ``pub`` …) and bytes as values; curve and algorithm are not in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .. import algorithms
from ..algorithms import KeyType
from ..errors import MalformedInput, UnavailableAlgorithm
from .ec_keys import EcKind
from .keys import Form, PrivateKey, PublicKey
from .kind import Kind
from .kinds import key_name, kind_of
from .rsa_keys import RsaPrivate, RsaPublic, read_private, read_public, write_private, write_public

Members = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Codec:
    """How keys of one type are taken apart and put together; ``labels`` are those of COSE."""

    public: tuple[str, ...]
    private: tuple[str, ...]
    labels: Mapping[str, int]
    curve: bool
    split_public: Callable[[Kind, bytes], Members]
    split_private: Callable[[Kind, bytes], Members]
    join_public: Callable[[Kind, Members], bytes]
    join_private: Callable[[Kind, Members], bytes]


def key_type_of(algorithm: str) -> KeyType:
    """The key type of an algorithm. Raises UnavailableAlgorithm where JOSE and COSE have none."""
    scheme = algorithms.parse(algorithm)
    found = algorithms.key_types().get(scheme.family.name)
    if found is None:
        raise UnavailableAlgorithm(f"JOSE and COSE have no key type for {scheme.name}")
    return found


def has_curve(key_type: KeyType) -> bool:
    """Whether keys of this type name a curve."""
    return _CODECS[key_type.name].curve


def labels(key_type: KeyType) -> Mapping[str, int]:
    """The COSE labels of the members."""
    return _CODECS[key_type.name].labels


def public_names(key_type: KeyType) -> tuple[str, ...]:
    """The members of a public key."""
    return _CODECS[key_type.name].public


def private_names(key_type: KeyType) -> tuple[str, ...]:
    """The members that only a private key has."""
    return _CODECS[key_type.name].private


def public_members(algorithm: str, raw: bytes) -> Members:
    """The members of a public key. Refuses bytes that cannot be a key of the algorithm."""
    kind = kind_of(algorithm)
    kind.check_public(raw)
    return _CODECS[key_type_of(algorithm).name].split_public(kind, raw)


def private_members(algorithm: str, raw: bytes, public: bytes | None) -> Members:
    """All members of a private key; the public key is needed where it cannot be computed without a backend."""
    kind = kind_of(algorithm)
    codec = _CODECS[key_type_of(algorithm).name]
    if kind.form_of(raw) is Form.EXPANDED:
        raise MalformedInput("JOSE and COSE take the seed of a lattice key; an expanded key cannot become one again")
    found = public if public is not None else kind.public_of(raw)
    if found is None:
        raise MalformedInput(f"a private key of {algorithm} is written with its public key: pass public=")
    kind.check_public(found)
    if not kind.agrees(raw, found):
        raise MalformedInput(f"a private key of {algorithm} with the public key of another")
    return {**codec.split_public(kind, found), **codec.split_private(kind, raw)}


def join_public(key_type: KeyType, kind: Kind, members: Members) -> PublicKey:
    """The public key of its members."""
    raw = _CODECS[key_type.name].join_public(kind, members)
    kind.check_public(raw)
    return PublicKey(kind.name_of(raw), raw)


def join_private(key_type: KeyType, kind: Kind, members: Members, public: PublicKey) -> PrivateKey:
    """The private key of its members. Refuses one that does not belong to the public key, as far as can be told."""
    raw = _CODECS[key_type.name].join_private(kind, members)
    form = kind.form_of(raw)
    if form is Form.EXPANDED:
        raise MalformedInput("an expanded private key where the seed belongs")
    if not kind.agrees(raw, public.raw):
        raise MalformedInput("a private key with the public key of another")
    return PrivateKey(public.name, raw, form, public.raw)


def fits(key: str, algorithm: str) -> bool:
    """Whether a key of this name can be used with an algorithm; an RSA algorithm takes every size."""
    name = key_name(algorithm)
    if name == key:
        return True
    # The rows of RSA are listed by size; a JOSE or COSE algorithm takes any.
    first, second = algorithms.parse(key).family, algorithms.parse(name).family
    return first.name == second.name and "size" in first.parameters


def _rsa_public(kind: Kind, raw: bytes) -> Members:  # noqa: ARG001  # all codecs have one signature
    key = read_public(raw)
    return {"n": _shortest(key.n), "e": _shortest(key.e)}


def _rsa_private(kind: Kind, raw: bytes) -> Members:  # noqa: ARG001
    key = read_private(raw)
    numbers = {"d": key.d, "p": key.p, "q": key.q, "dp": key.dp, "dq": key.dq, "qi": key.qinv}
    return {name: _shortest(number) for name, number in numbers.items()}


def _join_rsa_public(kind: Kind, members: Members) -> bytes:  # noqa: ARG001
    return write_public(RsaPublic(_number(members, "n"), _number(members, "e")))


def _join_rsa_private(kind: Kind, members: Members) -> bytes:  # noqa: ARG001
    public = RsaPublic(_number(members, "n"), _number(members, "e"))
    d, p, q, dp, dq, qi = (_number(members, name) for name in ("d", "p", "q", "dp", "dq", "qi"))
    return write_private(RsaPrivate(public, d, p, q, dp, dq, qi))


def _shortest(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _number(members: Members, name: str) -> int:
    octets = members[name]
    if not octets or not octets[0]:
        raise MalformedInput("an RSA number that is empty or not in its shortest form")
    return int.from_bytes(octets, "big")


def _ec_public(kind: Kind, raw: bytes) -> Members:
    assert isinstance(kind, EcKind)
    return {"x": raw[1 : 1 + kind.size], "y": raw[1 + kind.size :]}


def _ec_private(kind: Kind, raw: bytes) -> Members:
    assert isinstance(kind, EcKind)
    return {"d": kind.number(raw)}


def _join_ec_public(kind: Kind, members: Members) -> bytes:
    assert isinstance(kind, EcKind)
    x, y = members["x"], members["y"]
    if len(x) != kind.size or len(y) != kind.size:
        raise MalformedInput(f"coordinates of {kind.name} have {kind.size} bytes each")
    return b"\x04" + x + y


def _join_ec_private(kind: Kind, members: Members) -> bytes:
    assert isinstance(kind, EcKind)
    return kind.write(members["d"])


def _plain(name: str) -> Callable[[Kind, bytes], Members]:
    return lambda _, raw: {name: raw}


def _join_plain(name: str) -> Callable[[Kind, Members], bytes]:
    return lambda _, members: members[name]


_RSA_LABELS = {"n": -1, "e": -2, "d": -3, "p": -4, "q": -5, "dp": -6, "dq": -7, "qi": -8}
_CODECS: Mapping[str, _Codec] = MappingProxyType(
    {
        "RSA": _Codec(
            ("n", "e"),
            ("d", "p", "q", "dp", "dq", "qi"),
            MappingProxyType(_RSA_LABELS),
            curve=False,
            split_public=_rsa_public,
            split_private=_rsa_private,
            join_public=_join_rsa_public,
            join_private=_join_rsa_private,
        ),
        "EC": _Codec(
            ("x", "y"),
            ("d",),
            MappingProxyType({"x": -2, "y": -3, "d": -4}),
            curve=True,
            split_public=_ec_public,
            split_private=_ec_private,
            join_public=_join_ec_public,
            join_private=_join_ec_private,
        ),
        "OKP": _Codec(
            ("x",),
            ("d",),
            MappingProxyType({"x": -2, "d": -4}),
            curve=True,
            split_public=_plain("x"),
            split_private=_plain("d"),
            join_public=_join_plain("x"),
            join_private=_join_plain("d"),
        ),
        "AKP": _Codec(
            ("pub",),
            ("priv",),
            MappingProxyType({"pub": -1, "priv": -2}),
            curve=False,
            split_public=_plain("pub"),
            split_private=_plain("priv"),
            join_public=_join_plain("pub"),
            join_private=_join_plain("priv"),
        ),
    }
)
