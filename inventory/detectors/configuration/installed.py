"""Versions of what is installed, where the scan holds what tells them: the package database of the same root (Debian's
or Alpine's), or the ``release`` file of the Java home in which a file lies.

A host or the file system of an image tells the version that a configuration does not; a repository does not, and the
name of a directory does not either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from weakref import WeakKeyDictionary

from ...errors import Unreadable
from ..detector import Tree

Versions = Mapping[str, str]  # name of a product, as in ``when`` -> version

_DATABASES: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "var/lib/dpkg/status": re.compile(
            rb"^Package: (\S+)\n(?!Status: \S+ \S+ (?:config-files|not-installed)\n)"  # removed, and still listed
            rb"(?:(?!\n).+\n)*?Version: (?:\d+:)?(\S+)",
            re.MULTILINE,
        ),
        "lib/apk/db/installed": re.compile(rb"^P:(\S+)\n(?:(?!\n).+\n)*?V:(\S+)", re.MULTILINE),
    }
)
# Which packages are which product. Several packages of one product with different versions: nothing is known.
_PACKAGES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("nginx", "nginx-core", "nginx-full", "nginx-light", "nginx-extras"), "nginx"),
        **dict.fromkeys(("apache2", "apache2-bin"), "Apache httpd"),
        "haproxy": "HAProxy",
        **dict.fromkeys(("openssh-server", "openssh-client", "openssh"), "OpenSSH"),
        **dict.fromkeys(("libssl3", "libssl3t64", "libssl1.1", "openssl"), "OpenSSL"),
        **{f"postgresql-{version}": "PostgreSQL" for version in range(12, 20)},
        "openvpn": "OpenVPN",
        "libstrongswan": "strongSwan",
        "libstrongswan-standard-plugins": "libstrongswan-standard-plugins",
        **dict.fromkeys(("erlang", "erlang-base", "erlang-ssl"), "Erlang/OTP"),
        **{f"openjdk-{version}-jre-headless": f"OpenJDK {version}" for version in range(8, 40)},
    }
)
_LARGEST = 32 * 1024 * 1024  # bytes of a database
_DEBIAN_JAVA = re.compile(r"(?:^|/)etc/java-(\d+)-openjdk/")  # where Debian keeps the files of this package
_JAVA_HOME = re.compile(r"(.*/|)(?:lib|conf)/security/[^/]+")
_JAVA_VERSION = re.compile(rb'^JAVA_VERSION="(?:1\.)?([0-9][0-9._]*)"', re.MULTILINE)
_WHEN = re.compile(r"(?P<name>[A-Za-z][A-Za-z/ ]*?) (?P<rest>(?:[<>]=? ?|)[0-9].*)")
_WITH = re.compile(r"(.*) (with|without) (\S+)")
_BOUND = re.compile(r"(?P<sign>>=|<|)\s*(?P<version>[0-9]+(?:\.[0-9]+)*)")
_NUMBERS = re.compile(r"[0-9]+")


class Installed:
    """Reads the databases; each once for a tree."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Tree, dict[str, Versions]] = WeakKeyDictionary()

    def beside(self, path: str, tree: Tree) -> Versions:
        """The versions that are installed in the root to which the file belongs; nothing if nobody tells."""
        versions = self._of_root(path, tree)
        java = _java(path, tree, versions)
        return versions if java is None else MappingProxyType({**versions, "JDK": java})

    def _of_root(self, path: str, tree: Tree) -> Versions:
        for database in _DATABASES:
            for found in tree.ending(database):
                root = found[: -len(database)]
                if path.startswith(root):
                    return self._versions(found, database, tree)
        return MappingProxyType({})

    def _versions(self, path: str, database: str, tree: Tree) -> Versions:
        known = self._known.setdefault(tree, {})
        if path not in known:
            try:
                known[path] = _read(tree.read(path), _DATABASES[database])
            except Unreadable:
                known[path] = MappingProxyType({})
        return known[path]


def _java(path: str, tree: Tree, versions: Versions) -> str | None:
    """The version of the JDK whose file this is: that of its home, or of Debian's package."""
    debian = _DEBIAN_JAVA.search(path)
    if debian is not None:
        return versions.get(f"OpenJDK {debian[1]}")
    home = _JAVA_HOME.fullmatch(path)
    releases = tree.ending("release") if home is not None else ()
    for folder in (home[1], home[1].removesuffix("jre/")) if home is not None else ():
        if f"{folder}release" in releases:
            try:
                found = _JAVA_VERSION.search(tree.read(f"{folder}release"))
            except Unreadable:
                return None
            return found[1].decode("ascii") if found is not None else None
    return None


def applies(when: str | None, versions: Versions) -> bool:
    """Whether a default can hold: False only if what is installed rules it out.

    ``A 5.9 with b`` and ``A 5.9 without b``: where the version of A is known, so is whether the package b is there.
    """
    part = _WITH.fullmatch(when) if when is not None else None
    if part is not None:
        known = _WHEN.fullmatch(part[1])
        there = known is None or known["name"] not in versions or (part[3] in versions) == (part[2] == "with")
        return there and applies(part[1], versions)
    found = _WHEN.fullmatch(when) if when is not None else None
    version = versions.get(found["name"]) if found is not None else None
    if found is None or version is None:
        return True
    bounds = [_BOUND.fullmatch(part.strip()) for part in found["rest"].split(",")]
    return all(bound is None or _within(bound, _numbers(version)) for bound in bounds)


def _within(bound: re.Match[str], version: tuple[int, ...]) -> bool:
    limit = _numbers(bound["version"])
    if bound["sign"] == ">=":
        return version >= limit
    if bound["sign"] == "<":
        return version[: len(limit)] < limit
    return version[: len(limit)] == limit


def _numbers(version: str) -> tuple[int, ...]:
    """``1.22.1`` of ``1.22.1-9+deb12u11``, ``9.2`` of ``9.2p1-2``."""
    return tuple(int(part) for part in _NUMBERS.findall(re.split(r"[-+~p]", version)[0])[:4])


def _read(data: bytes, pattern: re.Pattern[bytes]) -> Versions:
    found: dict[str, set[str]] = {}
    if len(data) <= _LARGEST:
        for package, version in pattern.findall(data):
            product = _PACKAGES.get(package.decode("ascii", "replace"))
            if product is not None:
                found.setdefault(product, set()).add(version.decode("ascii", "replace"))
    return MappingProxyType({name: several.pop() for name, several in found.items() if len(several) == 1})
