"""The arguments of a call, also those that are unpacked into it."""

from __future__ import annotations

from .expressions import Call
from .resolver import Resolver
from .values import VALUES, Arguments, Items, Lazy, Mapping, plain, text_of


def arguments_of(resolver: Resolver, made: Call, asked: Lazy) -> Arguments:
    """The arguments of a call, unevaluated."""
    positional = tuple(resolver.inside(node, asked) for node in made.positional)
    keywords = tuple((name, resolver.inside(node, asked)) for name, node in made.keywords)
    unpacked = tuple(resolver.inside(node, asked) for node in made.spread)
    return Arguments(positional, keywords, bool(unpacked), unpacked)


def written_out(resolver: Resolver, arguments: Arguments) -> list[Arguments]:
    """The arguments with what is unpacked into them put in, for each value that it can have."""
    found = [Arguments(arguments.positional, arguments.keywords)]
    for unpacked in arguments.unpacked:
        made: list[Arguments] = []
        for one in resolver.values(unpacked):
            value = plain(one.value)
            for given in found:
                if isinstance(value, Items):
                    made.append(Arguments(given.positional + value.entries, given.keywords, given.spread))
                elif isinstance(value, Mapping):
                    made.append(_with_keywords(resolver, given, value))
                else:
                    made.append(Arguments(given.positional, given.keywords, spread=True))
        found = made[:VALUES]
        if len(made) > VALUES:
            found.append(Arguments(arguments.positional, arguments.keywords, spread=True))
    return found


def _with_keywords(resolver: Resolver, given: Arguments, value: Mapping) -> Arguments:
    names = [[text_of(one.value) for one in resolver.possible(key)] for key, _ in value.pairs]
    pairs = tuple(
        (name[0], entry) for name, (_, entry) in zip(names, value.pairs, strict=True) if len(name) == 1 and name[0]
    )
    return Arguments(given.positional, given.keywords + pairs, given.spread or len(pairs) < len(names))
