"""Signed and enveloped messages of CMS and PKCS#7, and bundles of certificates in the same format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Unreadable
from ..formats import certificates, messages
from ..formats.certificate_findings import signed, signed_id
from ..formats.certificates import Signed
from ..formats.identifiers import Named
from ..formats.key_findings import Place, algorithm, named_id
from ..formats.messages import Message
from ..formats.objects import MESSAGES, may_hold, objects
from ..formats.protection import Part
from ..model import AssetId, Finding, KeyFacts, Kind, Link, Problem, State
from .detector import File, Stub

_PRIMITIVES = {"keyderive": "key-agree", "decapsulate": "kem", "decrypt": "other", "verify": "mac", "encrypt": "other"}


class Cms:
    """Finds messages and says which algorithms they need."""

    name = "cms"

    def wants(self, stub: Stub) -> bool:
        """Any file that is not compressed: messages travel in files of any name."""
        return may_hold(stub.head)

    def detect(self, file: File) -> Iterator[Finding | Problem]:
        """Each message with its algorithms and certificates."""
        for one in objects(file.data):
            if one.family != MESSAGES:
                continue
            place = Place(self.name, file.path, one.line, one.offset, one.index)
            try:
                if one.trouble is not None:
                    raise Unreadable(one.trouble)
                message = messages.read(one.data)
            except Unreadable as error:
                yield place.problem(f"{one.label or 'CMS'}: {error}")
                continue
            if message is not None:
                yield from _message(place, message)


def _message(place: Place, message: Message) -> Iterator[Finding | Problem]:
    inside, troubles = _inside(place, message)
    if not message.bundle:
        yield _finding(place, message, inside)
        yield from _algorithms(place, message)
    for one in inside:
        yield from signed(place, one)
    yield from troubles
    yield from (place.problem(note) for note in message.notes)


def _inside(place: Place, message: Message) -> tuple[list[Signed], list[Problem]]:
    """The certificates and revocation lists that travel along."""
    found: list[Signed] = []
    troubles: list[Problem] = []
    readers = (
        (message.certificates, certificates.certificate),
        (message.revocation_lists, certificates.revocation_list),
    )
    for objects_, reader in readers:
        for data in objects_:
            try:
                found.append(reader(data))
            except Unreadable as error:
                troubles.append(place.problem(f"a certificate or revocation list in a message: {error}"))
    return found, troubles


def _finding(place: Place, message: Message, inside: list[Signed]) -> Finding:
    main = [signer.signature for signer in message.signers]
    main = main or [one.key.named for one in message.recipients if one.key is not None]
    names = {one.name for one in main}
    name = next(iter(names)) if len(names) == 1 else None
    sizes = {one.size for one in message.recipients if one.size is not None}
    links = {
        *(
            Link("signature-algorithm", named_id(one.signature, "signature"), State.CONFIGURED)
            for one in message.signers
        ),
        *(Link("algorithm", named_id(one, "hash"), State.CONFIGURED) for one in _digests(message)),
        *(Link("algorithm", _id(one.key), State.CONFIGURED) for one in message.recipients if one.key is not None),
        *(Link("protection", _id(part), State.CONFIGURED) for part in _secondary(message)),
        *(Link("component", signed_id(one), State.CONFIGURED) for one in inside),
    }
    return Finding(
        detector=place.detector,
        asset=AssetId(Kind.MESSAGE, f"sha256:{message.sha256}"),
        location=place.location,
        algorithm=name,
        facts=KeyFacts(size=sizes.pop() if len(sizes) == 1 else None, format=f"CMS {message.content}"),
        links=tuple(sorted(links)),
        reason=None if name is not None else _why(main, names),
        state=State.CONFIGURED,
    )


def _why(main: list[Named], names: set[str | None]) -> str:
    if not main:
        return "no public key is used in it"
    if len(names) > 1:
        return "it uses several: " + ", ".join(sorted(name or "unknown" for name in names))
    return main[0].reason or "unknown"


def _algorithms(place: Place, message: Message) -> Iterator[Finding]:
    """Each algorithm of the message once."""
    found = [algorithm(place, one.signature, "verify", "signature") for one in message.signers]
    found += (algorithm(place, one, "digest", "hash") for one in _digests(message))
    keys = (one.key for one in message.recipients if one.key is not None)
    found += (algorithm(place, part.named, part.function, _primitive(part)) for part in (*keys, *_secondary(message)))
    yield from dict.fromkeys(found)


def _digests(message: Message) -> Iterable[Named]:
    return (*message.digests, *(one.digest for one in message.signers))


def _secondary(message: Message) -> Iterator[Part]:
    """What protects the content and the key that encrypts it."""
    yield from message.encryption
    for recipient in message.recipients:
        yield from recipient.others


def _id(part: Part) -> AssetId:
    return named_id(part.named, _primitive(part))


def _primitive(part: Part) -> str:
    return _PRIMITIVES.get(part.function, "other")
