"""Is this file a valid CBOM? The official schema first, then what a schema cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..errors import Unreadable
from .schema import VERSIONS, schema_faults
from .strict_json import load

_SHOWN = 200


def validate(text: str) -> tuple[str, ...]:
    """Every fault found (the first 200), each with its place as a JSON pointer; empty for a valid file.

    The schema is the official one of the version that the file names, with formats and without unknown fields.
    Beyond the schema: no name twice in an object, references must resolve and be unique, and a dependency may be
    listed once.
    """
    try:
        bom = load(text)
    except Unreadable as error:
        return (str(error),)
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        return ('/: not a CycloneDX file: "bomFormat" is not "CycloneDX"',)
    version = bom.get("specVersion")
    if not isinstance(version, str) or version not in VERSIONS:
        return (f"/specVersion: {version!r} is not a version of CycloneDX that has a JSON schema",)
    faults = list(islice(schema_faults(bom, text, version), _SHOWN + 1))
    if not faults:
        faults.extend(islice(_reference_faults(bom), _SHOWN + 1))
    if len(faults) > _SHOWN:
        faults[_SHOWN] = f"and more than {_SHOWN} faults in all"
    return tuple(faults)


def _reference_faults(bom: Mapping[str, Any]) -> Iterator[str]:
    refs = [*_refs(bom)]
    for ref, count in sorted(Counter(refs).items()):
        if count > 1:
            yield f"bom-ref {ref!r} is given {count} times"
    known = set(refs)
    listed = Counter(str(one.get("ref")) for one in bom.get("dependencies") or ())
    for ref, count in sorted(listed.items()):
        if count > 1:
            yield f"dependencies: {ref!r} is listed {count} times"
    for place, ref in _uses(bom):
        if ref not in known:
            yield f"{place}: {ref!r} refers to nothing in this file"


def _refs(bom: Mapping[str, Any]) -> Iterator[str]:
    return (str(one["bom-ref"]) for one in _components(bom) if one.get("bom-ref"))


def _components(bom: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every component and service, those inside others included."""
    root = (bom.get("metadata") or {}).get("component")
    pending = [*(bom.get("services") or ()), *reversed(bom.get("components") or ()), *([root] if root else [])]
    while pending:
        one = pending.pop()
        yield one
        pending.extend(reversed(one.get("components") or ()))
        pending.extend(reversed(one.get("services") or ()))


def _uses(bom: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in bom.get("dependencies") or ():
        yield "dependencies", str(one.get("ref"))
        for field in ("dependsOn", "provides"):
            yield from ((f"dependencies of {one.get('ref')!r}", str(target)) for target in one.get(field) or ())
    for component in _components(bom):
        for one in component.get("properties") or ():
            if one.get("name") == "cryptoagility:edge":
                yield f"edge of {component.get('bom-ref')!r}", str(one.get("value")).partition(" ")[2]
        yield from _crypto_uses(str(component.get("bom-ref")), component.get("cryptoProperties") or {})


def _crypto_uses(place: str, value: object) -> Iterator[tuple[str, str]]:
    """References inside cryptoProperties: the fields that are called ref, …Ref, or algorithms."""
    pending: list[object] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            for name, item in one.items():
                if isinstance(item, str) and (name == "ref" or name.endswith("Ref")):
                    yield place, item
                elif name in {"algorithms", "cryptoRefArray"} and isinstance(item, list):
                    yield from ((place, str(ref)) for ref in item if isinstance(ref, str))
                else:
                    pending.append(item)
        elif isinstance(one, list):
            pending.extend(one)
