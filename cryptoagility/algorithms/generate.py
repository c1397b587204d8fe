"""Make table.json, which is loaded at run time, from the YAML sources beside it.

Run ``python -m cryptoagility.algorithms.generate`` after editing a source; a test refuses a stale file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import yaml

HERE = Path(__file__).parent

_PLURAL = {
    "jose": "jose",
    "cose": "cose",
    "tls_group": "tls_groups",
    "tls_sigscheme": "tls_signature_schemes",
    "ssh": "ssh",
    "ikev2_transform": "ike",
    "openpgp_id": "openpgp",
    "dnssec_id": "dnssec",
    "hpke_kem_id": "hpke",
    "xml_uris": "xml_uris",
    "oids": "oids",
    "components": "components",
}
_HEX = {"tls_group", "tls_sigscheme", "hpke_kem_id"}


def generate() -> str:
    """The text of table.json."""
    source = _load("algorithms.yaml")
    names = _load("names.yaml")
    families = _load("families.yaml")
    ids = {row["id"] for row in source["algorithms"]}
    stray = set(names["rows"]) - ids
    if stray:
        raise ValueError(f"names.yaml names rows that do not exist: {sorted(stray)}")
    rows = [_row(row, names, source["sources"]) for row in source["algorithms"]]
    table = {"conventions": source["conventions"], "rows": rows, **families}
    return json.dumps(table, ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":")) + "\n"


def _load(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.load((HERE / name).read_text("utf-8"), Loader=yaml.CSafeLoader))


def _row(row: dict[str, Any], names: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    override = names["rows"].get(row["id"], {})
    made = {
        "id": row["id"],
        "name": override.get("name") or _canonical(row["name"], names["rules"]),
        "title": row["name"],
        "family": row["family"],
        "kind": row["kind"],
        "parameter_set": row["parameter_set"],
        "classical_bits": row["classical_bits"],
        "nist_category": row["nist_category"],
        "quantum": row["quantum"],
        "classical": row["classical"],
        "aliases": override.get("aliases", []),
        "standings": _standings(row["status"]),
        "protocols": sorted([key, str(value)] for key, value in (row["status"].get("ietf") or {}).items()),
        "sources": [[key, sources[key]] for key in row["source"]],
        "confidence": row["confidence"],
        "note": row.get("note"),
        "label": row.get("label"),
    }
    for key, name in _PLURAL.items():
        value = override.get(key, row.get(key))
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        made[name] = [int(item, 16) for item in values] if key in _HEX else values
    sizes = dict(row.get("sizes") or {})
    made["maximum_sizes"] = sizes.pop("max_only", [])
    made["sizes"] = sorted([key, value] for key, value in sizes.items())
    return made


def _standings(status: dict[str, Any]) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for body, value in sorted(status.items()):
        if body == "ietf":
            continue
        if isinstance(value, bool):
            made.append({"body": body, "state": "in the suite" if value else "not in the suite"})
            continue
        known: dict[str, object] = {"body": body}
        for key, item in value.items():
            known["document" if key == "doc" else key] = str(item) if key == "end" else item
        made.append(known)
    return made


def _canonical(name: str, rules: list[dict[str, str]]) -> str:
    for rule in rules:
        if re.search(rule["match"], name):
            return re.sub(rule["match"], rule["name"], name)
    return name


if __name__ == "__main__":
    (HERE / "table.json").write_text(generate(), "utf-8")
