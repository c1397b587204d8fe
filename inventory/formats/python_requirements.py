"""Requirements of Python projects: one requirement (PEP 508, as pip and Poetry write them) and files of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .finder import Finder
from .text import safe
from .typed import Typed
from .typed import found as what

_LONGEST_LINE = 16 * 1024
_MOST_LINES = 50_000

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(r"\s--?[a-z][a-z-]*(?:[= ]\S*)?")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_WHEEL = re.compile(
    r"(?:^|[/\\])([A-Za-z0-9_.]+)-([A-Za-z0-9_.!+]+)(?:-\d[^-/\\]*)?-[^-/\\]+-[^-/\\]+-[^-/\\]+\.whl(?:#.*)?$"
)
_SOURCE = re.compile(r"(?:^|[/\\])([A-Za-z0-9_.-]+?)-(\d[A-Za-z0-9_.!+]*)\.(?:tar\.gz|zip)(?:#.*)?$")
_INCLUDE = re.compile(r"^(?:-r|-c|--requirement|--constraint)[= ]?\s*(\S+)")
_EDITABLE = re.compile(r"^(?:-e|--editable)[= ]?\s*(\S.*)")
_BEFORE_VERSION = re.compile(r"^\s*[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?")
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[|@|[<>=!~;(]|$)")


def requirement(text: str, line: int | None = None, scope: str | None = None) -> Dependency:
    """A PEP 508 requirement. Refuses what is none. Of an address only its scheme is kept: it may hold a password."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    try:
        read = Requirement(text)
    except InvalidRequirement as error:
        raise Unreadable("it is not a requirement") from error
    constraint = f"@ {read.url.partition(':')[0]}" if read.url else _written(text) or None
    return Dependency(
        name=canonicalize_name(read.name),
        line=line,
        version=_pinned(str(read.specifier)),
        constraint=constraint,
        scope=scope,
        marker=safe(str(read.marker), 200) if read.marker is not None else None,
        extras=tuple(sorted(read.extras)),
    )


def _written(text: str) -> str:
    """The version constraint as it is written."""
    return _BEFORE_VERSION.sub("", text.partition(";")[0]).strip().strip("()").strip()


def _pinned(specifier: str) -> str | None:
    """The version of a single ``==`` or ``===`` without a wildcard."""
    found = re.fullmatch(r"={2,3}\s*([A-Za-z0-9.!+_-]+)", specifier)
    return found.group(1) if found is not None else None


def poetry(
    name: str, value: object, line: int | None, scope: str | None, typed: Typed, where: str
) -> Iterator[Dependency]:
    """A dependency in Poetry's own form: a constraint, a table, or a list of these; another value goes to ``typed``."""
    from packaging.utils import canonicalize_name

    if isinstance(value, list):
        for one in value:
            if isinstance(one, list):
                typed.refuse(
                    name, f"{where} {safe(name, 80)}: expected a constraint or a table, found a list in a list"
                )
            else:
                yield from poetry(name, one, line, scope, typed, where)
        return
    constraint = value if isinstance(value, str) else None
    extras: tuple[str, ...] = ()
    if isinstance(value, dict):
        place = f"{where} {safe(name, 80)}:"
        version = typed.string(value, "version", place)
        constraint = version if version is not None else next((f"@ {key}" for key in _PLACES if key in value), None)
        extras = tuple(sorted(typed.strings(value, "extras", place)))
    elif constraint is None:
        typed.refuse(name, f"{where} {safe(name, 80)}: expected a constraint or a table, found {what(value)}")
    exact = re.fullmatch(r"={0,3}\s*(\d[A-Za-z0-9.!+_-]*)", constraint or "")
    yield Dependency(
        name=canonicalize_name(name),
        line=line,
        version=exact.group(1) if exact is not None else None,
        constraint=constraint,
        scope=scope,
        extras=extras,
    )


_PLACES = ("git", "url", "path", "file")


def requirements_file(text: str) -> Manifest:
    """A requirements or constraints file of pip. Files that it includes are named, not followed."""
    found: list[Dependency] = []
    includes: list[str] = []
    troubles: list[Trouble] = []
    for number, line in _logical_lines(text):
        include = _INCLUDE.match(line)
        if include is not None:
            includes.append(safe(include.group(1), 200))
            continue
        try:
            one = _entry(line, number)
        except Unreadable as error:
            troubles.append(Trouble(str(error), number))
            continue
        if one is not None:
            found.append(one)
    if len(troubles) > 1:  # prose, a template: one problem of the file, not one of each line
        first = troubles[0].line
        troubles = [Trouble(f"{len(troubles)} lines are no requirements, the first at line {first}", first)]
    return Manifest(tuple(found), None, tuple(includes), tuple(troubles))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments and with continuations joined, each with the number of its first line."""
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise Unreadable(f"more than {_MOST_LINES} lines")
    start, parts = 0, list[str]()
    for number, line in enumerate(lines, 1):
        plain = _COMMENT.sub("", line[:_LONGEST_LINE])
        start = start if parts else number
        if plain.endswith("\\") and number < len(lines):
            parts.append(plain[:-1])
            continue
        joined = " ".join((*parts, plain)).strip()
        parts = []
        if joined:
            yield start, joined


def _entry(line: str, number: int) -> Dependency | None:
    """The dependency of a line; None for an option of pip."""
    editable = _EDITABLE.match(line)
    if editable is not None:
        return _address(editable.group(1), number)
    if line.startswith("-"):
        return None
    plain = _OPTION.sub("", f" {line}").strip()
    if _NAME.match(plain) is None:
        return _address(plain, number)
    return requirement(plain, number)


def _address(text: str, number: int) -> Dependency | None:
    """What a path or address stands for, told from its end; None if it does not tell."""
    from packaging.utils import canonicalize_name

    egg = _EGG.search(text)
    if egg is not None:
        return Dependency(canonicalize_name(egg.group(1)), number, constraint="@ " + text.partition(":")[0][:20])
    file = _WHEEL.search(text) or _SOURCE.search(text)
    if file is not None:
        return Dependency(canonicalize_name(file.group(1)), number, file.group(2), "@ file")
    if "://" in text or text.startswith((".", "/")) or "/" in text or "\\" in text:
        return None
    raise Unreadable("a line that is neither a requirement nor an option")


def listed(
    items: Iterable[str], finder: Finder, scope: str | None, after: int = 0
) -> tuple[list[Dependency], list[Trouble]]:
    """The requirements of a list of strings, with the lines after line ``after`` in which they stand."""
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for item in items:
        line = finder.value(item.strip(), after)
        try:
            found.append(replace(requirement(item, line), scope=scope))
        except Unreadable as error:
            troubles.append(Trouble(str(error), line))
    return found, troubles
