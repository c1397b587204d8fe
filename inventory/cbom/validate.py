"""Is this file a valid CBOM? The official schema first, then what a schema cannot say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = 200
_QUOTED = 150


def validate(text: str) -> tuple[str, ...]:
    """Every fault found, each with its place; empty for a valid file.

    Schema faults come from the strict JSON validator of cyclonedx-python-lib, for the version that the file names.
    Beyond the schema: references must resolve and be unique, and a dependency may be listed once.
    """
    try:
        bom = json.loads(text)
    except (ValueError, RecursionError) as error:
        return (f"not JSON: {error}",)
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        return ('not a CycloneDX file: "bomFormat" is not "CycloneDX"',)
    try:
        faults = [*_schema_faults(text, str(bom.get("specVersion")))]
    except RecursionError:
        return ("nested too deeply to be checked against the schema",)
    if not faults:
        faults.extend(_reference_faults(bom))
    return tuple(faults)


def _schema_faults(text: str, version: str) -> Iterator[str]:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    try:
        known = SchemaVersion.from_version(version)
    except (ValueError, KeyError):
        yield f"specVersion {version!r} is not a version of CycloneDX"
        return
    for number, fault in enumerate(JsonStrictValidator(known).validate_str(text, all_errors=True) or ()):
        if number >= _SHOWN:
            yield f"and more than {_SHOWN} further faults"
            return
        data = fault.data
        place = "/".join(str(part) for part in getattr(data, "absolute_path", ()))
        yield f"{place or 'top level'}: {_short(str(getattr(data, 'message', data)))}"


def _short(message: str) -> str:
    """Both ends of a message that quotes a whole part of the file: the fault is named at its end."""
    return message if len(message) <= 2 * _QUOTED else f"{message[:_QUOTED]} … {message[-_QUOTED:]}"


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
    root = (bom.get("metadata") or {}).get("component")
    pending = [*([root] if root else []), *(bom.get("components") or ()), *(bom.get("services") or ())]
    while pending:
        one = pending.pop()
        if one.get("bom-ref"):
            yield str(one["bom-ref"])
        pending.extend(one.get("components") or ())
        pending.extend(one.get("services") or ())


def _uses(bom: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in bom.get("dependencies") or ():
        yield "dependencies", str(one.get("ref"))
        for field in ("dependsOn", "provides"):
            yield from ((f"dependencies of {one.get('ref')!r}", str(target)) for target in one.get(field) or ())
    for component in bom.get("components") or ():
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
