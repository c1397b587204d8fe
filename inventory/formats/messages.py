"""CMS and PKCS#7: which algorithms sign, encrypt and wrap, and which certificates travel along. Content is not read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from cryptoagility.algorithms import Use

from ..errors import Unreadable
from . import der, protection, recipients
from .identifiers import Identifier, Named, identifier, named, signature
from .protection import Part

_MOST = 1000  # signers, recipients, certificates or lists of one message

_SMIME = "1.2.840.113549.1.9.16.1"
_PKCS7 = "1.2.840.113549.1.7"


@dataclass(frozen=True, slots=True)
class Signer:
    """How one signer signs."""

    signature: Named
    digest: Named


@dataclass(frozen=True, slots=True)
class Message:
    """A message: what sort of content, who signs and for whom it is encrypted, and how."""

    content: str
    sha256: str
    signers: tuple[Signer, ...] = ()
    recipients: tuple[recipients.Recipient, ...] = ()
    encryption: tuple[Part, ...] = ()
    digests: tuple[Named, ...] = ()
    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def bundle(self) -> bool:
        """Whether it is nothing but a bag of certificates and revocation lists."""
        return self.content == "signed data" and not self.signers


def read(data: bytes) -> Message | None:
    """The message at the start of these bytes, in DER or BER; None for content without cryptography."""
    try:
        return _read(data)
    except Unreadable:
        return _read(der.definite(data))


def _read(data: bytes) -> Message | None:
    outer = der.expect(der.read(data), der.SEQUENCE)
    fields = der.Fields(outer)
    kind = _KINDS.get(der.oid(fields.take()))
    if kind is None:
        return None
    content = der.Fields(der.Fields(fields.take(0xA0)).take(der.SEQUENCE))
    content.take(der.INTEGER)
    return _limited(kind(content, hashlib.sha256(outer.encoded).hexdigest()))


def _limited(message: Message) -> Message:
    """The message with no more certificates and lists than are read, and a note where that leaves some out."""
    bags = (message.certificates, message.revocation_lists)
    if all(len(bag) <= _MOST for bag in bags):
        return message
    note = f"more than {_MOST} certificates or revocation lists; the rest was not read"
    return replace(
        message, certificates=bags[0][:_MOST], revocation_lists=bags[1][:_MOST], notes=(*message.notes, note)
    )


def _signed(fields: der.Fields, sha256: str) -> Message:
    digests = _identifiers(fields.take(der.SET))
    fields.take(der.SEQUENCE)
    certificates, lists = _bag(fields.maybe(0xA0)), _bag(fields.maybe(0xA1))
    signers, notes = _signers(fields.take(der.SET))
    return Message(
        "signed data",
        sha256,
        signers=signers,
        digests=tuple(named(one, Use.HASH) for one in digests),
        certificates=certificates,
        revocation_lists=lists,
        notes=notes,
    )


def _authenticated_enveloped(fields: der.Fields, sha256: str) -> Message:
    return replace(_enveloped(fields, sha256), content="authenticated enveloped data")


def _enveloped(fields: der.Fields, sha256: str) -> Message:
    certificates = _originator(fields.maybe(0xA0))
    found, notes = _recipients(fields.take(der.SET))
    encryption = _encryption(fields.take(der.SEQUENCE))
    return Message(
        "enveloped data", sha256, recipients=found, encryption=encryption, certificates=certificates, notes=notes
    )


def _signed_and_enveloped(fields: der.Fields, sha256: str) -> Message:
    found, notes = _recipients(fields.take(der.SET))
    fields.take(der.SET)
    encryption = _encryption(fields.take(der.SEQUENCE))
    certificates, lists = _bag(fields.maybe(0xA0)), _bag(fields.maybe(0xA1))
    signers, more = _signers(fields.take(der.SET))
    return Message(
        "signed and enveloped data", sha256, signers, found, encryption, (), certificates, lists, (*notes, *more)
    )


def _encrypted(fields: der.Fields, sha256: str) -> Message:
    return Message("encrypted data", sha256, encryption=_encryption(fields.take(der.SEQUENCE)))


def _digested(fields: der.Fields, sha256: str) -> Message:
    return Message("digested data", sha256, digests=(named(identifier(fields.take()), Use.HASH),))


def _authenticated(fields: der.Fields, sha256: str) -> Message:
    certificates = _originator(fields.maybe(0xA0))
    found, notes = _recipients(fields.take(der.SET))
    code = Part(named(identifier(fields.take()), Use.MAC), "verify")
    return Message(
        "authenticated data", sha256, recipients=found, encryption=(code,), certificates=certificates, notes=notes
    )


_KINDS: Mapping[str, Callable[[der.Fields, str], Message]] = MappingProxyType(
    {
        f"{_PKCS7}.2": _signed,
        f"{_PKCS7}.3": _enveloped,
        f"{_PKCS7}.4": _signed_and_enveloped,
        f"{_PKCS7}.5": _digested,
        f"{_PKCS7}.6": _encrypted,
        f"{_SMIME}.2": _authenticated,
        f"{_SMIME}.23": _authenticated_enveloped,
    }
)


def _identifiers(node: der.Node) -> tuple[Identifier, ...]:
    return tuple(identifier(one) for one in islice(der.children(node), _MOST))


def _bag(node: der.Node | None) -> tuple[bytes, ...]:
    """The certificates or revocation lists of a message; other things that may be there are left out."""
    found = islice(der.children(node), _MOST + 1) if node is not None else ()
    return tuple(one.encoded for one in found if one.tag == der.SEQUENCE)


def _originator(node: der.Node | None) -> tuple[bytes, ...]:
    return _bag(der.Fields(node).maybe(0xA0)) if node is not None else ()


def _signers(node: der.Node) -> tuple[tuple[Signer, ...], tuple[str, ...]]:
    signers: list[Signer] = []
    notes: list[str] = []
    for count, one in enumerate(der.children(node)):
        if count == _MOST:
            notes.append(f"more than {_MOST} signers; the rest was not read")
            break
        try:
            signers.append(_signer(one))
        except Unreadable as error:
            notes.append(f"a signer is not readable: {error}")
    return tuple(signers), tuple(notes)


def _signer(node: der.Node) -> Signer:
    fields = der.Fields(der.expect(node, der.SEQUENCE))
    fields.take(der.INTEGER)
    fields.take()
    digest = named(identifier(fields.take()), Use.HASH)
    fields.maybe(0xA0)
    return Signer(signature(identifier(fields.take()), digest), digest)


def _recipients(node: der.Node) -> tuple[tuple[recipients.Recipient, ...], tuple[str, ...]]:
    found: list[recipients.Recipient] = []
    notes: list[str] = []
    for count, one in enumerate(der.children(node)):
        if count == _MOST:
            notes.append(f"more than {_MOST} recipients; the rest was not read")
            break
        try:
            found.append(recipients.read(one))
        except Unreadable as error:
            notes.append(f"a recipient is not readable: {error}")
    return tuple(found), tuple(notes)


def _encryption(node: der.Node) -> tuple[Part, ...]:
    fields = der.Fields(node)
    fields.take(der.OID)
    one = identifier(fields.take())
    if one.oid.startswith("1.2.840.113549.1.5.") or one.oid.startswith("1.2.840.113549.1.12.1."):
        return protection.of(one).parts
    return (Part(named(one, Use.SYMMETRIC), "decrypt"),)
