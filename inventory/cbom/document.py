"""A CycloneDX document as text: one value a line, its serial number made from its content."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping

from .schema import VERSIONS

_SPACE = uuid.UUID("6f1d2f0e-6d0b-5a52-9d4e-0f6a1c9b7e21")  # ours, for serial numbers made from content
_HEAD = ("$schema", "bomFormat", "specVersion", "serialNumber", "version")

# One value a line and no indentation: a diff that a person can read, in one call of the encoder written in C.
_dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",\n", ":")).encode


def document(bom: Mapping[str, object], version: str) -> str:
    """The text of a document of this CycloneDX version; what its head says is replaced."""
    body = {name: value for name, value in bom.items() if name not in _HEAD}
    # The net below the detectors: half a surrogate pair in one scanned file must not cost the whole inventory.
    content = _dump(body).encode("utf-8", "replace").decode("utf-8")
    serial = uuid.uuid5(_SPACE, hashlib.sha256(content.encode()).hexdigest())
    head = {
        "$schema": f"http://cyclonedx.org/schema/{VERSIONS[version]}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return f"{_dump(head)[:-1]},\n{content[1:]}\n" if body else f"{_dump(head)}\n"
