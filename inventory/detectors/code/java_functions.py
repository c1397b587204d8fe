"""Methods of Java's own classes that are evaluated: conversions, collections, properties and the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from .outside import property_of, variable_of
from .resolver import Resolver
from .values import (
    Arguments,
    Items,
    Lazy,
    Mapping,
    Number,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)

_LONGEST = 4096


def _first(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """What is given is what comes back (``Objects.requireNonNull``); another argument is what stands in for null."""
    for given in arguments.positional[:2]:
        yield from resolver.possible(given)


def _items(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """Collections of what is given, or of what a single collection holds."""
    if len(arguments.positional) == 1:
        inner = [plain(one.value) for one in resolver.possible(arguments.positional[0])]
        if inner and all(isinstance(one, Items | Mapping) for one in inner):
            yield from (Possible(one) for one in inner)
            return
    yield Possible(Items(arguments.positional))


def _array(_resolver: Resolver, _arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    yield Possible(Items(()))


def _map(_resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    given = arguments.positional
    yield Possible(Mapping(tuple(zip(given[::2], given[1::2], strict=False))))


def _entry(_resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    yield Possible(Items(arguments.positional))


def _entries(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    pairs: list[tuple[Lazy | Value, Lazy | Value]] = []
    for given in arguments.positional:
        for one in resolver.possible(given):
            entry = one.value.entries if isinstance(one.value, Items) else ()
            pairs.extend([(entry[0], entry[1])] if len(entry) == 2 else [])
    yield Possible(Mapping(tuple(pairs)))


def _map_of(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """A new map: of another map, or empty and filled later."""
    for given in arguments.positional[:1]:
        for one in resolver.possible(given):
            if isinstance(one.value, Mapping):
                yield one
                return
    yield Possible(Mapping(()))


def _text(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        value = plain(one.value)
        text = str(value.value) if isinstance(value, Number) else text_of(value)
        yield Possible(Text(text) if text is not None else Unknown(reason_of(value)), "computed")


def _number(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        value = plain(one.value)
        text = text_of(value)
        if isinstance(value, Number):
            yield one
        elif text is not None and text.strip().isascii() and text.strip().isdigit() and len(text) < 12:
            yield Possible(Number(int(text)), "computed")
        else:
            yield Possible(Unknown(reason_of(value)))


def _format(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``String.format`` with plain placeholders."""
    if not arguments.positional:
        return
    for one in resolver.values(arguments.positional[0]):
        pattern = text_of(one.value)
        if pattern is None:
            yield Possible(Unknown(reason_of(one.value)))
        else:
            yield from (Possible(made, "computed") for made in formatted(resolver, pattern, arguments.positional[1:]))


def formatted(resolver: Resolver, pattern: str, given: tuple[Lazy | Value, ...]) -> list[Value]:
    """A pattern with ``%s`` and ``%d`` filled."""
    pieces = pattern.replace("%d", "%s").split("%s")
    if len(pieces) != len(given) + 1 or "%" in "".join(pieces) or len(pattern) > _LONGEST:
        return [Unknown("value is formatted")]
    made: list[Value] = [Text(pieces[0])]
    for argument, piece in zip(given, pieces[1:], strict=True):
        following: list[Value] = []
        for one in resolver.values(argument):
            value = plain(one.value)
            text = str(value.value) if isinstance(value, Number) else text_of(value)
            for before in made:
                whole = isinstance(before, Text) and text is not None
                following.append(
                    Text(f"{before.value}{text}{piece}")
                    if whole and isinstance(before, Text)
                    else before
                    if isinstance(before, Unknown)
                    else Unknown(reason_of(value))
                )
        made = following[:17]
    return made


def _join(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``String.join(separator, parts)``."""
    if not arguments.positional:
        return
    separator = text_of(resolver.values(arguments.positional[0])[0].value)
    parts: list[Lazy | Value] = list(arguments.positional[1:])
    if len(parts) == 1:
        inner = resolver.values(parts[0])
        if len(inner) == 1 and isinstance(inner[0].value, Items):
            parts = list(inner[0].value.entries)
    texts = []
    for part in parts[:64]:
        found = [text_of(plain(one.value)) for one in resolver.values(part)]
        texts.append(found[0] if len(found) == 1 else None)
    known = [text for text in texts if text is not None]
    if separator is None or len(known) != len(parts):
        yield Possible(Unknown("value is joined from parts that are not known"))
    else:
        yield Possible(Text(separator.join(known)), "computed")


JAVA: MappingProxyType[str, Callable[[Resolver, Arguments, Lazy], Iterable[Possible]]] = MappingProxyType(
    {
        "java.lang.String.valueOf": _text,
        "java.lang.Integer.toString": _text,
        "java.lang.String": _text,
        "java.lang.String.format": _format,
        "java.lang.String.join": _join,
        **dict.fromkeys(
            ("java.lang.Integer.parseInt", "java.lang.Integer.valueOf", "java.lang.Long.parseLong"), _number
        ),
        **dict.fromkeys(
            (
                *("java.lang.Integer.getInteger", "java.lang.System.getProperty", "java.security.Security.getProperty"),
                *("java.util.Properties.getProperty", "java.util.Properties.getOrDefault"),
                *("org.springframework.core.env.Environment.getProperty",),
                *("org.springframework.core.env.Environment.getRequiredProperty",),
                *("org.eclipse.microprofile.config.Config.getValue", "com.typesafe.config.Config.getString"),
            ),
            property_of,
        ),
        "java.lang.System.getenv": variable_of,
        "java.util.Objects.requireNonNull": lambda resolver, arguments, asked: _first(
            resolver, Arguments(arguments.positional[:1]), asked
        ),
        "java.util.Objects.requireNonNullElse": _first,
        **dict.fromkeys(("java.util.Optional.of", "java.util.Optional.ofNullable"), _first),
        **dict.fromkeys(
            (
                *("java.util.List.of", "java.util.Set.of", "java.util.Arrays.asList", "java.util.List.copyOf"),
                *("java.util.Collections.singletonList", "java.util.Collections.unmodifiableList"),
                *("java.util.Collections.singleton", "java.util.Collections.unmodifiableSet", "java.util.EnumSet.of"),
                *("java.util.Collections.unmodifiableMap", "java.util.Map.copyOf", "java.util.stream.Stream.of"),
                *("java.util.Set.copyOf",),
            ),
            _items,
        ),
        **dict.fromkeys(
            (
                *("java.util.ArrayList", "java.util.LinkedList", "java.util.HashSet", "java.util.LinkedHashSet"),
                *("java.util.TreeSet", "java.util.Collections.emptyList"),
            ),
            lambda resolver, arguments, asked: (_items if arguments.positional else _array)(resolver, arguments, asked),
        ),
        "java.util.Map.of": _map,
        "java.util.Map.entry": _entry,
        "java.util.Map.ofEntries": _entries,
        **dict.fromkeys(
            (
                *("java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.EnumMap"),
                *("java.util.concurrent.ConcurrentHashMap", "java.util.Hashtable"),
            ),
            _map_of,
        ),
    }
)
