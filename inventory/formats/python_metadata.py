"""Python packages that describe themselves: setup.cfg, setup.py (read, never run) and installed metadata."""

from __future__ import annotations

import ast
import configparser
import warnings
from collections.abc import Iterator
from dataclasses import replace

from ..errors import Unreadable
from .python_requirements import Dependency, Finder, Manifest, Trouble, listed
from .text import safe

_LARGEST = 1024 * 1024
_HEADERS = 200  # lines of metadata before its body
_LISTS = {"install_requires": None, "setup_requires": "build", "tests_require": "group:test"}


def setup_cfg(text: str) -> Manifest:
    """The requirements in setup.cfg."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Unreadable("it is not a configuration file") from error
    finder = Finder(text)
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for value, scope in _configured(parser):
        items = [item.strip() for item in value.splitlines() if item.strip() and not item.strip().startswith("#")]
        some, wrong = listed(items, finder, scope)
        found += some
        troubles += wrong
    name = parser.get("metadata", "name", fallback=None)
    described = parser.has_section("metadata") or parser.has_section("options")
    return Manifest(tuple(found), safe(name, 200) if name else None, (), tuple(troubles), described)


def _configured(parser: configparser.RawConfigParser) -> Iterator[tuple[str, str | None]]:
    for key, scope in _LISTS.items():
        yield parser.get("options", key, fallback=""), scope
    if parser.has_section("options.extras_require"):
        for name, value in parser.items("options.extras_require"):
            yield value, f"optional:{safe(name, 60)}"


def setup_py(text: str) -> Manifest:
    """Literal requirements in the call of setup(); what is computed is a trouble, as nothing is run."""
    tree = _syntax(text)
    names = _literals(tree)
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    project = None
    for call in _setup_calls(tree):
        for keyword in call.keywords:
            value = names.get(keyword.value.id) if isinstance(keyword.value, ast.Name) else keyword.value
            if keyword.arg == "name" and isinstance(value, ast.Constant):
                project = safe(str(value.value), 200)
            if keyword.arg is None:
                troubles.append(Trouble("dynamic: setup() gets arguments that are computed", call.lineno))
            for items, scope in _lists(keyword.arg, value):
                _collect(items, scope, keyword.value.lineno, found, troubles)
    return Manifest(tuple(found), project, (), tuple(troubles))


def _syntax(text: str) -> ast.Module:
    if len(text) > _LARGEST:
        raise Unreadable(f"a setup.py of {len(text)} characters; the limit is {_LARGEST}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the compiler thinks of an escape sequence is not our matter
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable("it is not valid Python") from error


def _literals(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module assigns once, at its top level."""
    found: dict[str, ast.expr] = {}
    repeated: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                repeated |= {target.id} & set(found)
                found[target.id] = statement.value
    return {name: value for name, value in found.items() if name not in repeated}


def _setup_calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func
            if (isinstance(name, ast.Name) and name.id == "setup") or (
                isinstance(name, ast.Attribute) and name.attr == "setup"
            ):
                yield node


def _lists(argument: str | None, value: ast.expr | None) -> Iterator[tuple[ast.expr | None, str | None]]:
    if argument in _LISTS:
        yield value, _LISTS[argument]
    elif argument == "extras_require" and isinstance(value, ast.Dict):
        for key, items in zip(value.keys, value.values, strict=True):
            name = str(key.value) if isinstance(key, ast.Constant) else "computed"
            yield items, f"optional:{safe(name, 60)}"
    elif argument == "extras_require":
        yield None, "optional"


def _collect(
    items: ast.expr | None, scope: str | None, line: int, found: list[Dependency], troubles: list[Trouble]
) -> None:
    """The strings of a literal list; one trouble for what is computed."""
    elements: list[ast.expr] = []
    computed = not isinstance(items, ast.List | ast.Tuple | ast.Constant)
    if isinstance(items, ast.List | ast.Tuple):
        elements = list(items.elts)
    elif isinstance(items, ast.Constant):
        elements = [items]
    for element in elements:
        if not isinstance(element, ast.Constant) or not isinstance(element.value, str):
            computed = True
            continue
        some, wrong = listed(element.value.splitlines(), Finder(""), scope)
        found += (replace(one, line=element.lineno) for one in some)
        troubles += (Trouble(one.reason, element.lineno) for one in wrong)
    if computed:
        troubles.append(Trouble("dynamic: requirements that are computed, not written down", line))


def installed(text: str) -> Manifest:
    """An installed or built package, by the headers of its METADATA or PKG-INFO."""
    from packaging.utils import canonicalize_name

    name = version = None
    line = None
    for number, row in enumerate(text.splitlines()[:_HEADERS], 1):
        if not row.strip():
            break
        key, _, value = row.partition(":")
        if key.lower() == "name" and name is None:
            name, line = value.strip(), number
        if key.lower() == "version" and version is None:
            version = value.strip()
    if not name:
        raise Unreadable("metadata without a name")
    one = Dependency(canonicalize_name(name), line, version or None, locked=True)
    return Manifest((one,), application=False)
