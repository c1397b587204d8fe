"""JSON Web Keys (RFC 7517, RFC 7518, RFC 8037, RFC 9964) and the names of JOSE."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.errors import UnknownAlgorithm

from ..errors import Unreadable
from . import der, public_parts, spki
from .private_keys import PrivateKey
from .public_parts import Budget
from .spki import PublicKey

_LONGEST = 64 * 1024  # characters of one value; a key of 8192 bytes has 10923

Members = Mapping[str, object]

# JOSE algorithms that a row of the table cannot name: a scheme for RSA of any size, hash included.
_ALGORITHMS: Mapping[str, str] = MappingProxyType(
    {
        **{f"RS{bits}": f"RSA-PKCS1-SHA{bits}" for bits in (256, 384, 512)},
        **{f"PS{bits}": f"RSA-PSS-SHA{bits}" for bits in (256, 384, 512)},
        "RS1": "RSA-PKCS1-SHA1",
        "ES256": "ECDSA-P256-SHA256",
        "ES384": "ECDSA-P384-SHA384",
        "ES512": "ECDSA-P521-SHA512",
        "ESP256": "ECDSA-P256-SHA256",
        "ESP384": "ECDSA-P384-SHA384",
        "ESP512": "ECDSA-P521-SHA512",
        "ES256K": "ECDSA-secp256k1-SHA256",
        "EdDSA": "EdDSA",
        "RSA-OAEP": "RSA-OAEP-SHA1",
        "RSA-OAEP-256": "RSA-OAEP-SHA256",
        "RSA-OAEP-384": "RSA-OAEP-SHA384",
        "RSA-OAEP-512": "RSA-OAEP-SHA512",
        "RSA1_5": "RSAES-PKCS1",
        "ECDH-ES": "ECDH",
        "ECDH-ES+A128KW": "ECDH",
        "ECDH-ES+A192KW": "ECDH",
        "ECDH-ES+A256KW": "ECDH",
        "A128GCMKW": "AES-128-GCM",
        "A192GCMKW": "AES-192-GCM",
        "A256GCMKW": "AES-256-GCM",
    }
)
# Types as written by key vaults for keys that stay in hardware.
_TYPES: Mapping[str, str] = MappingProxyType({"RSA-HSM": "RSA", "EC-HSM": "EC", "oct-HSM": "oct", "OKP-HSM": "OKP"})
_PRIVATE: Mapping[str, str] = MappingProxyType({"RSA": "d", "EC": "d", "OKP": "d", "AKP": "priv"})


def key_type(members: Members) -> str:
    """The type of key: ``kty`` without the additions of key vaults."""
    kind = members.get("kty")
    if not isinstance(kind, str):
        raise Unreadable("kty is not a string")
    return _TYPES.get(kind, kind)


def declared(name: object) -> str | None:
    """The canonical scheme of a JOSE ``alg``; None if it is not known or not there."""
    if not isinstance(name, str):
        return None
    stated = _ALGORITHMS.get(name)
    if stated is not None:
        return algorithms.parse(stated).name
    rows = algorithms.by_jose(name)
    return rows[0].name if len(rows) == 1 else None


def is_private(members: Members) -> bool:
    """Whether the secret member is there."""
    return _PRIVATE.get(key_type(members), "") in members


def public_key(members: Members, budget: Budget) -> PublicKey | None:
    """The public part of the key; None if the members do not hold one. Refuses values that no key can have."""
    reader = _READERS.get(key_type(members))
    return reader(members, budget) if reader is not None else None


def private_key(members: Members, budget: Budget) -> PrivateKey:
    """A private key without its secret."""
    public = public_key(members, budget)
    if public is not None and public.defect is not None:
        return PrivateKey("JWK", replace(public, reason=public.defect), None, notes=(public.defect, *public.notes))
    about = public or described(members)
    return PrivateKey("JWK", about, public, notes=about.notes)


def described(members: Members) -> PublicKey:
    """What the members say of a key whose values are not there."""
    kind = key_type(members)
    if kind == "EC":
        curve = _curve(members)
        if curve is not None:
            return PublicKey(b"", "", f"EC-{curve}", algorithms.curves()[curve].bits, curve)
        return PublicKey(b"", "", "EC", reason="crv is not known")
    if kind in ("RSA", "OKP", "AKP"):
        name = declared(members.get("alg")) if kind == "AKP" else "RSA" if kind == "RSA" else _okp(members)
        return PublicKey(b"", "", name, reason=f"the public values of this {kind} key are not in the file")
    return PublicKey(b"", "", reason="kty is not known")


def octets(members: Members, name: str) -> bytes:
    """The octets of a base64url member. Refuses what is too long, not there or not base64url."""
    value = members.get(name)
    if not isinstance(value, str):
        raise Unreadable(f"{name} is missing or not a string")
    if len(value) > _LONGEST:
        raise Unreadable(f"{name} has {len(value)} characters; the limit is {_LONGEST}")
    text = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"{name} is not base64url") from error


def _rsa(members: Members, _budget: Budget) -> PublicKey | None:
    if "n" not in members:
        return None
    return spki.rsa(int.from_bytes(octets(members, "n"), "big"), int.from_bytes(octets(members, "e"), "big"))


def _elliptic(members: Members, budget: Budget) -> PublicKey | None:
    curve = _curve(members)
    if curve is None:
        return None
    width = (algorithms.curves()[curve].bits + 7) // 8
    if "x" in members:
        x, y = (octets(members, name).rjust(width, b"\0") for name in ("x", "y"))
        return spki.point(curve, b"\x04" + x + y)
    if "d" not in members:
        return None
    point = public_parts.point(curve, octets(members, "d"), budget)
    return spki.point(curve, point) if point is not None else None


def _curve(members: Members) -> str | None:
    try:
        return algorithms.curve_name(str(members.get("crv")))
    except UnknownAlgorithm:
        return None


def _okp(members: Members) -> str | None:
    name = members.get("crv")
    return name if isinstance(name, str) and name in ("Ed25519", "Ed448", "X25519", "X448") else None


def _octet_pair(members: Members, budget: Budget) -> PublicKey | None:
    name = _okp(members)
    return _raw(name, members, ("x", "d"), budget) if name is not None else None


def _algorithm_pair(members: Members, budget: Budget) -> PublicKey | None:
    name = declared(members.get("alg"))
    return _raw(name, members, ("pub", "priv"), budget) if name is not None else None


def _raw(name: str, members: Members, names: tuple[str, str], budget: Budget) -> PublicKey | None:
    oid = algorithms.find(name).oids[0]
    if names[0] in members:
        return spki.raw(oid, octets(members, names[0]))
    if names[1] not in members:
        return None
    public = public_parts.raw(name, octets(members, names[1]), budget)
    return spki.raw(oid, public) if public is not None else None


_READERS: Mapping[str, Callable[[Members, Budget], PublicKey | None]] = MappingProxyType(
    {"RSA": _rsa, "EC": _elliptic, "OKP": _octet_pair, "AKP": _algorithm_pair}
)


def chain(members: Members) -> tuple[bytes, ...]:
    """The certificates of ``x5c``. Refuses what is not base64."""
    values = members.get("x5c", ())
    if not isinstance(values, list):
        return ()
    found = []
    for value in values[:20]:
        try:
            found.append(binascii.a2b_base64(str(value), strict_mode=True))
        except (binascii.Error, ValueError) as error:
            raise Unreadable("x5c is not base64") from error
    return tuple(one for one in found if one[:1] == bytes((der.SEQUENCE,)))
