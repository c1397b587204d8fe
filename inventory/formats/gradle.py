"""Gradle: the dependencies that build files and version catalogues write out, and its lock files. Nothing is run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .text import safe

_CONFIGURATION = (
    r"(?:api|implementation|compile|compileOnly|compileOnlyApi|runtime|runtimeOnly|annotationProcessor|kapt|ksp|"
    r"classpath|provided|test\w*|androidTest\w*|debug\w*|release\w*|\w+Implementation|\w+Api|constraints)"
)
_SHORT = re.compile(
    rf"\b({_CONFIGURATION})\b[\s(]*(?:platform\s*\(\s*)?[\"']([\w.-]+):([\w.-]+)(?::([^\"':@]+))?[^\"']*[\"']"
)
_LONG = re.compile(
    rf"\b({_CONFIGURATION})\b[\s(]*group\s*[:=]\s*[\"']([\w.-]+)[\"']\s*,\s*name\s*[:=]\s*[\"']([\w.-]+)[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"']([^\"']+)[\"'])?"
)
_VARIABLE = re.compile(
    r"(?:\b(?:def|val|var|ext\.|set\()?\s*)[\"']?([A-Za-z_][\w.]*)[\"']?\s*[=,]\s*[\"']([^\"'$]+)[\"']"
)
_REFERENCE = re.compile(r"\$\{?([A-Za-z_][\w.]*)\}?")
_LOCKED = re.compile(r"^([\w.-]+):([\w.-]+):([^=\s]+)=(.*)$")
_COMMENTS = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)  # one without an end goes to the end
_LARGEST = 4 * 1024 * 1024


def build(text: str) -> Manifest:
    """The dependencies of a build.gradle or build.gradle.kts. A version that is computed is a trouble."""
    if len(text) > _LARGEST:
        raise Unreadable(f"a build file of {len(text)} characters; at most {_LARGEST} are read")
    plain = _COMMENTS.sub(_blank, text)
    variables = {match[1].rpartition(".")[2]: match[2] for match in _VARIABLE.finditer(plain)}
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for match in sorted((*_SHORT.finditer(plain), *_LONG.finditer(plain)), key=lambda one: one.start()):
        line = plain.count("\n", 0, match.start()) + 1
        version = match[4]
        if version is not None and "$" in version:
            version = _REFERENCE.sub(lambda one: variables.get(one[1].rpartition(".")[2], one[0]), version)
        if version is not None and "$" in version:
            troubles.append(Trouble(f"the version {safe(version, 80)} is computed", line))
            version = None
        scope = "group:test" if "test" in match[1].lower() else "build" if match[1] == "classpath" else None
        found.append(_dependency(match[2], match[3], version, line, scope))
    return Manifest(tuple(found), troubles=tuple(troubles))


def _blank(match: re.Match[str]) -> str:
    """Comments become blanks, so that lines stay; an address in a string is no comment."""
    text = match[0]
    if text.startswith("//") and match.start() > 0 and match.string[match.start() - 1] == ":":
        return text
    return re.sub(r"[^\n]", " ", text)


def catalogue(text: str) -> Manifest:
    """A libs.versions.toml."""
    try:
        root = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable("it is not valid TOML") from error
    versions, libraries = root.get("versions", {}), root.get("libraries", {})
    if not isinstance(versions, dict) or not isinstance(libraries, dict):
        raise Unreadable("it is no version catalogue: versions and libraries must be tables")
    lines = {
        match[1]: text.count("\n", 0, match.start()) + 1 for match in re.finditer(r"(?m)^\s*\"?([\w-]+)\"?\s*=", text)
    }
    found = [_row(one, versions, lines.get(alias)) for alias, one in libraries.items()]
    return Manifest(tuple(one for one in found if one is not None), application=False)


def _row(one: object, versions: Mapping[str, object], line: int | None) -> Dependency | None:
    if isinstance(one, str):
        parts = (*one.split(":", 2), "", "")
        return _dependency(parts[0], parts[1], parts[2] or None, line, None)
    if not isinstance(one, dict):
        return None
    module, group, name = one.get("module"), one.get("group"), one.get("name")
    if isinstance(module, str):
        group, _, name = module.partition(":")
    given = one.get("version")
    if isinstance(given, dict):
        given = versions.get(str(given["ref"])) if "ref" in given else given.get("strictly", given.get("require"))
    if isinstance(given, dict):
        given = given.get("strictly", given.get("require", given.get("prefer")))
    if not isinstance(group, str) or not isinstance(name, str):
        return None
    return _dependency(group, name, given if isinstance(given, str) else None, line, None)


def lock(text: str) -> Manifest:
    """A gradle.lockfile."""
    return Manifest(tuple(_locked(text)), application=False)


def _locked(text: str) -> Iterator[Dependency]:
    for number, row in enumerate(text.splitlines(), 1):
        match = _LOCKED.match(row.strip())
        if match is not None:
            used = match[4].split(",")
            scope = "group:test" if all("test" in one.lower() for one in used) else None
            yield _dependency(match[1], match[2], match[3], number, scope, locked=True)


def _dependency(
    group: str, name: str, version: str | None, line: int | None, scope: str | None, *, locked: bool = False
) -> Dependency:
    dynamic = version is not None and any(one in version for one in "+[](),")
    shown = safe(version, 100) if version is not None else None
    return Dependency(
        safe(f"{group}/{name}", 200),
        line,
        None if dynamic else shown,
        None if locked else shown,
        scope,
        direct=not locked,
        locked=locked,
        ecosystem="maven",
    )
