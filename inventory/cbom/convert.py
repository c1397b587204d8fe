"""CycloneDX 1.7 as 1.6 and back: what 1.6 has no field for is kept in properties, each with its place, and is counted.

Works on the document and not on the graph, so that a foreign file keeps all that this tool does not read. Where 1.6 has
an older field for the same thing it is filled as well, and emptied again on the way back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..errors import Unreadable
from .document import document
from .strict_json import load, pointer

KEPT = "cryptoagility:cyclonedx-1.7"
"""The property that keeps a value of 1.7: ``["<JSON pointer in the component>", value]``; null: not there in 1.7."""

TARGETS = ("1.6", "1.7")
_SOURCES = ("1.4", "1.5", "1.6", "1.7")
_DEPTH = 200

Object = dict[str, Any]

# Fields that came with 1.7, by the name under which the object stands that has them.
_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "component": ("isExternal", "versionRange", "patentAssertions"),
        "service": ("patentAssertions",),
        "externalReference": ("properties",),
        "algorithmProperties": ("algorithmFamily", "ellipticCurve"),
        "certificateProperties": (
            *("serialNumber", "fingerprint", "certificateFileExtension", "certificateExtensions", "certificateState"),
            *("creationDate", "activationDate", "deactivationDate", "revocationDate", "destructionDate"),
            "relatedCryptographicAssets",
        ),
        "relatedCryptoMaterialProperties": ("fingerprint", "relatedCryptographicAssets"),
        "protocolProperties": ("relatedCryptographicAssets",),
        "cipherSuite": ("tlsGroups", "tlsSignatureSchemes"),
        "metadata": ("distributionConstraints",),
        "definitions": ("patents",),
        "bom": ("citations",),
    }
)
# Values that came with 1.7; 1.6 says "other" for them.
_VALUES: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("algorithmProperties", "primitive"): frozenset({"key-wrap"}),
        ("protocolProperties", "type"): frozenset({"dtls", "quic", "eap-aka", "eap-aka-prime", "prins", "5g-aka"}),
        ("externalReference", "type"): frozenset({"patent", "patent-family", "patent-assertion", "citation"}),
    }
)
_HASHES = frozenset({"Streebog-256", "Streebog-512"})
_NAMED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("components", "ancestors", "descendants", "variants"), "component"),
        "services": "service",
        "externalReferences": "externalReference",
        "cipherSuites": "cipherSuite",
    }
)
_HOLDERS = frozenset({"component", "service"})
_EXPRESSION = frozenset({"expression", "acknowledgement", "bom-ref"})
# The fields of 1.6 for what 1.7 lists as related assets: (object, type of the related asset) -> field.
_RELATED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("certificateProperties", "publicKey"): "subjectPublicKeyRef",
        ("certificateProperties", "signatureAlgorithm"): "signatureAlgorithmRef",
        ("relatedCryptoMaterialProperties", "algorithm"): "algorithmRef",
    }
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document in another version, and how often each field had to go into properties."""

    text: str
    kept: Mapping[str, int]


def convert(text: str, to: str) -> Conversion:
    """This CycloneDX JSON (1.4 to 1.7) as version ``to``: 1.6 or 1.7. Raises Unreadable."""
    bom = load(text)
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        raise Unreadable('not a CycloneDX file: "bomFormat" is not "CycloneDX"')
    version = bom.get("specVersion")
    if version not in _SOURCES:
        raise Unreadable(f"/specVersion: {version!r} cannot be converted; {', '.join(_SOURCES)} can")
    if version == to:
        return Conversion(text, {})
    if to == "1.6" and version == "1.7":
        kept = lower(bom)
        return Conversion(document(bom, to), kept)
    restore(bom)
    return Conversion(document(bom, to), {})


def lower(bom: Object) -> Mapping[str, int]:
    """Turn a document of 1.7 into one of 1.6, in place; how often each field went into properties."""
    kept = _Kept()
    kept.take(bom, "bom", "", _Holder(kept.counted))
    return dict(sorted(kept.counted.items()))


def restore(bom: Object) -> None:
    """Put what ``lower`` kept back in its place. Raises Unreadable for what it did not write."""
    pending: list[tuple[Object, str, int]] = [(bom, "", 0)]
    while pending:
        one, place, depth = pending.pop()
        if depth > _DEPTH:
            raise Unreadable(f"{place}: nested deeper than {_DEPTH}")
        holder = one.get("metadata") if place == "" else one
        if isinstance(holder, dict) and isinstance(holder.get("properties"), list):
            _restore(one, holder, place)
        for name, value in one.items():
            if isinstance(value, dict):
                pending.append((value, pointer(place, name), depth + 1))
            elif isinstance(value, list):
                inner = [(item, f"{pointer(place, name)}/{n}", depth + 1) for n, item in enumerate(value)]
                pending.extend(item for item in inner if isinstance(item[0], dict))


def _restore(one: Object, holder: Object, place: str) -> None:
    properties = holder["properties"]
    kept = [item for item in properties if isinstance(item, dict) and item.get("name") == KEPT]
    if not kept:
        return
    holder["properties"] = [item for item in properties if not (isinstance(item, dict) and item.get("name") == KEPT)]
    if not holder["properties"]:
        del holder["properties"]
    for item in kept:
        try:
            where, value = json.loads(str(item.get("value")))
            steps = [step.replace("~1", "/").replace("~0", "~") for step in where.split("/")[1:]]
            _put(one, steps, value)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise Unreadable(f"{place or '/'}: the property {KEPT} is not as this tool writes it") from error


def _put(one: Any, steps: list[str], value: object) -> None:
    for step in steps[:-1]:
        one = one[int(step)] if isinstance(one, list) else one[step]
    if not isinstance(one, dict):
        raise TypeError(steps)
    if value is None:
        del one[steps[-1]]
    else:
        one[steps[-1]] = value


class _Kept:
    """What a document of 1.7 has and 1.6 has not, moved into the properties of what it belongs to."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def take(self, one: Object, named: str, place: str, holder: _Holder, depth: int = 0) -> None:
        """``place`` is the pointer from the holder."""
        if depth > _DEPTH:
            raise Unreadable(f"nested deeper than {_DEPTH}")
        if named in _HOLDERS:
            holder, place = _Holder(self.counted), ""
        _lower(one, named, place, holder)
        for where, inner, item in list(_inner(one, place)):
            self.take(item, inner, where, holder, depth + 1)
        if named == "bom":
            holder.write(one.setdefault("metadata", {}))
        elif named in _HOLDERS:
            holder.write(one)


def _lower(one: Object, named: str, place: str, holder: _Holder) -> None:
    """One object: older fields filled, fields and values of 1.7 kept elsewhere."""
    for name, value in list(_older(named, one)):
        holder.absent(pointer(place, name))
        one[name] = value
    for name in _FIELDS.get(named, ()):
        if name in one:
            holder.keep(pointer(place, name), one.pop(name))
    for name, replacement in list(_replaced(named, one)):
        holder.keep(pointer(place, name), one.pop(name))
        if replacement is not None:
            one[name] = replacement


def _inner(one: Object, place: str) -> Iterator[tuple[str, str, Object]]:
    """The objects directly inside, each with its place and the name that it goes by."""
    for name, value in one.items():
        if name == "properties":
            continue
        if isinstance(value, dict):
            yield pointer(place, name), name, value
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield f"{pointer(place, name)}/{number}", _NAMED.get(name, name), item


class _Holder:
    """Where things are kept: the properties of a component or a service, else those of the document."""

    def __init__(self, counted: Counter[str]) -> None:
        self._counted = counted
        self._items: list[tuple[str, object]] = []

    def keep(self, place: str, value: object) -> None:
        self._counted[place.rsplit("/", 1)[-1]] += 1
        self._items.append((place, value))

    def absent(self, place: str) -> None:
        self._items.append((place, None))

    def write(self, into: Object) -> None:
        if self._items:
            made = [{"name": KEPT, "value": _brief([place, value])} for place, value in self._items]
            into["properties"] = [*(into.get("properties") or ()), *made]


_brief = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _older(named: str, one: Object) -> Iterator[tuple[str, object]]:
    """Fields of 1.6 that say a part of what 1.7 says elsewhere, where they are not there already."""
    related = [item for item in one.get("relatedCryptographicAssets") or () if isinstance(item, dict)]
    refs: dict[str, str] = {}
    for item in related:
        field = _RELATED.get((named, str(item.get("type"))))
        if field is not None and isinstance(item.get("ref"), str):
            refs.setdefault(field, item["ref"])
    yield from ((field, ref) for field, ref in sorted(refs.items()) if field not in one)
    if named == "protocolProperties" and related and "cryptoRefArray" not in one:
        yield "cryptoRefArray", sorted({str(item["ref"]) for item in related if "ref" in item})
    if named == "algorithmProperties" and "ellipticCurve" in one and "curve" not in one:
        yield "curve", str(one["ellipticCurve"]).rsplit("/", 1)[-1]
    if named == "certificateProperties" and "certificateFileExtension" in one and "certificateExtension" not in one:
        yield "certificateExtension", one["certificateFileExtension"]


def _replaced(named: str, one: Object) -> Iterator[tuple[str, object]]:
    """Fields that 1.6 has with fewer values: the name and what stands there instead, None for nothing."""
    for (owner, name), values in _VALUES.items():
        if named == owner and one.get(name) in values:
            yield name, "other"
    if named == "ikev2TransformTypes":
        for name in ("encr", "prf", "integ", "ke", "auth"):
            items = one.get(name)
            if isinstance(items, list) and any(isinstance(item, dict) for item in items):
                refs = [item.get("algorithm") if isinstance(item, dict) else item for item in items]
                yield name, [ref for ref in refs if isinstance(ref, str)] or None
    hashes = one.get("hashes")
    if isinstance(hashes, list) and any(isinstance(item, dict) and item.get("alg") in _HASHES for item in hashes):
        yield "hashes", [item for item in hashes if item.get("alg") not in _HASHES] or None
    licenses = one.get("licenses")
    if isinstance(licenses, list) and any(isinstance(item, dict) and "expression" in item for item in licenses):
        if len(licenses) > 1:
            yield "licenses", None
        elif set(licenses[0]) - _EXPRESSION:
            yield "licenses", [{name: value for name, value in licenses[0].items() if name in _EXPRESSION}]
