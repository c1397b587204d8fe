"""Make ``LANGUAGE.json``, which is loaded at run time, from the YAML packs in the folder of that language.

Run ``python -m inventory.detectors.code.rules.generate`` after editing a pack; a test refuses a stale file.
Packs are read strictly: unknown and duplicate keys, anchors and tags are errors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from ... import own_yaml
from .. import jca
from . import rule
from .rule import Row

HERE = Path(__file__).parent
LANGUAGES = tuple(sorted(path.name for path in HERE.iterdir() if path.is_dir() and any(path.glob("*.yaml"))))

FILTERS = frozenset(  # what filters.py has
    {"hash", "curve", "digest", "bits", "octets", "times8", "div8", "text", "joined", "lowest", "highest"}
    | {f"jca_{kind}_{part}" for kind in jca.KINDS for part in jca.PARTS}
)
_TABLES = ("aliases", "maps", "constants", "names", "classes", "functions", "dynamic", "unions")
_PACK = frozenset({"library", "modules", "tokens", "short", "templates", *_TABLES})
_CLASS = frozenset({"bases", "traits", "make", "methods", "properties", "settings", "filled_by", "only_read"})


def generate(language: str) -> str:
    """The text of the JSON file of a language."""
    table = check([read(path) for path in sorted((HERE / language).glob("*.yaml"))])
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def check(packs: list[Row]) -> Row:
    """The packs in one table, everything in it checked. Raises ValueError."""
    table: dict[str, Row] = {name: {} for name in _TABLES}
    modules: set[str] = set()
    tokens: set[str] = set()
    for pack in packs:
        modules.update(cast("list[str]", pack["modules"]))
        tokens.update(cast("list[str]", pack.get("tokens", [])))
        for name in _TABLES:
            for key, value in cast("Row", pack.get(name, {})).items():
                if key in table[name]:
                    raise ValueError(f"{pack['library']}: {key} is in another pack already")
                table[name][key] = value
    _check(table)
    made: Row = {**table, **_indices(table)}
    made["modules"], made["tokens"] = sorted(modules), sorted(tokens)
    return made


def read(path: Path) -> Row:
    """One pack, with its short names written out. Raises ValueError with the file's name."""
    try:
        loaded = own_yaml.table(path)
        if not {"library", "modules"} <= set(loaded) or set(loaded) - _PACK:
            raise ValueError(f"a pack has the keys {sorted(_PACK)}")
        short = {str(key): str(value) for key, value in loaded.pop("short", {}).items()}
        _fill_templates(loaded, loaded.pop("templates", []))
        return {name: _written_out(name, value, short) for name, value in loaded.items()}
    except ValueError as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error


def _fill_templates(pack: Row, templates: list[Row]) -> None:
    """Entries that differ in a name or a number only: one row each, one template."""
    for template in templates:
        sections = set(template) - {"rows"}
        if "rows" not in template or not sections or sections - set(_TABLES):
            raise ValueError("a template has rows, and sections of a pack")
        for row in cast("list[Row]", template["rows"]):
            for section in sorted(sections):
                entries = cast("Row", pack.setdefault(section, {}))
                for key, value in _filled(template[section], row).items():
                    if key in entries:
                        raise ValueError(f"{key} is there twice")
                    entries[key] = value


def _filled(template: object, row: Row) -> Row:
    text = json.dumps(template)
    for key, value in row.items():
        text = text.replace(f'"<{key}:number>"', str(value)).replace(f"<{key}>", str(value))
    if "<" in text:
        raise ValueError(f"a template names something that the row {row} has not")
    return cast("Row", json.loads(text))


def _written_out(section: str, value: object, short: dict[str, str]) -> object:
    """Short module names replaced where qualified names stand."""

    def full(name: str) -> str:
        first, dot, rest = name.partition(".")
        return f"{short[first]}{dot}{rest}" if first in short else name

    def inside(item: object, key: str | None = None) -> object:
        if isinstance(item, dict):
            return {name: inside(inner, "proof" if key == "proof" else name) for name, inner in item.items()}
        if key in ("bases", "returns", "proof"):
            return [full(one) for one in item] if isinstance(item, list) else full(str(item))
        return item

    if section in ("aliases", "constants", "names", "classes", "functions", "dynamic", "unions"):
        assert isinstance(value, dict)
        if section == "aliases":
            return {full(name): full(str(inner)) for name, inner in value.items()}
        if section == "unions":
            return {full(name): [full(str(one)) for one in inner] for name, inner in value.items()}
        return {full(name): inside(inner) for name, inner in value.items()}
    return value


def _check(table: dict[str, Row]) -> None:
    """Everything that will be read at run time, read once now."""
    for qualified, row in {**table["functions"], **table["dynamic"]}.items():
        owner, _, name = qualified.rpartition(".")
        if name in cast("Row", cast("Row", table["classes"].get(owner, {})).get("methods", {})):
            raise ValueError(f"{qualified} is a function and a method")
        _references(rule.callable_(qualified, cast("Row", row)), table)
    for qualified, row in table["classes"].items():
        _check_class(qualified, cast("Row", row), table)
    for row in table["names"].values():
        rule.traits(row)
    for union, classes in table["unions"].items():
        stray = set(cast("list[str]", classes)) - set(table["classes"])
        if stray:
            raise ValueError(f"{union}: no pack has {sorted(stray)}")


def _check_class(qualified: str, row: Row, table: dict[str, Row]) -> None:
    if set(row) - _CLASS:
        raise ValueError(f"{qualified}: a class has the keys {sorted(_CLASS)}")
    rule.traits(row.get("traits", {}))
    _references(rule.callable_(qualified, cast("Row", row.get("make", {}))), table)
    for kind in ("methods", "properties"):
        for name, method in cast("Row", row.get(kind, {})).items():
            _references(rule.callable_(f"{qualified}.{name}", cast("Row", method)), table)
    for name, setting in cast("Row", row.get("settings", {})).items():
        rule.addition(f"{qualified}.{name}", cast("Row", setting))
    for base in _list(row.get("bases", [])):
        if base not in table["classes"]:
            raise ValueError(f"{qualified} derives from {base}, which no pack has")


def _references(made: rule.Callable, table: dict[str, Row]) -> None:
    """Arguments, classes and maps that are named must be there."""
    arguments = {name.lstrip("*") for name in made.arguments} | {"self", "value"}
    for term in _terms(made):
        if term.argument is not None and term.argument not in arguments:
            raise ValueError(f"{made.qualified}: there is no argument {term.argument}")
        stray = set(term.filters) - set(table["maps"]) - FILTERS
        if stray:
            raise ValueError(f"{made.qualified}: there is no map or filter {sorted(stray)}")
    for name in (*made.returns, *(one for _, classes in made.proof for one in classes)):
        if name not in table["classes"] and name not in table["unions"]:
            raise ValueError(f"{made.qualified}: no pack has the class {name}")
    for name in (*made.keeps, *(name for name, _ in made.proof)):
        if name not in arguments:
            raise ValueError(f"{made.qualified}: there is no argument {name}")


def _terms(made: rule.Callable) -> list[rule.Term]:
    written = _written_terms(made)
    return [*written, *(term for one in written for term, _ in one.when)]


def _written_terms(made: rule.Callable) -> list[rule.Term]:
    found = [term for trait in made.traits for term in trait.terms]
    for report in made.reports:
        found.extend(term for trait in (*report.scheme, *report.parameters) for term in trait.terms)
        found.extend(term for term, _ in (*report.only, *report.unless))
        found.extend(rule.Term(argument=name) for name in (*report.requires, *report.absent))
    for adds in made.adds:
        found.extend(term for trait in (*adds.scheme, *adds.parameters) for term in trait.terms)
        found.extend(term for term, _ in adds.only)
    return found


def _indices(table: dict[str, Row]) -> Row:
    """What the engine asks first: last parts of names, settings, methods that arguments prove."""
    terminals = {name.rpartition(".")[2] for name in (*table["functions"], *table["classes"])}
    settings: set[str] = set()
    shapes: dict[str, list[str]] = {}
    for qualified, written in table["classes"].items():
        row = cast("Row", written)
        settings.update(cast("Row", row.get("settings", {})))
        for name, method in cast("Row", row.get("methods", {})).items():
            terminals.add(name)
            if cast("Row", method).get("proof"):
                shapes.setdefault(name, []).append(f"{qualified}.{name}")
    return {"terminals": sorted(terminals), "settings": sorted(settings), "shapes": shapes}


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


if __name__ == "__main__":
    for one in LANGUAGES:
        (HERE / f"{one}.json").write_text(generate(one), "utf-8")
