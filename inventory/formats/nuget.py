"""NuGet: project files of .NET, central versions, packages.config and packages.lock.json."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .documents import json_table, wrong_types
from .finder import Finder
from .text import safe
from .typed import Typed
from .xml_tree import Element, parse

Find = Callable[[str], Iterator[bytes]]  # files of this name in the directory and those above it, nearest first

_CENTRAL = "Directory.Packages.props"


def project(text: str, find: Find) -> Manifest:
    """A project file. Versions that are managed centrally are taken from the tree."""
    root = _root(text, "Project")
    central = _central(find) if any(_version(one) is None for one in _references(root)) else {}
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    for one in _references(root):
        name = one.attributes.get("Include") or one.attributes.get("Update")
        if not name or "$(" in name:
            troubles.append(Trouble("a package reference whose name cannot be made out", one.line))
            continue
        version = one.attributes.get("VersionOverride") or _version(one) or central.get(name.lower())
        if version is not None and "$(" in version:
            troubles.append(Trouble(f"the version {safe(version, 80)} is computed by the build", one.line))
            version = None
        found.append(_dependency(name, version, one.line))
    return Manifest(tuple(found), None, (), tuple(troubles))


def central(text: str) -> Manifest:
    """A Directory.Packages.props."""
    rows = _root(text, "Project").all("ItemGroup", "PackageVersion")
    found = [_dependency(one.attributes.get("Include", ""), _version(one), one.line) for one in rows]
    return Manifest(tuple(one for one in found if one.name), application=False)


def packages_config(text: str) -> Manifest:
    """A packages.config: exact versions."""
    rows = _root(text, "packages").all("package")
    found = [
        _dependency(one.attributes.get("id", ""), one.attributes.get("version"), one.line, exact=True) for one in rows
    ]
    return Manifest(tuple(one for one in found if one.name))


def lock(text: str) -> Manifest:
    """A packages.lock.json: for each framework the packages as resolved."""
    root, typed, finder = json_table(text), Typed(), Finder(text)
    found: dict[tuple[str, str | None], Dependency] = {}
    frameworks = typed.table(root, "dependencies")
    for framework in frameworks:
        packages = typed.table(frameworks, framework, "dependencies")
        for name in packages:
            one = typed.table(packages, name, f"dependencies {safe(framework, 60)}")
            version, kind = typed.string(one, "resolved", safe(name, 80)), typed.string(one, "type", safe(name, 80))
            if kind == "Project":
                continue
            made = _dependency(name, version, finder.key(name), exact=True, locked=True, direct=kind == "Direct")
            found.setdefault((made.name, made.version), made)
    return Manifest(tuple(found.values()), None, (), wrong_types(typed, finder), application=False)


def _root(text: str, name: str) -> Element:
    root = parse(text)
    if root.name != name:
        raise Unreadable(f"the root element is not {name}")
    return root


def _references(root: Element) -> Iterator[Element]:
    yield from root.all("ItemGroup", "PackageReference")
    yield from root.all("Choose", "When", "ItemGroup", "PackageReference")


def _version(one: Element) -> str | None:
    return one.attributes.get("Version") or one.value("Version")


def _central(find: Find) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for data in find(_CENTRAL):
        try:
            rows = _root(data.decode("utf-8-sig", "replace"), "Project").all("ItemGroup", "PackageVersion")
        except Unreadable:
            continue  # the file has its own problem
        for one in rows:
            version = _version(one)
            if version is not None:
                found.setdefault(one.attributes.get("Include", "").lower(), version)
    return found


def _dependency(
    name: str, version: str | None, line: int | None, *, exact: bool = False, locked: bool = False, direct: bool = True
) -> Dependency:
    """A plain version in a project file is the lowest that may be taken; one in brackets is exact."""
    given = version.strip() if version is not None else None
    single = given is not None and given.startswith("[") and "," not in given
    pinned = given if exact else given.strip("[]") if single and given is not None else None
    return Dependency(
        safe(name.lower(), 200),
        line,
        safe(pinned, 100) if pinned else None,
        None if locked or given is None else safe(given, 100),
        direct=direct,
        locked=locked,
        ecosystem="nuget",
    )
