"""Maven: pom.xml with its properties, its parents in the tree, and the versions that they manage."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .text import safe
from .xml_tree import Element, parse

Read = Callable[[str], bytes]  # a file of the tree by its path; raises Unreadable

_PROPERTY = re.compile(r"\$\{([^${}]+)\}")
_PARENTS = 8  # of parents
_NESTED = 8  # properties in properties
_SCOPES = {"test": "group:test", "provided": "provided", "system": "system", "runtime": "runtime"}


@dataclass(frozen=True, slots=True)
class _Pom:
    """A pom.xml and where it is."""

    path: str
    root: Element

    def coordinate(self, name: str) -> str | None:
        """A part of the project's name, which it may have from its parent."""
        return self.root.value(name) or self.root.value("parent", name)


def pom(path: str, text: bytes | str, read: Read) -> Manifest:
    """What a project asks for. A version that its parents manage is taken from them, as far as they are in the tree."""
    own = _Pom(path, _project(text))
    lineage = [own, *_parents(own, read)]
    properties = _properties(lineage)
    managed = _managed(lineage, properties)
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for element in _dependencies(own.root):
        group, artifact = (_filled(element.value(part), properties) for part in ("groupId", "artifactId"))
        if group is None or artifact is None or "${" in group + artifact:
            troubles.append(Trouble("a dependency whose name cannot be made out", element.line))
            continue
        written = element.value("version")
        version = _filled(written, properties) if written is not None else managed.get((group, artifact))
        if version is not None and "${" in version:
            shown = safe(version, 80)
            troubles.append(Trouble(f"the version {shown} is given by no file of the tree", element.line))
            version = None
        found.append(_dependency(group, artifact, version, element))
    name = own.coordinate("artifactId")
    return Manifest(tuple(found), safe(name, 200) if name else None, (), tuple(troubles))


def _project(text: bytes | str) -> Element:
    root = parse(text)
    if root.name != "project":
        raise Unreadable("it is no pom.xml: the root element is not project")
    return root


def _parents(own: _Pom, read: Read) -> Iterator[_Pom]:
    """The parents that are in the tree, nearest first."""
    one = own
    seen = {own.path}
    for _ in range(_PARENTS):
        parent = one.root.first("parent")
        if parent is None:
            return
        relative = parent.first("relativePath")
        place = (relative.text.strip() if relative is not None else "../pom.xml") or None
        if place is None:
            return  # it is not beside the project
        path = posixpath.normpath(posixpath.join(posixpath.dirname(one.path), place))
        for candidate in (path, posixpath.join(path, "pom.xml")):
            try:
                made = _Pom(candidate, _project(read(candidate)))
            except Unreadable:
                continue
            if made.coordinate("artifactId") != parent.value("artifactId") or candidate in seen:
                return  # another project stands there
            seen.add(candidate)
            yield made
            one = made
            break
        else:
            return


def _properties(lineage: list[_Pom]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in reversed(lineage):
        for holder in (*one.root.all("profiles", "profile", "properties"), *one.root.all("properties")):
            found.update({child.name: child.text.strip() for child in holder.children})
    own = lineage[0]
    for part in ("groupId", "artifactId", "version"):
        value, above = own.coordinate(part), own.root.value("parent", part)
        for prefix, given in (("project.", value), ("pom.", value), ("", value), ("project.parent.", above)):
            if given is not None:
                found.setdefault(f"{prefix}{part}", given)
    return found


def _managed(lineage: list[_Pom], properties: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    """Versions by dependencyManagement, the nearest one wins. What an imported list manages is not in the file."""
    found: dict[tuple[str, str], str] = {}
    for one in reversed(lineage):
        for element in one.root.all("dependencyManagement", "dependencies", "dependency"):
            parts = [_filled(element.value(part), properties) for part in ("groupId", "artifactId", "version")]
            group, artifact, version = parts
            if group and artifact and version:
                found[group, artifact] = version
    return found


def _dependencies(root: Element) -> Iterator[Element]:
    yield from root.all("dependencies", "dependency")
    yield from root.all("profiles", "profile", "dependencies", "dependency")


def _filled(text: str | None, properties: Mapping[str, str]) -> str | None:
    """A text with its properties put in; what is not known stays as it is."""
    for _ in range(_NESTED):
        if text is None or "${" not in text or len(text) > 1000:
            return text
        filled = _PROPERTY.sub(lambda match: properties.get(match[1].strip(), match[0]), text)
        if filled == text:
            return text
        text = filled
    return text


def _dependency(group: str, artifact: str, version: str | None, element: Element) -> Dependency:
    scope = _SCOPES.get(element.value("scope") or "")
    if element.value("optional") == "true":
        scope = "optional"
    plain = version is not None and not any(one in version for one in "[](),")
    name = safe(f"{group}/{artifact}", 200)
    shown = safe(version, 100) if version is not None else None
    line = (element.first("artifactId") or element).line
    return Dependency(name, line, shown if plain else None, shown, scope, ecosystem="maven")
