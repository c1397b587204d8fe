"""Names that other files of the project define."""

from __future__ import annotations

from collections.abc import Iterator

from .members import member
from .outline import BindingKind, Outline, Scope
from .resolver import FAR, Resolver
from .values import Possible

_DEPTH = 8  # parts of a name


def foreign(resolver: Resolver, qualified: str, home: Outline) -> Iterator[Possible]:
    """What a qualified name stands for, by the first file that defines it."""
    for outline, rest in resolver.project.find(qualified, home):
        found = list(_inside(resolver, outline, rest.split(".")[:_DEPTH]))
        if found:
            yield from found
            return


def beside(resolver: Resolver, name: str, scope: Scope) -> list[Possible]:
    """What a bare name stands for by the other files of the package."""
    home = scope.outline
    if not resolver.far:
        if resolver.project.beside(home):
            resolver.touched.add(FAR)
        return list(resolver.foreign(f"{home.package}.{name}", home)) if home.package else []
    found = [one for outline in resolver.project.beside(home) for one in _inside(resolver, outline, [name])]
    if not found and home.package and resolver.language.overloads:
        found = list(resolver.foreign(f"{home.package}.{name}", home))
    return found


def _inside(resolver: Resolver, outline: Outline, parts: list[str]) -> Iterator[Possible]:
    bindings = outline.module.bindings.get(parts[0], ())
    for binding in bindings:
        if binding.kind is BindingKind.IMPORT and resolver.language.package_is_directory:
            continue  # what a file imports is not seen by others
        found = list(resolver.bound(binding))
        for part in parts[1:]:
            found = [inner for one in found for inner in member(resolver, one.value, part)]
        yield from found
