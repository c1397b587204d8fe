"""Values from outside the source: properties, environment variables, configuration files that a program loads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .resolver import Resolver
from .values import (
    Arguments,
    Called,
    Configured,
    Lazy,
    Possible,
    Text,
    Unknown,
    Value,
    plain,
    text_of,
)

_LONGEST = 100
_NAME = re.compile(r"[\w.%\[\]-]+")
_PLACEHOLDER = re.compile(r"\$\{([^${}:]+)(?::-?([^${}]*|\$\{[^${}]*\}))?\}")
_NESTED = 4  # placeholders in the values of placeholders
_FILE = re.compile(r"[\w./ -]+")


def property_of(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``getProperty(key, fallback)``: what configuration files give, and what stands in for it."""
    for key in _keys(resolver, arguments.positional[:1]):
        yield from outside(resolver, key, variable=False)
    yield from _fallback(resolver, arguments.positional[1:2])


def variable_of(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``getenv(name, fallback)``: what files that set the environment give, and what stands in for it."""
    for key in _keys(resolver, arguments.positional[:1]):
        yield from outside(resolver, key, variable=True)
    given = [value for name, value in arguments.keywords if name == "default"]
    yield from _fallback(resolver, (*arguments.positional[1:2], *given))


def section_of(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``parser.get(section, option, fallback=…)`` of Python's configparser."""
    for section in _keys(resolver, arguments.positional[:1]):
        for option in _keys(resolver, arguments.positional[1:2]):
            known = section is not None and option is not None
            yield from outside(resolver, f"{section}.{option}" if known else None, variable=False)
    yield from _fallback(resolver, [value for name, value in arguments.keywords if name == "fallback"])


def placeholder(resolver: Resolver, text: str) -> Iterator[Possible]:
    """A text with ``${key:fallback}`` in it, as Spring and others write it: every value that it can have."""
    yield from _expanded(resolver, text, _NESTED)


def outside(resolver: Resolver, key: str | None, *, variable: bool, depth: int = _NESTED) -> Iterator[Possible]:
    """What configuration files give a key; where none does, an unknown that names it."""
    resolver.spend()
    named = key is not None and len(key) <= _LONGEST and _NAME.fullmatch(key) is not None
    kind = "environment variable" if variable else "property"
    if not named or key is None:
        yield Possible(Unknown(f"value comes from {'an' if variable else 'a'} {kind}"))
        return
    found = resolver.configured(key, variable=variable)
    for one in found or ():
        text = text_of(one.value)
        if text is not None and "${" in text:
            yield from (_placed(inner, one.origin) for inner in _expanded(resolver, text, depth - 1))
        else:
            yield Possible(one, "configuration")
    if not found:
        many = ", which too many files of the scan name" if found is None else ""
        yield Possible(Unknown(f"value comes from {kind} '{key}'{many}"))


def _placed(one: Possible, origin: str) -> Possible:
    known = isinstance(one.value, Configured | Unknown)
    return one if known else Possible(Configured(one.value, origin), "configuration")


def _keys(resolver: Resolver, given: Iterable[Lazy | Value]) -> list[str | None]:
    return [text_of(one.value) for key in given for one in resolver.values(key)] or [None]


def _fallback(resolver: Resolver, given: Iterable[Lazy | Value]) -> Iterator[Possible]:
    for fallback in given:
        for one in resolver.possible(fallback):
            yield one if isinstance(one.value, Configured) else Possible(one.value, "fallback")


def _expanded(resolver: Resolver, text: str, depth: int) -> Iterator[Possible]:
    match = _PLACEHOLDER.search(text)
    if match is None or depth <= 0:
        yield Possible(Text(text) if "${" not in text and "#{" not in text else Unknown("value is an expression"))
        return
    key, fallback = match[1].strip(), match[2]
    variable = key.isupper() and "." not in key
    inner = list(outside(resolver, key, variable=variable, depth=depth - 1))
    if fallback is not None:
        inner.extend(Possible(one.value, "fallback") for one in _expanded(resolver, fallback.strip(), depth - 1))
    for one in inner:
        given = text_of(one.value)
        if match.span() == (0, len(text)) or given is None:
            yield one
        else:
            whole = f"{text[: match.start()]}{given}{text[match.end() :]}"
            yield from (Possible(made.value, one.how) for made in _expanded(resolver, whole, depth - 1))


def loaded(resolver: Resolver, arguments: Arguments, _asked: Lazy) -> Iterable[Possible]:
    """``yaml.safe_load(open("app.yaml"))``: the content of that file of the scan."""
    for name in [name for given in arguments.positional[:1] for name in _file_names(resolver, given)]:
        if name is None or len(name) > _LONGEST or _FILE.fullmatch(name) is None:
            yield Possible(Unknown("value comes from a file"))
            continue
        found = resolver.content(name)
        yield from (Possible(one, "configuration") for one in found)
        if not found:
            yield Possible(Unknown(f"value comes from file '{name}', which is not in the scan"))


def _file_names(resolver: Resolver, given: Lazy | Value) -> list[str | None]:
    """The names of the files that are read: of ``open(name)``, of ``Path(name).read_text()``."""
    found: list[str | None] = []
    for one in resolver.values(given):
        value: Value = plain(one.value)
        for _ in range(4):
            if not isinstance(value, Called):
                break
            inner = value.receiver if value.receiver is not None else next(iter(value.arguments.positional), None)
            if inner is None:
                break
            value = plain(resolver.values(inner)[0].value)
        found.append(text_of(value))
    return found
