"""The types that the reader of foreign CBOMs relies on, checked before it reads: a table, walked without recursion.

It is less than the schema on purpose: a file with a misspelled licence is still an inventory. null counts as absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import Unreadable
from .strict_json import described, pointer

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a whole number or either."""

    types: tuple[type, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose members have one shape, given by its name in the table or itself."""

    of: Shape | str


Shape = Scalar | Each | Mapping[str, "Shape | str"]

TEXT = Scalar((str,), "a text")
NUMBER = Scalar((int,), "a whole number")
EITHER = Scalar((str, int, float), "a text")  # producers write versions and key sizes as numbers as well

_RELATED: Mapping[str, Shape | str] = {
    "relatedCryptographicAssets": Each(MappingProxyType({"type": TEXT, "ref": TEXT})),
    "signatureAlgorithmRef": TEXT,
    "subjectPublicKeyRef": TEXT,
    "algorithmRef": TEXT,
    "securedBy": MappingProxyType({"algorithmRef": TEXT}),
    "cryptoRefArray": Each(TEXT),
    "fingerprint": MappingProxyType({"alg": TEXT, "content": TEXT}),
}
_EXTENSION: Shape = MappingProxyType(
    dict.fromkeys(
        ("commonExtensionName", "commonExtensionValue", "customExtensionName", "customExtensionValue"), EITHER
    )
)
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "bom": {
            "metadata": "metadata",
            "components": Each("component"),
            "dependencies": Each({"ref": TEXT, "dependsOn": Each(TEXT), "provides": Each(TEXT)}),
        },
        "metadata": {"timestamp": TEXT, "component": "component", "properties": Each("property")},
        "property": {"name": TEXT, "value": TEXT},
        "component": {
            "bom-ref": TEXT,
            "name": TEXT,
            "type": TEXT,
            "version": EITHER,
            "purl": TEXT,
            "components": Each("component"),
            "properties": Each("property"),
            "evidence": {"occurrences": Each("occurrence")},
            "cryptoProperties": "crypto",
        },
        "occurrence": {
            "location": TEXT,
            "line": NUMBER,
            "offset": NUMBER,
            "symbol": TEXT,
            "additionalContext": TEXT,
        },
        "crypto": {
            "assetType": TEXT,
            "oid": TEXT,
            "algorithmProperties": {
                "primitive": TEXT,
                "algorithmFamily": TEXT,
                "parameterSetIdentifier": EITHER,
                "mode": TEXT,
                "curve": TEXT,
                "ellipticCurve": TEXT,
                "cryptoFunctions": Each(TEXT),
            },
            "certificateProperties": {
                **dict.fromkeys(("subjectName", "issuerName", "notValidBefore", "notValidAfter"), TEXT),
                "serialNumber": TEXT,
                "certificateFormat": TEXT,
                "certificateExtensions": Each(_EXTENSION),
                **_RELATED,
            },
            "relatedCryptoMaterialProperties": {"type": TEXT, "size": NUMBER, "format": TEXT, **_RELATED},
            "protocolProperties": {
                "type": TEXT,
                "version": TEXT,
                "cipherSuites": Each({"name": TEXT, "algorithms": Each(TEXT)}),
                **_RELATED,
            },
        },
    }
)


def refuse_wrong_types(bom: Mapping[str, object]) -> None:
    """Raise Unreadable with the first few places whose type is not what the reader takes it for."""
    wrong: list[str] = []
    for place, expected, found in _wrong(bom):
        if len(wrong) == _SHOWN:
            wrong.append("and more; `cryptoagility validate` lists them")
            break
        wrong.append(f"{place}: expected {expected}, found {described(found)}")
    if wrong:
        raise Unreadable("; ".join(wrong))


_Place = tuple["_Place", str | int] | None
"""A place as the way back to the root: put into words only when something is wrong there."""


def _wrong(bom: object) -> Iterator[tuple[str, str, object]]:
    pending: list[tuple[object, Shape | str, _Place]] = [(bom, "bom", None)]
    while pending:
        value, named, place = pending.pop()
        shape = SHAPES[named] if isinstance(named, str) else named
        if value is None:
            continue
        if isinstance(shape, Scalar):
            if not _fits(shape, value):
                yield _said(place), shape.name, value
        elif isinstance(shape, Each):
            if not isinstance(value, list):
                yield _said(place), "a list", value
                continue
            of = shape.of
            members = [(one, of, (place, number)) for number, one in enumerate(value) if not _fits(of, one)]
            yield from ((_said(where), "an object", None) for member, _, where in members if member is None)
            pending.extend(reversed(members))
        elif isinstance(value, dict):
            inner = [
                (value[name], of, (place, name))
                for name, of in shape.items()
                if name in value and not _fits(of, value[name])
            ]
            pending.extend(reversed(inner))
        else:
            yield _said(place), "an object", value


# The shapes of which a file has most, and of which each field is a scalar.
_FLAT: Mapping[str, tuple[tuple[str, tuple[type, ...]], ...]] = MappingProxyType(
    {
        name: tuple((field, of.types) for field, of in shape.items() if isinstance(of, Scalar))
        for name, shape in SHAPES.items()
        if isinstance(shape, Mapping) and all(isinstance(of, Scalar) for of in shape.values())
    }
)


def _fits(shape: Shape | str, value: object) -> bool:
    """Whether a value is right and needs no further look: a scalar, or an object of nothing but scalars."""
    if isinstance(shape, Scalar):
        return isinstance(value, shape.types) and value is not True and value is not False
    flat = _FLAT.get(shape) if isinstance(shape, str) else None
    if flat is None or not isinstance(value, dict):
        return False
    for name, types in flat:
        one = value.get(name)
        if one is not None and (not isinstance(one, types) or one is True or one is False):
            return False
    return True


def _said(place: _Place) -> str:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    said = ""
    for step in reversed(steps):
        said = pointer(said, step)
    return said
