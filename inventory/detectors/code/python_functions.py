"""Functions of Python itself that are evaluated: conversions, partial application, the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from .annotations import narrowed, types
from .members import member
from .outside import loaded, section_of, variable_of
from .resolver import Resolver
from .values import (
    Arguments,
    Called,
    Instance,
    Items,
    Lazy,
    Mapping,
    Name,
    Number,
    Octets,
    Partial,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    reason_of,
    text_of,
)


def _partial(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    if not arguments.positional:
        return
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.spread)
    for one in resolver.values(arguments.positional[0]):
        yield Possible(Partial(one.value, rest), one.how)


def _getattr(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    if len(arguments.positional) < 2:
        yield Possible(Unknown("value comes from getattr() with hidden arguments"))
        return
    for object in resolver.values(arguments.positional[0]):
        for name in resolver.values(arguments.positional[1]):
            text = text_of(name.value)
            if text is not None and text.isidentifier():
                yield from member(resolver, object.value, text)
            else:
                within = object.value.qualified if isinstance(object.value, Name) else None
                yield Possible(Unknown(reason_of(name.value), within))
    for fallback in arguments.positional[2:3]:
        yield from resolver.possible(fallback)


def _same(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """Functions that give what they get (``str`` of a string, ``list`` of a list)."""
    if not arguments.positional:
        yield Possible(Items(()))
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        value = plain(one.value)
        if isinstance(value, Mapping):
            value = Items(tuple(key for key, _ in value.pairs))
        yield Possible(value, one.how)


def _str(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        value = plain(one.value)
        text = text_of(value) if not isinstance(value, Number) else str(value.value)
        yield Possible(Text(text) if text is not None else Unknown(reason_of(value)), "computed")


def _bytes(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    if not arguments.positional:
        yield Possible(Octets(0))
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        value = plain(one.value)
        if isinstance(value, Number):
            yield Possible(Octets(value.value), "computed")
        elif isinstance(value, Octets | Called | Unknown):
            yield Possible(value, one.how)
        elif isinstance(value, Text):
            yield Possible(Octets(len(value.value.encode("utf-8", "replace"))), "computed")
        else:
            yield Possible(Octets(None))


def _dict(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    pairs: list[tuple[Lazy | Value, Lazy | Value]] = [(Text(name), value) for name, value in arguments.keywords]
    for one in resolver.possible(arguments.positional[0]) if arguments.positional else ():
        if isinstance(one.value, Mapping):
            pairs.extend(one.value.pairs)
    yield Possible(Mapping(tuple(pairs)))


def _enumerate(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        if isinstance(one.value, Items):
            index: Value = Unknown("value is an index")
            yield Possible(Items(tuple(Items((index, entry)) for entry in one.value.entries)))


def _import(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        text = text_of(one.value)
        known = text is not None and all(part.isidentifier() for part in text.split("."))
        yield Possible(Name(resolver.rules.canonical(text)) if known and text else Unknown(reason_of(one.value)))


def _cast(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``cast(T, value)``: the value, or its type where nothing more is known."""
    if len(arguments.positional) < 2:
        return
    declared, value = arguments.positional[:2]
    known = types(resolver, declared.node, declared.scope) if isinstance(declared, Lazy) else ()
    yield from narrowed(resolver, resolver.possible(value), known)


def _super(_resolver: Resolver, _arguments: Arguments, asked: Lazy) -> Iterable[Possible]:
    method = asked.scope.method_around()
    if method is not None and method.owner is not None:
        yield Possible(Instance(method.owner))


PYTHON: MappingProxyType[str, Callable[[Resolver, Arguments, Lazy], Iterable[Possible]]] = MappingProxyType(
    {
        "functools.partial": _partial,
        "typing.cast": _cast,
        "builtins.getattr": _getattr,
        "os.getenv": variable_of,
        "os.environ.get": variable_of,
        "os.environ.setdefault": variable_of,
        **dict.fromkeys((f"configparser.ConfigParser.{name}" for name in ("get", "getint", "getboolean")), section_of),
        **dict.fromkeys(
            (
                *("yaml.safe_load", "yaml.load", "yaml.full_load", "json.load", "json.loads"),
                *("tomllib.load", "tomllib.loads", "toml.load", "tomli.load", "dotenv.dotenv_values"),
            ),
            loaded,
        ),
        "builtins.str": _str,
        "builtins.bytes": _bytes,
        "builtins.bytearray": _bytes,
        "builtins.dict": _dict,
        "builtins.enumerate": _enumerate,
        "builtins.super": _super,
        "builtins.__import__": _import,
        "importlib.import_module": _import,
        **dict.fromkeys(
            ("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted"), _same
        ),
        **dict.fromkeys(("builtins.reversed", "types.MappingProxyType", "builtins.int"), _same),
    }
)
