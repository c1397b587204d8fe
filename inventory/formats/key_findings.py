"""Findings of keys, the same whatever file they were in, so that one key is one asset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptoagility import algorithms

from ..model import (
    AssetId,
    Finding,
    KeyFacts,
    Kind,
    Link,
    Location,
    Parameter,
    Problem,
    State,
    algorithm_id,
    unknown_algorithm,
)
from .identifiers import Named
from .private_keys import PrivateKey
from .protection import Protection
from .spki import PublicKey
from .text import safe

_NO_PUBLIC = "the public part cannot be told"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is: the detector that saw it, path, line, byte offset, and a name of it within the file."""

    detector: str
    path: str
    line: int | None
    offset: int | None
    index: int | str

    @property
    def location(self) -> Location:
        """The same as evidence."""
        return Location(self.path, self.line, self.offset)

    def problem(self, reason: str) -> Problem:
        """Something that could not be read here."""
        return Problem(self.path, self.detector, reason, self.line)


@dataclass(frozen=True, slots=True)
class Extra:
    """What the place of a key says of it beyond the key itself."""

    format: str | None = None
    comment: str | None = None
    parameters: tuple[Parameter, ...] = ()
    key_usage: tuple[str, ...] = ()


def public_id(key: PublicKey) -> AssetId:
    """Identity of a public key."""
    return AssetId(Kind.PUBLIC_KEY, key.identity)


def public_key(place: Place, key: PublicKey, extra: Extra | None = None) -> Iterator[Finding | Problem]:
    """The key, the keys that it is made of, and what is wrong with it."""
    yield from (place.problem(note) for note in (*key.notes, *((key.defect,) if key.defect is not None else ())))
    yield from public_part(place, key, extra or Extra())


def public_part(place: Place, key: PublicKey, extra: Extra) -> Iterator[Finding]:
    """The key and the keys that it is made of, without problems: those belong to what the key is a part of."""
    parts = tuple(Link("component", public_id(part), State.CONFIGURED) for part in key.parts)
    yield Finding(
        detector=place.detector,
        asset=public_id(key),
        location=place.location,
        algorithm=key.algorithm,
        parameters=(*key.parameters, *extra.parameters),
        facts=_facts(key, extra),
        links=(*_algorithm(key.algorithm), *parts),
        reason=key.defect or key.reason,
        state=State.CONFIGURED,
    )
    for part in key.parts:
        yield from public_part(place, part, Extra(parameters=(part_of("composite key"),)))


def private_key(
    place: Place, key: PrivateKey, extra: Extra, protection: Protection | None = None
) -> Iterator[Finding | Problem]:
    """The key, its public part and the algorithms that protect it; identified by its public part, else by its place."""
    yield from (place.problem(note) for note in key.notes)
    about = key.about
    asset = AssetId.at(Kind.PRIVATE_KEY, place.path, place.index)
    public: tuple[Link, ...] = ()
    if key.public is not None:
        asset = AssetId(Kind.PRIVATE_KEY, key.public.identity)
        public = (Link("public-key", public_id(key.public), State.CONFIGURED),)
    yield Finding(
        detector=place.detector,
        asset=asset,
        location=place.location,
        algorithm=about.algorithm,
        parameters=(*about.parameters, *key.parameters, *extra.parameters, *_given(protection)),
        facts=_facts(about, Extra(extra.format or key.format, extra.comment, (), extra.key_usage), protection),
        links=(*public, *_algorithm(about.algorithm), *protection_links(protection)),
        reason=about.reason or (_NO_PUBLIC if key.public is None and about.algorithm is None else None),
        state=State.CONFIGURED,
    )
    if key.public is not None:
        yield from public_part(place, key.public, Extra(parameters=(part_of("private key"),)))
    yield from protection_findings(place, protection)


def part_of(what: str) -> Parameter:
    """Marks a finding as seen inside another one: nobody wrote it down on its own."""
    return Parameter("part-of", what, "file")


def algorithm(
    place: Place, named: Named, function: str, primitive: str, parameters: tuple[Parameter, ...] = ()
) -> Finding:
    """An algorithm that an object names."""
    known = algorithms.parse(named.name) if named.name is not None else None
    return Finding(
        detector=place.detector,
        asset=named_id(named, primitive),
        location=place.location,
        algorithm=known.name if known is not None else None,
        primitive=known.primitive if known is not None else primitive,
        functions=(function,),
        parameters=(*named.parameters, *parameters),
        reason=named.reason,
        state=State.CONFIGURED,
    )


def named_id(named: Named, primitive: str) -> AssetId:
    """Identity of an algorithm that may not be known: then its object identifier is its name."""
    if named.name is not None:
        return algorithm_id(algorithms.parse(named.name).name)
    return unknown_algorithm(primitive, named.oid or "unnamed")


def protection_links(protection: Protection | None) -> tuple[Link, ...]:
    """Links to the algorithms that protect something."""
    parts = protection.parts if protection is not None else ()
    return tuple(
        Link("protection", named_id(part.named, _primitive(part.function)), State.CONFIGURED) for part in parts
    )


def protection_findings(place: Place, protection: Protection | None) -> Iterator[Finding]:
    """The algorithms that protect something."""
    for part in protection.parts if protection is not None else ():
        given = _given(protection) if part.function == "keyderive" else ()
        yield algorithm(place, part.named, part.function, _primitive(part.function), given)


def _primitive(function: str) -> str:
    return "kdf" if function == "keyderive" else "other"


def _given(protection: Protection | None) -> tuple[Parameter, ...]:
    return protection.parameters if protection is not None else ()


def _algorithm(name: str | None) -> tuple[Link, ...]:
    return (Link("algorithm", algorithm_id(name), State.CONFIGURED),) if name is not None else ()


def _facts(key: PublicKey, extra: Extra, protection: Protection | None = None) -> KeyFacts:
    return KeyFacts(
        size=key.size,
        format=extra.format,
        oid=key.oid or None,
        curve=key.curve,
        spki_sha256=key.sha256 if key.defect is None else None,
        encrypted=protection is not None,
        protection=protection.text if protection is not None else None,
        comment=safe(extra.comment, 200) if extra.comment else None,
        key_usage=extra.key_usage,
    )
