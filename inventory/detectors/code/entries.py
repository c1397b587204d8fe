"""Parts of lists, tuples and dictionaries: by index, by key, all in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from . import operations
from .expressions import Subscript
from .members import is_enumeration, members
from .outside import outside
from .resolver import Resolver
from .values import (
    ROWS,
    VALUES,
    Arguments,
    Boolean,
    Called,
    EnumMember,
    Items,
    Lazy,
    LocalClass,
    Mapping,
    Name,
    Number,
    Octets,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def part(resolver: Resolver, value: Value, path: tuple[int, ...] | None) -> Iterable[Value]:
    """The part of a value at this path; None: it cannot be said where."""
    if path is None:
        return (Unknown("value is part of something that is taken apart"),)
    parts = [value]
    for index in path:
        parts = [piece for part in parts for piece in entry(resolver, part, index)][: VALUES + 1]
    return parts


def entry(resolver: Resolver, value: Value, index: int) -> Iterable[Value]:
    """One part, counted from the left."""
    if isinstance(value, Called) and (name := resolver.rules.part(value.qualified, index)) is not None:
        return (Called(name, Arguments(), value, value.origin),)
    if not isinstance(value, Items):
        first = index == 0 and resolver.language.first_result and not isinstance(value, Unknown)
        return (value if first else Unknown(reason_of(value)),)
    chosen = value.entries[index : index + 1]
    return [one.value for inner in chosen for one in resolver.possible(inner)] or (Unknown("no such part"),)


def keys(resolver: Resolver, value: Value) -> Iterable[Value]:
    """The keys of a dictionary."""
    if isinstance(value, Mapping):
        return _all(resolver, [key for key, _ in value.pairs])
    return (Unknown("value is an index" if isinstance(value, Items) else reason_of(value)),)


def elements(resolver: Resolver, value: Value, *, values: bool = False) -> Iterable[Value]:
    """What iterating over a value gives; of a dictionary the keys, or the ``values``."""
    if isinstance(value, LocalClass) and is_enumeration(resolver, value.scope):
        return [one.value for one in members(resolver, value.scope)]
    if isinstance(value, Mapping):
        inner = [one[1] if values else one[0] for one in value.pairs]
    elif isinstance(value, Items):
        inner = list(value.entries)
    else:
        return (Unknown(reason_of(value)),)
    return _all(resolver, inner)


def subscript(resolver: Resolver, made: Subscript, asked: Lazy) -> Iterable[Possible]:
    """The values of ``object[key]`` and ``object[low:high]``."""
    for one in resolver.values(resolver.inside(made.object, asked)):
        for value in _chosen(resolver, one.value, made, asked):
            yield Possible(value, one.how if one.how != "literal" else "constant")


def _chosen(resolver: Resolver, value: Value, made: Subscript, asked: Lazy) -> Iterable[Value]:
    if made.bounds is not None:
        lower, upper = ([None] if node is None else _bounds(resolver, node, asked) for node in made.bounds)
        whole = value if isinstance(value, Octets) else None
        return [operations.sliced(value, low, high, whole=whole) for low in lower for high in upper][: VALUES + 1]
    keys = [plain(one.value) for node in made.keys for one in resolver.values(resolver.inside(node, asked))]
    return entries(resolver, value, keys)


def _bounds(resolver: Resolver, node: Node, asked: Lazy) -> list[Value | None]:
    return [plain(one.value) for one in resolver.values(resolver.inside(node, asked))]


def entries(resolver: Resolver, value: Value, keys: list[Value]) -> list[Value]:
    """The entries of a list or dictionary under these keys; all of them if a key is not known."""
    text = text_of(keys[0]) if len(keys) == 1 else None
    if isinstance(value, Name) and value.qualified == "os.environ":
        return [one.value for one in outside(resolver, text, variable=True)]
    if isinstance(value, Name):
        where = f"{value.qualified}['{text}']" if text and text.isidentifier() else f"an entry of {value.qualified}"
        return [Unknown(f"value comes from {where}")]
    if isinstance(value, LocalClass) and is_enumeration(resolver, value.scope):
        found = [one.value for one in members(resolver, value.scope)]
        return [one for one in found if isinstance(one, EnumMember) and one.name == text] or found
    if isinstance(value, Mapping):
        return _under(resolver, value, keys)
    if isinstance(value, Called) and len(keys) == 1 and isinstance(keys[0], Number):
        return list(entry(resolver, value, keys[0].value))
    if isinstance(value, Items):
        chosen = operations.at_index(value.entries, keys)
        return _all(resolver, chosen)
    return [Unknown(reason_of(value))]


def _all(resolver: Resolver, items: Sequence[Lazy | Value]) -> list[Value]:
    """The values of every entry; a table that is too large says so."""
    found = [one.value for item in items[:ROWS] for one in resolver.possible(item)]
    if len(items) > ROWS:
        found.append(Unknown(f"value comes from a table of more than {ROWS} entries"))
    return found


def _under(resolver: Resolver, value: Mapping, keys: list[Value]) -> list[Value]:
    found: list[Value] = []
    every: list[Value] = []
    for key, item in value.pairs[:ROWS]:
        held = [plain(one.value) for one in resolver.possible(key)]
        made = [one.value for one in resolver.possible(item)]
        every.extend(made)
        if any(operations.same(one, wanted) for one in held for wanted in keys):
            found.extend(made)
    if len(value.pairs) > ROWS:
        every.append(Unknown(f"value comes from a table of more than {ROWS} entries"))
    unsure = any(not isinstance(key, Text | Octets | Number | Boolean | Name) for key in keys)
    chosen = every if unsure else found or every
    return chosen or [Unknown("value comes from a dictionary that is filled elsewhere")]
