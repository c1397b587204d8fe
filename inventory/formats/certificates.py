"""X.509 certificates, certification requests and revocation lists, down to what no library accepts.

One reader for all of them, so that what is reported does not depend on which library accepts which damage: the same
bytes give the same facts with every version of every dependency.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from ..errors import Unreadable
from ..model import CertificateFacts, Kind
from . import der, extensions, spki
from .extensions import Extensions
from .identifiers import Identifier, Named, identifier, signature, unknown
from .names import name

_EXTENSION_REQUESTS = frozenset({"1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"})
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SERIAL = 64  # bytes of a serial number that are shown; RFC 5280 allows 20


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed object of X.509. ``key`` is the subject's, None for a revocation list."""

    kind: Kind
    facts: CertificateFacts
    signature: Named
    key: spki.PublicKey | None
    notes: tuple[str, ...] = ()


def certificate(data: bytes) -> Signed:
    """The certificate at the start of these bytes. Refuses what is not laid out as one."""
    outer, tbs, algorithm = _signed(data)
    tbs.maybe(0xA0)  # version
    serial = tbs.take(der.INTEGER)
    inner = identifier(tbs.take())
    issuer = tbs.take(der.SEQUENCE)
    validity = der.Fields(tbs.take(der.SEQUENCE))
    subject = tbs.take(der.SEQUENCE)
    key_node = tbs.take(der.SEQUENCE)
    tbs.maybe(0x81)
    tbs.maybe(0x82)
    notes: list[str] = []
    found = _extensions(tbs.maybe(0xA3), notes)
    if inner.oid != algorithm.oid:
        notes.append(f"the signature algorithm inside ({inner.oid}) is not the one outside ({algorithm.oid})")
    facts = CertificateFacts(
        subject=_name(subject, "subject", notes),
        issuer=_name(issuer, "issuer", notes),
        serial=_serial(serial),
        not_before=_time(validity.take(), "notBefore", notes),
        not_after=_time(validity.take(), "notAfter", notes),
        self_signed=_self_signed(subject, issuer, found),
    )
    return _made(Kind.CERTIFICATE, outer, facts, found, algorithm, _key(key_node, notes), notes)


def request(data: bytes) -> Signed:
    """The PKCS#10 certification request at the start of these bytes. Refuses what is not laid out as one."""
    outer, info, algorithm = _signed(data)
    info.take(der.INTEGER)
    subject = info.take(der.SEQUENCE)
    key_node = info.take(der.SEQUENCE)
    notes: list[str] = []
    found = Extensions()
    attributes = info.maybe(0xA0)
    for attribute in der.children(attributes) if attributes is not None else ():
        fields = der.Fields(der.expect(attribute, der.SEQUENCE))
        if der.oid(fields.take()) in _EXTENSION_REQUESTS:
            found = _extensions(fields.take(der.SET), notes)
    facts = CertificateFacts(subject=_name(subject, "subject", notes))
    return _made(Kind.CERTIFICATE_REQUEST, outer, facts, found, algorithm, _key(key_node, notes), notes)


def revocation_list(data: bytes) -> Signed:
    """The CRL at the start of these bytes; validity is its thisUpdate and nextUpdate. The entries are not read."""
    outer, tbs, algorithm = _signed(data)
    tbs.maybe(der.INTEGER)
    identifier(tbs.take())
    issuer = tbs.take(der.SEQUENCE)
    notes: list[str] = []
    not_before = _time(tbs.take(), "thisUpdate", notes)
    update = tbs.maybe(der.UTC_TIME, der.GENERALIZED_TIME)
    tbs.maybe(der.SEQUENCE)
    facts = CertificateFacts(
        issuer=_name(issuer, "issuer", notes),
        not_before=not_before,
        not_after=_time(update, "nextUpdate", notes) if update is not None else None,
    )
    found = _extensions(tbs.maybe(0xA0), notes)
    return _made(Kind.CRL, outer, facts, found, algorithm, None, notes)


def _signed(data: bytes) -> tuple[der.Node, der.Fields, Identifier]:
    """What all three share: SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }."""
    outer = der.expect(der.read(data), der.SEQUENCE)
    fields = der.Fields(outer)
    signed = der.Fields(fields.take(der.SEQUENCE))
    algorithm = identifier(fields.take())
    fields.take(der.BIT_STRING)
    return outer, signed, algorithm


def _made(
    kind: Kind,
    outer: der.Node,
    facts: CertificateFacts,
    found: Extensions,
    algorithm: Identifier,
    key: spki.PublicKey | None,
    notes: list[str],
) -> Signed:
    named = _signature(algorithm, notes)
    facts = replace(
        facts,
        sha256=hashlib.sha256(outer.encoded).hexdigest(),
        signature_algorithm=named.name,
        signature_oid=algorithm.oid,
        extensions=found.values,
        key_usage=found.key_usage,
        is_ca=found.is_ca if found.is_ca is not None or kind is not Kind.CERTIFICATE else False,
        authority_key_id=found.authority_key_id,
        subject_key_id=found.subject_key_id,
    )
    return Signed(kind, facts, named, key, (*notes, *found.notes, *(key.notes if key is not None else ())))


def _signature(algorithm: Identifier, notes: list[str]) -> Named:
    try:
        return signature(algorithm)
    except Unreadable as error:
        notes.append(f"the parameters of the signature algorithm are not readable: {error}")
        return Named(algorithm.oid, None, unknown(algorithm.oid))


def _extensions(node: der.Node | None, notes: list[str]) -> Extensions:
    """The extensions inside an explicit tag, or inside the SET of an attribute's values."""
    if node is None:
        return Extensions()
    try:
        return extensions.read(der.Fields(node).take())
    except Unreadable as error:
        notes.append(f"the extensions are not readable: {error}")
        return Extensions()


def _name(node: der.Node, what: str, notes: list[str]) -> str | None:
    try:
        return name(node)
    except Unreadable as error:
        notes.append(f"the {what} is not readable: {error}")
        return None


def _key(node: der.Node, notes: list[str]) -> spki.PublicKey:
    try:
        return spki.read(node.encoded)
    except Unreadable as error:
        reason = f"the public key is not readable: {error}"
        notes.append(reason)
        return spki.PublicKey(node.encoded, "", reason=reason)


def _serial(node: der.Node) -> str:
    """In hexadecimal, with a minus sign where the encoding says so."""
    if node.end - node.body > _SERIAL:
        return node.content[:_SERIAL].hex() + "…"
    value = der.integer(node)
    digits = f"{abs(value):x}"
    return f"{'-' if value < 0 else ''}{digits.zfill(len(digits) + len(digits) % 2)}"


def _self_signed(subject: der.Node, issuer: der.Node, found: Extensions) -> bool:
    """Whether subject and issuer are one name, and one key where both key identifiers are there."""
    if subject.encoded != issuer.encoded:
        return False
    keys = (found.authority_key_id, found.subject_key_id)
    return None in keys or keys[0] == keys[1]


def _time(node: der.Node, what: str, notes: list[str]) -> str | None:
    """A UTCTime or GeneralizedTime as RFC 3339 in UTC."""
    made = time(node)
    if made is None:
        notes.append(f"{what} is not a valid time")
    return made


def time(node: der.Node) -> str | None:
    """RFC 3339 in UTC of a time in X.509 or CMS; None for one that is not valid, or not in UTC."""
    text = node.content.decode("ascii", "replace")
    if node.tag == der.UTC_TIME and text[:2].isdigit():
        text = ("20" if text[:2] < "50" else "19") + text
    elif node.tag != der.GENERALIZED_TIME:
        return None
    digits = text[:-1].partition(".")[0]
    if not text.endswith("Z") or not digits.isdigit() or len(digits) not in (12, 14):
        return None
    digits = digits.ljust(14, "0")
    month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(4, 14, 2))
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1] or hour > 23 or minute > 59 or second > 60:
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:]}Z"
