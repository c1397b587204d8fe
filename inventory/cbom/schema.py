"""The official JSON schema of each CycloneDX version, as a function from a file's content to its faults.

The schemas are those that travel with cyclonedx-python-lib. They are applied by jsonschema-rs; where that is not
installed, by the library's own strict validator, with the same answer and much later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from .strict_json import described, pointer

VERSIONS: Mapping[str, str] = MappingProxyType(
    {
        "1.2": "bom-1.2-strict",
        "1.3": "bom-1.3-strict",
        **{version: f"bom-{version}" for version in ("1.4", "1.5", "1.6", "1.7")},
    }
)
"""Versions that have a JSON schema, and its name."""

_PARTS = ("spdx", "cryptography-defs", "jsf-0.82")
_BASE = "http://cyclonedx.org/schema/"
_QUOTED = 150
_DEPTH = 8  # of choices inside choices
_TOO_DEEP = "/: nested too deeply to be checked against the schema"

Faults = Callable[[Any, str], Iterator[str]]


def schema_faults(bom: Any, text: str, version: str) -> Iterator[str]:
    """What breaks the schema of this version, each with its place (JSON pointer)."""
    try:
        yield from _checker(version)(bom, text)
    except RecursionError:
        yield _TOO_DEEP


@cache
def _checker(version: str) -> Faults:
    try:
        import jsonschema_rs  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return _slow(version)
    registry = jsonschema_rs.Registry(
        [(f"{_BASE}{part}.SNAPSHOT.schema.json", _schema(part)) for part in _PARTS], draft=jsonschema_rs.Draft7
    )
    validator = jsonschema_rs.Draft7Validator(_schema(VERSIONS[version]), registry=registry, validate_formats=True)

    def faults(bom: Any, _: str) -> Iterator[str]:
        try:
            for fault in validator.iter_errors(bom):
                yield from _told(fault, _DEPTH)
        except ValueError:  # its own limit of recursion
            yield _TOO_DEEP

    return faults


def _slow(version: str) -> Faults:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    def faults(_: Any, text: str) -> Iterator[str]:
        validator = JsonStrictValidator(SchemaVersion.from_version(version))
        for fault in validator.validate_str(text, all_errors=True) or ():
            data = fault.data
            yield f"{_place(data.absolute_path)}: {_short(str(data.message))}"

    return faults


def _schema(name: str) -> Any:
    return json.loads(files("cyclonedx.schema").joinpath("_res", f"{name}.SNAPSHOT.schema.json").read_bytes())


def _told(fault: Any, depth: int) -> Iterator[str]:
    """A fault in words. Of a choice where nothing fits, the faults of the branch that fits best."""
    branches = [list(branch) for branch in getattr(fault.kind, "context", ())] if depth else []
    if branches and all(branches):
        best = max(branches, key=lambda branch: (max(len(one.instance_path) for one in branch), -len(branch)))
        for one in best:
            yield from _told(one, depth - 1)
        return
    found = ""
    if fault.kind.name == "type" and isinstance(fault.instance, list | dict):
        found = f", it is {described(fault.instance)}"
    yield f"{_place(fault.instance_path)}: {_short(fault.message)}{found}"


def _place(path: Iterable[str | int]) -> str:
    place = ""
    for step in path:
        place = pointer(place, step)
    return place or "/"


def _short(message: str) -> str:
    """Both ends of a message that quotes a whole part of the file: the fault is named at its end."""
    return message if len(message) <= 2 * _QUOTED else f"{message[:_QUOTED]} … {message[-_QUOTED:]}"
