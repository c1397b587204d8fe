"""Where a fact lives in CycloneDX 1.7: its own field where the standard has one, else a property of ours.

Sources: the CycloneDX 1.7 JSON schema and its cryptography definitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from ..graph import Occurrence
from ..model import (
    AssetFacts,
    CertificateFacts,
    Confidence,
    KeyFacts,
    Kind,
    LibraryFacts,
    Location,
    Parameter,
    ProtocolFacts,
    Suppression,
)

NAMESPACE = "cryptoagility:"

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# Kind -> the type of component and, for cryptographic assets, the assetType and the type of related material.
COMPONENT: Mapping[Kind, tuple[str, str | None, str | None]] = MappingProxyType(
    {
        Kind.ALGORITHM: ("cryptographic-asset", "algorithm", None),
        Kind.CERTIFICATE: ("cryptographic-asset", "certificate", None),
        Kind.CERTIFICATE_REQUEST: ("cryptographic-asset", "related-crypto-material", "other"),
        Kind.CRL: ("cryptographic-asset", "related-crypto-material", "other"),
        Kind.PRIVATE_KEY: ("cryptographic-asset", "related-crypto-material", "private-key"),
        Kind.PUBLIC_KEY: ("cryptographic-asset", "related-crypto-material", "public-key"),
        Kind.SECRET_KEY: ("cryptographic-asset", "related-crypto-material", "secret-key"),
        Kind.PARAMETERS: ("cryptographic-asset", "related-crypto-material", "other"),
        Kind.MESSAGE: ("cryptographic-asset", "related-crypto-material", "other"),
        Kind.PROTOCOL: ("cryptographic-asset", "protocol", None),
        Kind.LIBRARY: ("library", None, None),
        Kind.APPLICATION: ("application", None, None),
    }
)

X509 = "X.509"
FORMAT = "format"
"""The extension in which a certificate that is not X.509 says what it is: no extension of X.509 is called so."""

MODES = frozenset({"cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr"})
COMMON_EXTENSIONS = frozenset(
    {
        "basicConstraints",
        "keyUsage",
        "extendedKeyUsage",
        "subjectAlternativeName",
        "authorityKeyIdentifier",
        "subjectKeyIdentifier",
        "authorityInformationAccess",
        "certificatePolicies",
        "crlDistributionPoints",
        "signedCertificateTimestamp",
    }
)
PROTOCOLS = frozenset({"tls", "ssh", "ipsec", "ike", "sstp", "wpa", "dtls", "quic", "eap-aka", "other", "unknown"})

FACTS: Mapping[Kind, type[AssetFacts]] = MappingProxyType(
    {
        Kind.CERTIFICATE: CertificateFacts,
        Kind.CERTIFICATE_REQUEST: CertificateFacts,
        Kind.CRL: CertificateFacts,
        Kind.PRIVATE_KEY: KeyFacts,
        Kind.PUBLIC_KEY: KeyFacts,
        Kind.SECRET_KEY: KeyFacts,
        Kind.PARAMETERS: KeyFacts,
        Kind.MESSAGE: KeyFacts,
        Kind.PROTOCOL: ProtocolFacts,
        Kind.LIBRARY: LibraryFacts,
    }
)
FACTS_BY_NAME: Mapping[str, type[AssetFacts]] = MappingProxyType(
    {one.__name__: one for one in (CertificateFacts, KeyFacts, LibraryFacts, ProtocolFacts)}
)

# Facts that have a field of their own in CycloneDX, by kind; the writer and the reader use the same table.
STANDARD: Mapping[Kind, Mapping[str, str]] = MappingProxyType(
    {
        Kind.CERTIFICATE: {
            "subject": "subjectName",
            "issuer": "issuerName",
            "serial": "serialNumber",
            "not_before": "notValidBefore",
            "not_after": "notValidAfter",
        },
        Kind.PRIVATE_KEY: {"size": "size", "format": "format"},
        Kind.PUBLIC_KEY: {"size": "size", "format": "format"},
        Kind.SECRET_KEY: {"size": "size", "format": "format"},
        Kind.PARAMETERS: {"size": "size", "format": "format"},
        Kind.MESSAGE: {"size": "size", "format": "format"},
        Kind.PROTOCOL: {"version": "version"},
    }
)


def fact_properties(kind: Kind, facts: AssetFacts) -> Iterator[tuple[str, str]]:
    """Facts without a field in the standard, as (property name, value); every value that is not the default."""
    yield "facts", type(facts).__name__
    for name, default in _without_field(kind, type(facts).__name__):
        value = getattr(facts, name)
        if value != default:
            yield from ((f"fact.{name}", text) for text in _texts(value))


@cache
def _without_field(kind: Kind, facts: str) -> tuple[tuple[str, object], ...]:
    standard = STANDARD.get(kind, {})
    return tuple((field.name, field.default) for field in fields(FACTS_BY_NAME[facts]) if field.name not in standard)


def facts_from(kind: Kind, standard: Mapping[str, object], properties: Mapping[str, list[str]]) -> AssetFacts | None:
    """The facts back from their fields and properties; None if there are none."""
    named = properties.get("facts", [""])[0]
    made = FACTS_BY_NAME.get(named) or FACTS.get(kind)
    if made is None:
        return None
    values: dict[str, Any] = {}
    table = STANDARD.get(kind, {})
    for field in fields(made):
        given = standard.get(table[field.name]) if field.name in table else None
        texts = properties.get(f"fact.{field.name}")
        if given is not None:
            values[field.name] = given
        elif texts is not None:
            values[field.name] = _value(str(field.type), texts)
    required = {field.name for field in fields(made) if field.default is MISSING}
    if not required <= set(values) or (not values and not named):
        return None
    return made(**values)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield json.dumps(item, ensure_ascii=False) if isinstance(item, tuple) else str(item)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    else:
        yield str(value)


def _value(type_name: str, texts: list[str]) -> object:
    if type_name.startswith("tuple[tuple"):
        return tuple(tuple(str(part) for part in json.loads(text)) for text in texts)
    if type_name.startswith("tuple"):
        return tuple(texts)
    if "bool" in type_name:
        return texts[0] == "true"
    if "int" in type_name:
        return int(texts[0])
    return texts[0]


def occurrence_dicts(occurrences: Sequence[Occurrence]) -> list[dict[str, object]]:
    """Occurrences as CycloneDX evidence; what it has no field for is JSON in additionalContext."""
    # Many places say the same: what they share (the same tuples, not equal ones) is written once.
    written: dict[tuple[object, ...], str | None] = {}
    made: list[dict[str, object]] = []
    for one in occurrences:
        said = (one.detector, id(one.functions), id(one.parameters), one.reason, one.confidence)
        key = (*said, one.suppression, one.test)
        if key not in written:
            written[key] = _context(one)
        made.append(_occurrence(one.location, written[key]))
    return made


def _occurrence(place: Location, context: str | None) -> dict[str, object]:
    made: dict[str, object] = {"location": place.path}
    if place.line is not None:
        made["line"] = place.line
    if place.offset is not None:
        made["offset"] = place.offset
    if place.symbol is not None:
        made["symbol"] = place.symbol
    if context is not None:
        made["additionalContext"] = context
    return made


def _context(occurrence: Occurrence) -> str | None:
    context: dict[str, object] = {}
    if occurrence.detector is not None:
        context["detector"] = occurrence.detector
    if occurrence.functions:
        context["functions"] = list(occurrence.functions)
    if occurrence.parameters:
        context["parameters"] = [_parameter(one) for one in occurrence.parameters]
    if occurrence.reason is not None:
        context["reason"] = occurrence.reason
    if occurrence.confidence is not Confidence.CERTAIN:
        context["confidence"] = str(occurrence.confidence)
    if occurrence.suppression is not None:
        context["suppressed"] = {"reason": occurrence.suppression.reason, "until": occurrence.suppression.until}
    if occurrence.test:
        context["code"] = "test"
    return _dump(context) if context else None


def occurrence_from(given: Mapping[str, Any]) -> Occurrence:
    """An occurrence back from CycloneDX evidence; a context that is not ours is kept as a parameter."""
    place = Location(
        str(given.get("location", "")), _integer(given.get("line")), _integer(given.get("offset")), given.get("symbol")
    )
    text = given.get("additionalContext")
    if not isinstance(text, str):
        return Occurrence(place)
    try:
        context = json.loads(text)
        return Occurrence(
            place,
            context.get("detector"),
            tuple(str(one) for one in context.get("functions", ())),
            tuple(_parameter_from(*given) for given in context.get("parameters", ())),
            context.get("reason"),
            Confidence(context.get("confidence", "certain")),
            _suppression(context.get("suppressed")),
            context.get("code") == "test",
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Occurrence(place, parameters=(Parameter("context", text, "file"),))


def _parameter(one: Parameter) -> list[str]:
    return [one.name, one.value, one.how, *([one.origin] if one.origin else [])]


def _parameter_from(name: object, value: object, how: object, origin: object = "") -> Parameter:
    return Parameter(str(name), str(value), str(how), str(origin))


def _suppression(given: object) -> Suppression | None:
    """Raises ValueError for one without a reason or a day: it excuses nothing."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ValueError("suppressed")
    reason, until = given.get("reason"), given.get("until")
    if not isinstance(reason, str) or not reason or not isinstance(until, str):
        raise ValueError("suppressed")
    return Suppression(reason, date.fromisoformat(until).isoformat())


def _integer(value: object) -> int | None:
    """A line or offset; a negative one, which others write where they do not know, is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
