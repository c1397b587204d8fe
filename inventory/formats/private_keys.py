"""Private keys in clear: what they are and what their public part is. Nothing secret is kept in what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..errors import Unreadable
from ..model import Parameter
from . import der, public_parts, quantum_keys, spki
from .identifiers import EC_PUBLIC_KEY, RSA_ENCRYPTION, RSA_OAEP, RSA_PSS, Identifier, identifier, named
from .public_parts import Budget
from .quantum_keys import Contents, Derived
from .spki import PublicKey


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key without its secret. ``about`` describes the key; it is ``public`` where that could be had."""

    format: str
    about: PublicKey
    public: PublicKey | None = None
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()


def pkcs8(data: bytes, budget: Budget) -> PrivateKey:
    """The key of a PrivateKeyInfo or OneAsymmetricKey (RFC 5958)."""
    fields = der.sequence(data)
    fields.take(der.INTEGER)
    node = fields.take()
    one = identifier(node)
    secret = fields.take(der.OCTET_STRING).content
    fields.maybe(0xA0)
    stated = fields.maybe(0x81, 0xA1)
    reader = _READERS.get(one.oid, quantum_keys.derive)
    notes: tuple[str, ...] = ()
    try:
        derived = reader(Contents(one, node.encoded, secret, budget))
    except Unreadable as error:
        derived = Derived(notes=(f"the private key is not readable: {error}",))
    public = derived.public
    if stated is not None:
        written = _stated(node.encoded, stated)
        if public is None:
            public = written
        elif written is not None and written.spki != public.spki:
            notes = ("the public key beside the private key belongs to another one",)
    return _made("PKCS#8", one, replace(derived, public=public, notes=(*derived.notes, *notes)))


def pkcs1(data: bytes) -> PrivateKey:
    """The key of an RSAPrivateKey (RFC 8017)."""
    public = _rsa_public(data, None)
    return PrivateKey("PKCS#1", public, public, notes=public.notes)


def sec1(data: bytes, budget: Budget) -> PrivateKey:
    """The key of an ECPrivateKey (RFC 5915)."""
    fields = der.sequence(data)
    fields.take(der.INTEGER)
    fields.take(der.OCTET_STRING)
    parameters = fields.maybe(0xA0)
    inner = der.Fields(parameters).take() if parameters is not None else None
    one = Identifier(EC_PUBLIC_KEY, inner)
    parts = (inner.encoded,) if inner is not None else ()
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(EC_PUBLIC_KEY), *parts)
    return _made("SEC1", one, _elliptic(Contents(one, algorithm, data, budget)))


def dsa(data: bytes) -> PrivateKey:
    """The key of OpenSSL's DSA form: SEQUENCE { 0, p, q, g, y, x }."""
    fields = der.sequence(data)
    fields.take(der.INTEGER)
    p, q, g, y = (fields.take(der.INTEGER).encoded for _ in "pqgy")
    parameters = der.encode(der.SEQUENCE, p, q, g)
    public = spki.read(spki.make(der.encode(der.SEQUENCE, der.encode_oid(spki.DSA), parameters), y))
    return PrivateKey("DSA", public, public, notes=public.notes)


def _made(format: str, one: Identifier, derived: Derived) -> PrivateKey:
    public = derived.public if derived.public is not None and derived.public.defect is None else None
    about = public or spki.describe(one)
    notes = derived.notes
    if derived.public is not None and derived.public.defect is not None:
        notes = (*notes, derived.public.defect)
    return PrivateKey(format, about, public, derived.parameters, tuple(dict.fromkeys((*notes, *about.notes))))


def _stated(algorithm: bytes, node: der.Node) -> PublicKey | None:
    """The public key of a OneAsymmetricKey; None if it is not readable."""
    try:
        content = der.bit_string(der.Fields(node).take()) if node.tag == 0xA1 else node.content[1:]
        found = spki.read(spki.make(algorithm, content))
    except Unreadable:
        return None
    return found if found.defect is None else None


def _rsa_public(secret: bytes, algorithm: bytes | None) -> PublicKey:
    fields = der.sequence(secret)
    fields.take(der.INTEGER)
    modulus, exponent = (int.from_bytes(fields.take(der.INTEGER).content, "big") for _ in "ne")
    public = spki.rsa(modulus, exponent, algorithm)
    if public.defect is not None:
        raise Unreadable(public.defect)
    return public


def _rsa(key: Contents) -> Derived:
    plain = key.identifier.oid == RSA_ENCRYPTION  # its SPKI has NULL parameters, whatever the private key's have
    return Derived(_rsa_public(key.secret, None if plain else key.algorithm))


def _elliptic(key: Contents) -> Derived:
    fields = der.sequence(key.secret)
    fields.take(der.INTEGER)
    scalar = fields.take(der.OCTET_STRING).content
    fields.maybe(0xA0)
    written = fields.maybe(0xA1)
    if written is not None:
        return Derived(spki.read(spki.make(key.algorithm, der.bit_string(der.Fields(written).take()))))
    curve = spki.curve_of(key.identifier.parameters)
    point = public_parts.point(curve.canonical, scalar, key.budget) if curve.canonical is not None else None
    return Derived(spki.read(spki.make(key.algorithm, point)) if point is not None else None)


def _octets(key: Contents) -> Derived:
    """EdDSA and XDH, RFC 8410: an OCTET STRING inside the OCTET STRING."""
    name = named(key.identifier).name or ""
    inner = der.expect(der.read(key.secret), der.OCTET_STRING).content
    public = public_parts.raw(name, inner, key.budget)
    return Derived(spki.raw(key.identifier.oid, public) if public is not None else None)


def _finite_field(key: Contents) -> Derived:
    """DSA parameters are p, q, g; those of PKCS#3 p, g; those of X9.42 p, g, q."""
    exponent = der.integer(der.read(key.secret))
    if key.identifier.parameters is None:
        return Derived()
    at = 2 if key.identifier.oid == spki.DSA else 1
    numbers = [der.integer(node) for _, node in zip("pqg", der.children(key.identifier.parameters), strict=False)]
    base = numbers[at] if len(numbers) > at else 0
    value = public_parts.power(base, exponent, numbers[0], key.budget)
    return Derived(spki.read(spki.make(key.algorithm, der.encode_integer(value))) if value is not None else None)


_READERS: Mapping[str, Callable[[Contents], Derived]] = MappingProxyType(
    {
        RSA_ENCRYPTION: _rsa,
        RSA_PSS: _rsa,
        RSA_OAEP: _rsa,
        EC_PUBLIC_KEY: _elliptic,
        spki.EC_DH: _elliptic,
        spki.EC_MQV: _elliptic,
        spki.DSA: _finite_field,
        spki.DH: _finite_field,
        spki.DH_X942: _finite_field,
        **dict.fromkeys((f"1.3.101.{arc}" for arc in (110, 111, 112, 113)), _octets),
    }
)
