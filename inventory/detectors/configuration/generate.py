"""Make ``products.json``, which is loaded at run time, from the YAML of each product and the defaults of libraries.

Run ``python -m inventory.detectors.configuration.generate`` after editing one; a test refuses a stale file. Files are
read strictly: unknown and duplicate keys, anchors and tags are errors. A default that is called ``library.part`` is
that of ``libraries.yaml``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import own_yaml

HERE = Path(__file__).parent
CONFIDENCE = frozenset({"measured", "high", "medium", "low"})
_KEYS: Mapping[str, frozenset[str]] = {
    "product": frozenset(
        {"product", "title", "syntax", "files", "contexts", "algorithms", "includes", "links", "transparent", "folded"}
        | {"relaxed", "by_suffix"}
    ),
    "files": frozenset({"names", "paths", "signature", "main", "homes", "suffixes", "appended", "any_main"}),
    "context": frozenset(
        {
            "blocks",
            "protocol",
            "role",
            "settings",
            "active",
            "inactive",
            "needs",
            "inherits",
            "extends",
            "also",
            "plain",
        }
        | {"named", "enabled", "without", "group", "roles", "unless_inside", "skip", "one_list"}
    ),
    "setting": frozenset(
        {
            "names",
            "reader",
            "take",
            "absent",
            "elsewhere",
            "default",
            "split",
            "tagged",
            "untagged",
            "prefixes",
            "by_name",
            "closing",
        }
    ),
    "algorithms": frozenset(
        {"blocks", "names", "map", "functions", "primitive", "default", "split", "always", "only", "needs"}
    ),
    "default": frozenset({"value", "when", "source", "confidence", "unknown"}),
    "condition": frozenset({"names", "values", "words", "starts", "contains", "unless"}),
    "include": frozenset({"name", "directory", "optional", "default"}),
}


def generate() -> str:
    """The text of the file. Raises ValueError for what a file should not have."""
    libraries = _load(HERE / "libraries.yaml")
    made = [_product(_load(path), libraries, path.stem) for path in sorted((HERE / "products").glob("*.yaml"))]
    return json.dumps(made, ensure_ascii=False, sort_keys=False, separators=(",", ":")) + "\n"


def _load(path: Path) -> dict[str, Any]:
    try:
        return own_yaml.table(path)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _product(row: dict[str, Any], libraries: Mapping[str, Any], name: str) -> dict[str, Any]:
    _check(row, "product", name)
    if row["product"] != name:
        raise ValueError(f"{name}: the product is called {row['product']}")
    _check(row["files"], "files", name)
    for pattern in row["files"].get("signature", ()):
        re.compile(pattern)
    for include in row.get("includes", ()):
        _check(include, "include", name)
    shared = row.get("contexts", [])
    for context in shared:
        _check(context, "context", name)
        for kind in ("active", "inactive", "needs"):
            for condition in context.get(kind, ()):
                _check(condition, "condition", name)
        for part, setting in context["settings"].items():
            _check(setting, "setting", f"{name}: {part}")
            _with_defaults(setting, libraries, f"{name}: {part}")
    for one in row.get("algorithms", ()):
        _check(one, "algorithms", name)
        for condition in one.get("needs", ()):
            _check(condition, "condition", name)
        _with_defaults(one, libraries, name)
    return row


def _with_defaults(row: dict[str, Any], libraries: Mapping[str, Any], where: str) -> None:
    given = row.get("default", [])
    if isinstance(given, str):
        library, _, part = given.partition(".")
        given = libraries[library][part]
    for one in given:
        _check(one, "default", where)
        if one["confidence"] not in CONFIDENCE or ("value" in one) == ("unknown" in one):
            raise ValueError(f"{where}: a default has a value or says why not, and a confidence")
    row["default"] = given


def _check(row: Mapping[str, Any], kind: str, where: str) -> None:
    unknown = sorted(set(row) - _KEYS[kind])
    if unknown:
        raise ValueError(f"{where}: unknown keys in {kind}: {unknown}")


if __name__ == "__main__":
    (HERE / "products.json").write_text(generate(), "utf-8")
