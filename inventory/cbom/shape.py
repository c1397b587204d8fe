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


def _wrong(bom: object) -> Iterator[tuple[str, str, object]]:
    pending: list[tuple[object, Shape | str, str]] = [(bom, "bom", "")]
    while pending:
        value, named, place = pending.pop()
        shape = SHAPES[named] if isinstance(named, str) else named
        if value is None:
            continue
        if isinstance(shape, Scalar):
            if not isinstance(value, shape.types) or isinstance(value, bool):
                yield place, shape.name, value
        elif isinstance(shape, Each):
            if not isinstance(value, list):
                yield place, "a list", value
                continue
            members = [(member, shape.of, pointer(place, number)) for number, member in enumerate(value)]
            yield from ((where, "an object", None) for member, _, where in members if member is None)
            pending.extend(reversed(members))
        elif isinstance(value, dict):
            inner = [(value[name], of, pointer(place, name)) for name, of in shape.items() if name in value]
            pending.extend(reversed(inner))
        else:
            yield place, "an object", value
