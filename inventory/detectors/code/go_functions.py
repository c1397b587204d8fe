"""Functions of Go itself that are evaluated: make, new, append, formatting, the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from .annotations import types
from .java_functions import formatted
from .outside import property_of, variable_of
from .resolver import Resolver
from .values import Arguments, Items, Lazy, Mapping, Number, Octets, Possible, Text, Unknown, plain, reason_of, text_of


def _make(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """A map is empty; a slice has a length, which matters if it is one of bytes."""
    kind = arguments.positional[0] if arguments.positional else None
    if isinstance(kind, Lazy) and kind.node.type == "map_type":
        yield Possible(Mapping(()))
        return
    for given in arguments.positional[1:2]:
        for one in resolver.values(given):
            value = plain(one.value)
            yield Possible(Octets(value.value if isinstance(value, Number) else None))


def _new(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for kind in arguments.positional[:1]:
        found = types(resolver, kind.node, kind.scope) if isinstance(kind, Lazy) else ()
        yield from (Possible(one) for one in found or (Unknown("value is a new object of a type that is not known"),))


def _append(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    if not arguments.positional:
        return
    for one in resolver.values(arguments.positional[0]):
        entries = one.value.entries if isinstance(one.value, Items) else ()
        yield Possible(Items(entries + arguments.positional[1:]))


def _same(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for given in arguments.positional[:1]:
        yield from resolver.possible(given)


def _format(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
        pattern = text_of(one.value)
        if pattern is None:
            yield Possible(Unknown(reason_of(one.value)))
        else:
            made = formatted(resolver, pattern.replace("%v", "%s"), arguments.positional[1:])
            yield from (Possible(value, "computed") for value in made)


def _cased(change: Callable[[str], str]) -> Callable[[Resolver, Arguments, Lazy], Iterable[Possible]]:
    def made(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
        for one in resolver.values(arguments.positional[0]) if arguments.positional else ():
            text = text_of(one.value)
            yield Possible(Text(change(text)) if text is not None else Unknown(reason_of(one.value)), "computed")

    return made


def _flag(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``flag.String(name, default, usage)``: the default, or what the command line says."""
    name = text_of(resolver.values(arguments.positional[0])[0].value) if arguments.positional else None
    shown = f"the flag -{name}" if name is not None and name.replace("-", "").isalnum() else "a flag"
    yield Possible(Unknown(f"value comes from {shown}"))
    for given in arguments.positional[1:2]:
        yield from (Possible(one.value, "fallback") for one in resolver.possible(given))


GO: MappingProxyType[str, Callable[[Resolver, Arguments, Lazy], Iterable[Possible]]] = MappingProxyType(
    {
        "builtin.make": _make,
        "builtin.new": _new,
        "builtin.append": _append,
        "builtin.string": _same,
        "fmt.Sprintf": _format,
        "strings.ToUpper": _cased(str.upper),
        "strings.ToLower": _cased(str.lower),
        "strings.TrimSpace": _cased(str.strip),
        "os.Getenv": variable_of,
        "os.LookupEnv": variable_of,
        **dict.fromkeys(("flag.String", "flag.Int", "github.com/spf13/pflag.String"), _flag),
        **dict.fromkeys(
            (
                *("github.com/spf13/viper.GetString", "github.com/spf13/viper.GetInt"),
                *("github.com/spf13/viper.GetStringSlice", "github.com/spf13/viper.Get"),
            ),
            property_of,
        ),
    }
)
