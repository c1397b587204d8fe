"""Manifests: the cryptographic libraries that a project asks for, locks or has installed, in every ecosystem."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fnmatch import fnmatchcase, translate
from functools import cache, partial
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote

from ..errors import Unreadable
from ..formats import (
    bundler,
    cargo,
    composer,
    go_modules,
    gradle,
    maven,
    npm,
    nuget,
    python_metadata,
    python_projects,
    python_requirements,
    system_packages,
)
from ..formats.dependencies import Dependency, Manifest, without_accounts
from ..model import AssetId, Finding, Kind, LibraryFacts, Link, Location, Parameter, Problem, State, algorithm_id
from .detector import Alone, File, Stub, Tree
from .libraries import Library, known, offered

_MOST_TROUBLES = 20  # of one file that are told one by one

# Patterns of file names (and of the directory, after a slash), and what reads them.
_READERS: Mapping[str, Callable[[str], Manifest]] = MappingProxyType(
    {
        "pyproject.toml": python_projects.pyproject,
        "poetry.lock": python_projects.poetry_lock,
        "uv.lock": python_projects.uv_lock,
        "pylock.toml": python_projects.pylock,
        "pylock.*.toml": python_projects.pylock,
        "Pipfile": python_projects.pipfile,
        "Pipfile.lock": python_projects.pipfile_lock,
        "setup.cfg": python_metadata.setup_cfg,
        "setup.py": python_metadata.setup_py,
        "*.dist-info/METADATA": python_metadata.installed,
        "*.egg-info/PKG-INFO": python_metadata.installed,
        "PKG-INFO": python_metadata.source_distribution,
        "requirements*.txt": python_requirements.requirements_file,
        "requirements*.in": python_requirements.requirements_file,
        "*requirements.txt": python_requirements.requirements_file,
        "*requirements.in": python_requirements.requirements_file,
        "constraints*.txt": python_requirements.requirements_file,
        "requirements/*.txt": python_requirements.requirements_file,
        "requirements/*.in": python_requirements.requirements_file,
        "package.json": npm.package,
        "package-lock.json": npm.lock,
        "npm-shrinkwrap.json": npm.lock,
        "yarn.lock": npm.yarn,
        "pnpm-lock.yaml": npm.pnpm,
        "go.mod": go_modules.go_mod,
        "go.sum": go_modules.go_sum,
        "vendor/modules.txt": go_modules.vendored,
        "build.gradle": gradle.build,
        "build.gradle.kts": gradle.build,
        "libs.versions.toml": gradle.catalogue,
        "gradle.lockfile": gradle.lock,
        "buildscript-gradle.lockfile": gradle.lock,
        "Cargo.toml": cargo.cargo_toml,
        "Cargo.lock": cargo.cargo_lock,
        "Directory.Packages.props": nuget.central,
        "packages.config": nuget.packages_config,
        "packages.lock.json": nuget.lock,
        "Gemfile.lock": bundler.gemfile_lock,
        "composer.json": composer.asked,
        "composer.lock": composer.lock,
        "dpkg/status": system_packages.dpkg,
        "status.d/*": system_packages.dpkg,
        "db/installed": system_packages.apk,
    }
)


def _pom(text: str, path: str, tree: Tree) -> Manifest:
    return maven.pom(path, text, tree.read)


def _dotnet(text: str, path: str, tree: Tree) -> Manifest:
    return nuget.project(text, partial(_above, tree, posixpath.dirname(path)))


def _above(tree: Tree, directory: str, name: str) -> Iterator[bytes]:
    """The files of this name in the directory and those above it, nearest first."""
    while True:
        with suppress(Unreadable):  # there is none
            yield tree.read(posixpath.join(directory, name))
        if not directory:
            return
        directory = posixpath.dirname(directory)


# Of manifests whose versions stand in other files too.
_AROUND: Mapping[str, Callable[[str, str, Tree], Manifest]] = MappingProxyType(
    {
        "pom.xml": _pom,
        "*.pom": _pom,
        "*.csproj": _dotnet,
        "*.fsproj": _dotnet,
        "*.vbproj": _dotnet,
        "Directory.Build.props": _dotnet,
    }
)
_Reader = TypeVar("_Reader")


class Manifests:
    """Finds cryptographic libraries in manifests. Only those in the curated list count; a name alone says nothing."""

    name = "manifests"

    def wants(self, stub: Stub) -> bool:
        """Files that are called as a manifest is."""
        return _matching(_READERS, stub.path) is not None or _matching(_AROUND, stub.path) is not None

    def detect(self, file: File) -> Iterator[Finding | Problem]:
        """The project of the directory, and each library of the list."""
        manifest = _read(file)
        if manifest is None:
            return
        application = _application(self.name, file.path, manifest)
        if application is not None:
            yield application
        for trouble in manifest.troubles[:_MOST_TROUBLES]:
            yield Problem(file.path, self.name, trouble.reason, trouble.line)
        if len(manifest.troubles) > _MOST_TROUBLES:
            yield Problem(file.path, self.name, f"{len(manifest.troubles) - _MOST_TROUBLES} more problems like these")
        for dependency in manifest.dependencies:
            library = known(dependency)
            if library is not None:
                yield _finding(self.name, file.path, dependency, library)


def _read(file: File) -> Manifest | None:
    reader = _matching(_READERS, file.path)
    around = _matching(_AROUND, file.path)
    if reader is not None:
        return without_accounts(reader(_text(file.data)))
    if around is not None:
        return without_accounts(around(_text(file.data), file.path, file.tree or Alone()))
    return None


def _matching(readers: Mapping[str, _Reader], path: str) -> _Reader | None:
    directory, _, name = path.rpartition("/")
    with_parent = f"{directory.rpartition('/')[2]}/{name}"
    if _any().match(with_parent) is None:
        return readers.get(name)
    fitting = (one for one in readers if fnmatchcase(with_parent if "/" in one else name, one))
    return readers.get(next(fitting, ""))


@cache
def _any() -> re.Pattern[str]:
    """Directory and name of whatever has a pattern; nearly no file fits."""
    patterns = [one for one in (*_READERS, *_AROUND) if "/" in one or "*" in one]
    return re.compile("|".join(translate(one if "/" in one else f"*/{one}") for one in patterns))


def _package_url(one: Dependency) -> str:
    """``pkg:npm/%40noble/curves@1.2.3``: a name in two parts keeps its slash."""
    version = f"@{quote(one.version, safe='.~-_:')}" if one.version is not None else ""
    return f"pkg:{one.ecosystem}/{quote(one.name, safe='/.~-_')}{version}"


def _text(data: bytes) -> str:
    """UTF-8 or, as PowerShell writes requirement files, UTF-16 with its mark."""
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable("it is not text") from error


def _application(detector: str, path: str, manifest: Manifest) -> Finding | None:
    """The project of this directory. A directory of requirement files belongs to the project above it."""
    directory = posixpath.dirname(path) or "."
    if not manifest.application or posixpath.basename(directory) == "requirements":
        return None
    named = (Parameter("name", manifest.project, "file"),) if manifest.project is not None else ()
    included = tuple(Parameter("include", one, "file") for one in manifest.includes)
    return Finding(
        detector=detector,
        asset=AssetId(Kind.APPLICATION, f"dir:{directory}"),
        location=Location(path),
        parameters=(*named, *included),
        state=State.CONFIGURED,
    )


def _finding(detector: str, path: str, one: Dependency, library: Library) -> Finding:
    provided = offered(library, one.version, one.constraint)
    return Finding(
        detector=detector,
        asset=AssetId(Kind.LIBRARY, _package_url(one)),
        location=Location(path, one.line),
        parameters=_parameters(one, library),
        facts=LibraryFacts(one.name, one.ecosystem, one.version, one.constraint, one.direct),
        links=tuple(Link("provides", algorithm_id(name), State.AVAILABLE) for name in provided),
        state=State.AVAILABLE if one.locked else State.CONFIGURED,
    )


def _parameters(one: Dependency, library: Library) -> tuple[Parameter, ...]:
    found = [Parameter("backend", library.backend, "default")]
    found += (Parameter("protocol", name, "default") for name in library.protocols)
    given = (("scope", one.scope), ("marker", one.marker), ("extras", ",".join(one.extras)))
    found += (Parameter(name, value, "file") for name, value in given if value)
    return tuple(found)
