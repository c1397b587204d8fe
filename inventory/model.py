"""What a scan finds: frozen facts, no severity, no opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TypeVar

Value = TypeVar("Value")

SUPPRESSION = "suppression"
"""What problems with comments that should excuse a finding are reported under."""
DEFAULT = "default "
"""How the symbol of a place begins at which nothing is written: the product's default holds."""


class Kind(StrEnum):
    """What an asset is."""

    ALGORITHM = "algorithm"
    CERTIFICATE = "certificate"
    CERTIFICATE_REQUEST = "certificate-request"
    CRL = "crl"
    PRIVATE_KEY = "private-key"
    PUBLIC_KEY = "public-key"
    SECRET_KEY = "secret-key"  # noqa: S105  # a kind of asset, not a password
    PARAMETERS = "parameters"
    MESSAGE = "message"  # signed or enveloped data (CMS)
    PROTOCOL = "protocol"
    LIBRARY = "library"
    APPLICATION = "application"


class State(StrEnum):
    """How firmly an edge holds: a library that can do RSA is not a system that uses RSA."""

    AVAILABLE = "available"
    CONFIGURED = "configured"
    USED = "used"
    NEGOTIATED = "negotiated"
    UNSTATED = "unstated"  # an edge of somebody else's inventory


class Confidence(StrEnum):
    """How sure a detector is that the thing is there."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, order=True)
class AssetId:
    """Identity by content: ``spki-sha256:…``, ``sha256:…`` of a DER, a canonical name, a package URL.

    A thing without a public part has its place as identity: ``at:PATH#INDEX``, where PATH is the location's path.
    No hash of a secret is ever an identity.
    """

    kind: Kind
    value: str

    @classmethod
    def at(cls, kind: Kind, path: str, index: int | str) -> AssetId:
        """The identity of something that has only a place."""
        return cls(kind, f"at:{path}#{index}")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where it was seen: path relative to the target, one-based line, byte offset, the API that was called."""

    path: str
    line: int | None = None
    offset: int | None = None
    symbol: str | None = None

    def __reduce__(self) -> tuple[type[Location], tuple[object, ...]]:
        """Its values: a scan hands over so many that asking each for its fields takes longer than finding them."""
        return Location, (self.path, self.line, self.offset, self.symbol)


@dataclass(frozen=True, slots=True, order=True)
class Parameter:
    """One value of a use (``hash``, ``iterations``, ``min_version`` …) and how it was found.

    ``how`` is one of: literal, constant, assignment, attribute, parameter, enum, default, computed, file,
    configuration (``origin`` says in which file and line), fallback (what is taken if the configuration says nothing).
    """

    name: str
    value: str
    how: str = "literal"
    origin: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """This asset needs that one. ``role``: subject-key, signature-algorithm, public-key, algorithm, issuer, component,
    protection, provides, depends-on.
    """

    role: str
    target: AssetId
    state: State


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate, request or CRL says of itself. Times are RFC 3339 in UTC."""

    subject: str | None = None
    issuer: str | None = None
    serial: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    sha256: str | None = None
    signature_algorithm: str | None = None  # canonical scheme name
    signature_oid: str | None = None
    extensions: tuple[tuple[str, str], ...] = ()  # CycloneDX common name or OID, readable value
    key_usage: tuple[str, ...] = ()
    is_ca: bool | None = None
    authority_key_id: str | None = None
    subject_key_id: str | None = None
    self_signed: bool | None = None


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What is known of a key. Size in bits. ``protection`` names how it is encrypted; None = in clear."""

    size: int | None = None
    format: str | None = None
    oid: str | None = None
    curve: str | None = None
    spki_sha256: str | None = None
    encrypted: bool = False
    protection: str | None = None
    comment: str | None = None
    key_usage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """A dependency: ecosystem name, version (None = not pinned) and the constraint as written."""

    name: str
    ecosystem: str
    version: str | None = None
    constraint: str | None = None
    direct: bool = True


@dataclass(frozen=True, slots=True)
class ProtocolFacts:
    """A protocol endpoint or context: ``tls``, ``ssh``; versions and names as configured."""

    type: str
    role: str | None = None  # client, server
    version: str | None = None
    minimum_version: str | None = None
    maximum_version: str | None = None
    cipher_suites: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    signature_schemes: tuple[str, ...] = ()


AssetFacts = CertificateFacts | KeyFacts | LibraryFacts | ProtocolFacts


@dataclass(frozen=True, slots=True, order=True)
class Suppression:
    """What a comment in the file says of a finding: it is known, why, and until which day (inclusive) that holds.

    Whether it still holds depends on the day that is judged for.
    """

    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation: this asset, seen here, by this detector. A fact, never a verdict."""

    detector: str
    asset: AssetId
    location: Location
    algorithm: str | None = None  # canonical scheme name; None = not recognised, never a guess
    primitive: str | None = None  # CycloneDX primitive, for algorithms
    functions: tuple[str, ...] = ()  # CycloneDX cryptoFunctions
    parameters: tuple[Parameter, ...] = ()
    facts: AssetFacts | None = None
    links: tuple[Link, ...] = ()
    reason: str | None = None  # why something is unknown
    confidence: Confidence = Confidence.CERTAIN
    state: State = State.USED  # of the edge from the application to this asset
    suppression: Suppression | None = None  # evidence, not identity

    def __post_init__(self) -> None:
        if self.asset.kind is Kind.ALGORITHM and self.algorithm is None and not self.reason:
            raise ValueError("an unknown algorithm needs a reason")

    def __reduce__(self) -> tuple[type[Finding], tuple[object, ...]]:
        """Its values, as of a location."""
        return Finding, _VALUES(self)


_VALUES = attrgetter(*Finding.__dataclass_fields__)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that could not be read: where, by whom, why. ``bug`` marks a fault of ours."""

    path: str
    detector: str
    reason: str
    line: int | None = None
    bug: bool = False

    @property
    def unread(self) -> bool:
        """Whether something may be missing because of it; a comment that excuses nothing hides nothing either."""
        return self.detector != SUPPRESSION


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """Something that was not read on purpose, and why (too large, link, excluded, no detector for it)."""

    reason: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read and what was not. Counts are of files unless they say otherwise."""

    files: int = 0
    bytes: int = 0
    lines: int = 0  # of source code
    read: int = 0  # files that a detector looked into
    duplicates: int = 0
    skipped: tuple[Skipped, ...] = ()


def unknown_algorithm(primitive: str, symbol: str) -> AssetId:
    """Identity of an algorithm that could not be named: by primitive and the API that was called."""
    return AssetId(Kind.ALGORITHM, f"unknown:{primitive}:{symbol}")


def algorithm_id(name: str) -> AssetId:
    """Identity of a named algorithm: its canonical scheme name."""
    return AssetId(Kind.ALGORITHM, name)


def in_order(values: Iterable[Value], order: Callable[[Value], tuple[object, ...]]) -> list[Value]:
    """The values sorted by this order; those that it leaves equal, by all that they are."""
    made = sorted(values, key=order)
    keys = [order(one) for one in made]
    start = 0
    for end in range(1, len(made) + 1):
        if end == len(made) or keys[end] != keys[start]:
            if end - start > 1:
                made[start:end] = sorted(made[start:end], key=repr)
            start = end
    return made
