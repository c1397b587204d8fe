"""For whom a CMS message is encrypted, by the algorithms that carry its key (RFC 5652 section 6.2, RFC 9629)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptoagility.algorithms import Use

from ..errors import Unreadable
from . import der, protection, spki
from .identifiers import Identifier, Named, agreement, identifier, named, transport
from .protection import Part

_KEM = "1.2.840.113549.1.9.16.13.3"
_PASSWORD_WRAP = "1.2.840.113549.1.9.16.3.9"  # noqa: S105  # an object identifier
_XDH = frozenset({"1.3.101.110", "1.3.101.111"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient: how the key is established, None for a key or password that both sides have; what else is used."""

    key: Part | None
    others: tuple[Part, ...] = ()
    size: int | None = None  # bits of the sender's key


def read(node: der.Node) -> Recipient:
    """The recipient of a RecipientInfo. Refuses a choice that is not known."""
    reader = _CHOICES.get(node.tag)
    if reader is None:
        raise Unreadable(f"a sort of recipient with tag 0x{node.tag:02x}")
    return reader(der.Fields(node))


def _transport(fields: der.Fields) -> Recipient:
    fields.take(der.INTEGER)
    fields.take()
    return Recipient(Part(transport(identifier(fields.take())), "decrypt"))


def _agreement(fields: der.Fields) -> Recipient:
    fields.take(der.INTEGER)
    originator = der.Fields(fields.take(0xA0)).take()
    fields.maybe(0xA1)
    one = identifier(fields.take())
    wrap = _wrapping(one.parameters)
    known = agreement(one)
    sender, size = _sender(originator)
    if known is None:
        return Recipient(Part(named(one, Use.KEY_ESTABLISHMENT), "keyderive"), wrap, size)
    family, derivation = known
    name = family
    if sender is not None and sender.algorithm is not None:
        name = sender.algorithm if sender.oid in _XDH else sender.algorithm.replace("EC", family, 1)
    others = (Part(Named(one.oid, derivation), "keyderive"), *wrap)
    return Recipient(Part(Named(one.oid, name), "keyderive"), others, size)


def _sender(node: der.Node) -> tuple[spki.PublicKey | None, int | None]:
    """The sender's key and the bits of its point; without parameters the curve is the recipient's and not told here."""
    if node.tag != 0xA1:
        return None, None
    fields = der.Fields(node)
    one = identifier(fields.take())
    key = der.bit_string(fields.take())
    if one.has_parameters or one.oid in _XDH:
        about = spki.describe(one)
        return about, about.size
    return None, (len(key) - 1) * 4 if key[:1] == b"\x04" else None


def _shared_key(fields: der.Fields) -> Recipient:
    fields.take(der.INTEGER)
    fields.take(der.SEQUENCE)
    return Recipient(None, (_wrap(identifier(fields.take())),))


def _password(fields: der.Fields) -> Recipient:
    fields.take(der.INTEGER)
    derivation = fields.maybe(0xA0)
    others: list[Part] = []
    if derivation is not None:
        others.append(protection.derivation(identifier_of(derivation))[0])
    one = identifier(fields.take())
    if one.oid == _PASSWORD_WRAP and one.parameters is not None:
        one = identifier(one.parameters)
    others.append(Part(named(one, Use.SYMMETRIC), "decrypt"))
    return Recipient(None, tuple(others))


def identifier_of(node: der.Node) -> Identifier:
    """The AlgorithmIdentifier under an implicit tag."""
    fields = der.Fields(node)
    oid = der.oid(fields.take())
    return Identifier(oid, fields.take() if fields.tag is not None else None)


def _other(fields: der.Fields) -> Recipient:
    kind = der.oid(fields.take())
    if kind != _KEM:
        return Recipient(Part(Named(kind, None, f"unknown sort of recipient {kind}"), "other"))
    inner = der.Fields(fields.take(der.SEQUENCE))
    inner.take(der.INTEGER)
    inner.take()
    kem = named(identifier(inner.take()), Use.KEY_ESTABLISHMENT)
    inner.take(der.OCTET_STRING)
    derivation = Part(named(identifier(inner.take()), Use.KDF), "keyderive")
    inner.take(der.INTEGER)
    inner.maybe(0xA0)
    return Recipient(Part(kem, "decapsulate"), (derivation, _wrap(identifier(inner.take()))))


def _wrapping(node: der.Node | None) -> tuple[Part, ...]:
    if node is None or node.tag != der.SEQUENCE:
        return ()
    return (_wrap(identifier(node)),)


def _wrap(one: Identifier) -> Part:
    return Part(named(one, Use.KEY_WRAP, Use.SYMMETRIC), "decrypt")


_CHOICES: Mapping[int, Callable[[der.Fields], Recipient]] = MappingProxyType(
    {der.SEQUENCE: _transport, 0xA1: _agreement, 0xA2: _shared_key, 0xA3: _password, 0xA4: _other}
)
