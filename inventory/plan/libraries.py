"""Libraries that have to change before the code that calls them: only what the inventory knows of them is used."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph import Graph
from ..model import Kind as AssetKind
from ..model import State
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
        wanted = sorted(task.notes)
        task.title = (
            f"Bring {found.assets[task.key[1]].name} to a version that provides {', '.join(wanted)}, or replace it"
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
    able = [library for library in offered if _provides(provided[library], target)]
    if able:
        group.notes.add(f"{target} is provided by {', '.join(sorted(found.assets[one].name for one in able))}")
        return
    for library in offered:
        key: Key = ("library", library)
        task = made.setdefault(key, Group(key, Kind.LIBRARY, ""))
        task.assets.add(library)
        task.systems |= set(found.systems[library])
        task.places = sum(found.systems[library].values())
        task.notes.add(target)
        group.needs.add(key)


def _provided(graph: Graph, found: Estate) -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for edge in graph.edges:
        if "provides" in edge.roles:
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
            able = (one for one in near if one in provided and _provides(provided[one], algorithm))
            result[ref] = tuple(sorted(able))
    return result


def _provides(names: frozenset[str], algorithm: str) -> bool:
    """Whether an algorithm, or the family that it belongs to without any parameter, is among the names."""
    parts = algorithm.split("-")
    return any("-".join(parts[:length]) in names for length in range(1, len(parts) + 1))
