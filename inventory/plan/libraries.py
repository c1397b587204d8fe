"""Libraries that have to change before the code that calls them: only what the inventory knows of them is used."""

from __future__ import annotations

from collections.abc import Mapping

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from ..graph import Graph
from ..model import Kind as AssetKind
from ..model import LibraryFacts, State
from .items import Estate
from .plan import Kind
from .targets import Chooser
from .tasks import Group, Key


def libraries(graph: Graph, found: Estate, groups: Mapping[Key, Group], chooser: Chooser) -> dict[Key, Group]:
    """Tasks for libraries that implement what is used now and, as far as the inventory knows, not the target.

    The tasks that wait for them get them as a need. A library of which the inventory does not say what it provides
    gets no task.
    """
    provided = _provided(graph, found)
    used = _used_libraries(graph, found, provided)
    made: dict[Key, Group] = {}
    for group in groups.values():
        if group.kind is not Kind.MIGRATE:
            continue
        for usage, ref in sorted({(item.usage, ref) for item in group.items for ref in item.assets}):
            for target in chooser.choose(usage, found.assets[ref].algorithm, group.protocol).targets:
                _ask(group, used.get(ref, ()), target.algorithm, provided, found, made)
    for task in made.values():
        task.title = (
            f"Bring {_named(found, task)} to a version that provides {', '.join(sorted(task.notes))}, or replace it"
        )
        task.notes = {"which version provides it is not in the inventory"}
    return made


def _ask(
    group: Group,
    offered: tuple[str, ...],
    target: str,
    provided: Mapping[str, frozenset[str]],
    found: Estate,
    made: dict[Key, Group],
) -> None:
    able = {found.assets[library].name for library in offered if _provides(provided[library], target)}
    if able:
        group.notes.add(f"{target} is provided by {', '.join(sorted(able))}")
        return
    for library in offered:
        facts = found.assets[library].facts
        assert isinstance(facts, LibraryFacts)
        key: Key = ("library", facts.ecosystem, facts.name)
        task = made.setdefault(key, Group(key, Kind.LIBRARY, ""))
        if library not in task.assets:
            task.assets.add(library)
            task.systems |= set(found.systems[library])
            task.places += sum(found.systems[library].values())
        task.notes.add(target)
        group.needs.add(key)


def _named(found: Estate, task: Group) -> str:
    """The library with the versions of it that are there."""
    facts = [found.assets[ref].facts for ref in task.assets]
    versions = sorted({one.version or "not pinned" for one in facts if isinstance(one, LibraryFacts)})
    return f"{task.key[2]} ({', '.join(versions)})"


def _provided(graph: Graph, found: Estate) -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for edge in graph.edges:
        if "provides" in edge.roles and isinstance(found.assets[edge.source].facts, LibraryFacts):
            target = found.assets[edge.target]
            made.setdefault(edge.source, set()).add(target.algorithm or target.name)
    return {library: frozenset(names) for library, names in made.items()}


def _used_libraries(graph: Graph, found: Estate, provided: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """For each algorithm the libraries that implement it and belong to an application that uses it."""
    of_application: dict[str, set[str]] = {}
    applications: dict[str, set[str]] = {}
    for edge in graph.edges:
        if found.assets[edge.source].kind is not AssetKind.APPLICATION:
            continue
        kind = found.assets[edge.target].kind
        if kind is AssetKind.LIBRARY:
            of_application.setdefault(edge.source, set()).add(edge.target)
        elif kind is AssetKind.ALGORITHM and edge.state is not State.AVAILABLE:
            applications.setdefault(edge.target, set()).add(edge.source)
    result: dict[str, tuple[str, ...]] = {}
    for ref, users in applications.items():
        near = {library for user in users for library in of_application.get(user, of_application.get(graph.root, ()))}
        algorithm = found.assets[ref].algorithm
        if algorithm is not None:
            able = {one for one in near if one in provided and _provides(provided[one], algorithm)}
            result[ref] = tuple(sorted(_called(found, ref, able)))
    return result


def _called(found: Estate, ref: str, libraries: set[str]) -> set[str]:
    """Those of the libraries that the code calls, where every place says what it calls."""
    symbols = [one.location.symbol for one in found.assets[ref].occurrences]
    if not symbols or None in symbols:
        return libraries
    roots = {symbol.split(".")[0] for symbol in symbols if symbol is not None}
    names = {name for root in roots for name in (root.lower(), *_IMPORTED_AS.get(root, ()))}
    return {library for library in libraries if found.assets[library].name.lower().replace("_", "-") in names}


# Packages that are imported by another name than they are installed by.
_IMPORTED_AS = {
    "Crypto": ("pycryptodome",),
    "Cryptodome": ("pycryptodomex",),
    "OpenSSL": ("pyopenssl",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "nacl": ("pynacl",),
    "argon2": ("argon2-cffi",),
}


def _provides(names: frozenset[str], algorithm: str) -> bool:
    """Whether an algorithm, or a family that it belongs to, is among the names."""
    try:
        scheme = algorithms.parse(algorithm)
    except AgilityError:
        return algorithm in names
    row = (scheme.row.name,) if scheme.row is not None else ()
    return not names.isdisjoint((scheme.name, scheme.family.name, *scheme.family.policy, *row))
