"""Python packages that describe themselves: setup.cfg, setup.py (read, never run) and installed metadata."""

from __future__ import annotations

import ast
import configparser
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .finder import Finder
from .python_requirements import listed, requirement
from .text import safe

_LARGEST = 1024 * 1024
_MOST_HEADERS = 10_000  # lines of metadata before its body
_EXTRA = re.compile(r"extra == [\"']([^\"']+)[\"']")
_COMPUTED_LATER = "computed by the build; scan the installed environment or a lock file"
_FILE = "file:"  # of setuptools: the list is in another file
_EXTRAS = "options.extras_require"
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
    includes: list[str] = []
    for key, value, scope, header in _configured(parser):
        begin = finder.header(header)
        line = finder.key(key, begin)
        if value.lstrip().startswith(_FILE):
            includes += (safe(one.strip(), 200) for one in value.strip()[len(_FILE) :].split(",") if one.strip())
            continue
        items = [item.strip() for item in value.splitlines() if item.strip() and not item.strip().startswith("#")]
        some, wrong = listed(items, finder, scope, line - 1 if line is not None else begin)
        found += some
        troubles += wrong
    name = parser.get("metadata", "name", fallback=None)
    described = parser.has_section("metadata") or parser.has_section("options")
    return Manifest(tuple(found), safe(name, 200) if name else None, tuple(includes), tuple(troubles), described)


def _configured(parser: configparser.RawConfigParser) -> Iterator[tuple[str, str, str | None, str]]:
    """Key, value, scope and the header of its section."""
    for key, scope in _LISTS.items():
        yield key, parser.get("options", key, fallback=""), scope, "[options]"
    if parser.has_section(_EXTRAS):
        for name, value in parser.items(_EXTRAS):
            yield name, value, f"optional:{safe(name, 60)}", f"[{_EXTRAS}]"


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
                troubles.append(Trouble(f"setup() gets arguments that are {_COMPUTED_LATER}", call.lineno))
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
        troubles.append(Trouble(f"requirements that are {_COMPUTED_LATER}", line))


def installed(text: str) -> Manifest:
    """An installed or built package, by the headers of its METADATA or PKG-INFO; what it needs is beside it."""
    from packaging.utils import canonicalize_name

    name, version = _identity(text)
    if name is None:
        raise Unreadable("metadata without a name")
    troubles = () if version is not None else (Trouble("metadata without a version", name[0]),)
    one = Dependency(canonicalize_name(name[1]), name[0], version[1] if version is not None else None, locked=True)
    return Manifest((one,), None, (), troubles, application=False)


def source_distribution(text: str) -> Manifest:
    """The PKG-INFO at the top of a source distribution: the project and what it requires when it is installed."""
    name, _ = _identity(text)
    if name is None:
        raise Unreadable("metadata without a name")
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for line, key, value in _headers(text):
        if key == "requires-dist":
            try:
                one = requirement(value, line)
            except Unreadable as error:
                troubles.append(Trouble(f"Requires-Dist: {error}", line))
                continue
            extra = _EXTRA.search(one.marker or "")
            found.append(replace(one, scope=f"optional:{safe(extra.group(1), 60)}" if extra is not None else None))
        elif key == "dynamic" and value.lower() == "requires-dist":
            troubles.append(Trouble(f"Requires-Dist is {_COMPUTED_LATER}", line))
    return Manifest(tuple(found), safe(name[1], 200), (), tuple(troubles))


def _identity(text: str) -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """Line and value of the name and of the version."""
    found: dict[str, tuple[int, str]] = {}
    for line, key, value in _headers(text):
        if key in ("name", "version") and value:
            found.setdefault(key, (line, value))
    return found.get("name"), found.get("version")


def _headers(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, key in lower case and value of each header before the body."""
    for number, row in enumerate(text.split("\n", _MOST_HEADERS)[:_MOST_HEADERS], 1):
        if not row.strip():
            return
        if row[0] not in " \t":
            key, _, value = row.partition(":")
            yield number, key.strip().lower(), value.strip()
