"""What the engine knows of a product: its files, its syntax, where settings apply, and what is so by default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Default:
    """The value of a setting that is absent, for these versions of a product (``when``; None: for all known)."""

    value: tuple[str, ...]
    when: str | None
    source: str
    confidence: str
    unknown: str | None = None  # why the value cannot be told


@dataclass(frozen=True, slots=True)
class Setting:
    """Which directives say one thing (``part``: of the endpoint), in which language, and what holds without them."""

    part: str
    names: tuple[str, ...]
    reader: str
    take: str = "last"  # first, last, all: which one of several in the same block
    absent: tuple[str, ...] = ()  # words that mean the same as no directive
    elsewhere: tuple[tuple[str, str], ...] = ()  # (block, directive) that stands for it if there is none
    defaults: tuple[Default, ...] = ()
    split: str | None = None  # what separates the values in one word
    tagged: tuple[str, ...] = ()  # first words, if only directives with one of them count (SSLCipherSuite TLSv1.3 …)
    untagged: tuple[str, ...] = ()  # first words of directives that do not count
    prefixes: tuple[str, ...] = ()  # first words that may be there and say nothing
    by_name: bool = False  # the directive's name is the value (no-tlsv10)
    closing: str | None = None  # a list that does not end in this sign has the defaults after it (ike=…!)


@dataclass(frozen=True, slots=True)
class Condition:
    """A directive that is there: with one of these values as its text, or with one of these words among its words."""

    names: tuple[str, ...]
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Blocks that are endpoints: where they stand, when they count, what they inherit."""

    blocks: tuple[tuple[str, ...], ...]
    protocol: str
    role: str | None
    settings: tuple[Setting, ...]
    on: tuple[Condition, ...] = ()  # any of them; none: always
    off: tuple[Condition, ...] = ()  # any of them: not
    needs: tuple[Condition, ...] = ()  # any of them, only in the block itself
    inherits: bool = True
    extends: tuple[str, ...] = ()  # other blocks whose settings hold as well
    also: str | None = None  # a directive that names more blocks of this kind whose settings hold as well
    plain: str | None = None  # the protocol that is spoken in clear if no condition holds: a finding of its own
    named: tuple[str, ...] = ()  # directives whose words name the endpoint
    enabled: bool | None = None  # whether it is on if no directive says so; None: as ``on`` says
    skip: tuple[str, ...] = ()  # first words of blocks that are none (conn %default)
    unless_inside: tuple[str, ...] = ()  # blocks in it that are the endpoints instead
    group: str | None = None  # pattern of the beginning of dotted names: those that share one are an endpoint
    roles: tuple[tuple[str, str, str], ...] = ()  # (directive, value, role): what tells the role
    without: tuple[str, ...] = ()  # exchanges and authentications that the product never uses, whatever the list says
    one_list: bool = False  # one list of suites is for all versions: a version that none of them has is not on


@dataclass(frozen=True, slots=True)
class Algorithms:
    """A setting that names algorithms and no endpoint (a hash of passwords, the digest of requests)."""

    blocks: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    map: Mapping[str, tuple[str, ...]]
    functions: tuple[str, ...]
    primitive: str
    defaults: tuple[Default, ...] = ()
    split: str | None = None
    always: bool = False  # the default counts although the block says nothing of it
    only: bool = False  # words that the table does not have say nothing
    needs: tuple[Condition, ...] = ()  # any of them: else it is another sort of file


@dataclass(frozen=True, slots=True)
class Files:
    """How the files of a product are recognised: names, paths, content; which of them are the whole configuration."""

    names: tuple[str, ...]
    paths: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    any_main: bool = False  # each file is a whole configuration, whatever it is called
    appended: tuple[str, ...] = ()  # files beside the main one that are read after it, though nothing names them


@dataclass(frozen=True, slots=True)
class Include:
    """A directive that brings in other files."""

    name: str
    directory: bool = False
    optional: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One product."""

    name: str
    title: str
    syntax: str
    files: Files
    contexts: tuple[Context, ...] = ()
    algorithms: tuple[Algorithms, ...] = ()
    includes: tuple[Include, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    transparent: tuple[str, ...] = ()
    folded: bool = False  # whether the case of names does not matter
    relaxed: bool = False  # nor dashes, underscores and numbers of lists (Spring)
    by_suffix: tuple[tuple[str, str], ...] = ()  # other syntaxes, by the extension of the file


@cache
def products() -> tuple[Product, ...]:
    """Every product, in the order of its name."""
    text = resources.files(__package__).joinpath("products.json").read_text("utf-8")
    return tuple(_product(row) for row in json.loads(text))


def _product(row: Mapping[str, Any]) -> Product:
    return Product(
        name=row["product"],
        title=row["title"],
        syntax=row["syntax"],
        files=_files(row["files"]),
        contexts=tuple(_context(one) for one in row.get("contexts", ())),
        algorithms=tuple(_algorithms(one) for one in row.get("algorithms", ())),
        includes=tuple(Include(**one) for one in row.get("includes", ())),
        links=tuple(sorted(row.get("links", {}).items())),
        transparent=tuple(row.get("transparent", ())),
        folded=row.get("folded", False) or row.get("relaxed", False),
        relaxed=row.get("relaxed", False),
        by_suffix=tuple(sorted(row.get("by_suffix", {}).items())),
    )


def _files(row: Mapping[str, Any]) -> Files:
    listed = {key: tuple(value) for key, value in row.items() if key != "any_main"}
    return Files(any_main=row.get("any_main", False), **listed)


def _context(row: Mapping[str, Any]) -> Context:
    return Context(
        blocks=_blocks(row["blocks"]),
        protocol=row["protocol"],
        role=row.get("role"),
        settings=tuple(_setting(part, one) for part, one in row["settings"].items()),
        on=_conditions(row.get("active", ())),
        off=_conditions(row.get("inactive", ())),
        needs=_conditions(row.get("needs", ())),
        inherits=row.get("inherits", True),
        extends=tuple(row.get("extends", ())),
        also=row.get("also"),
        plain=row.get("plain"),
        named=tuple(row.get("named", ())),
        enabled=row.get("enabled"),
        skip=tuple(row.get("skip", ())),
        unless_inside=tuple(row.get("unless_inside", ())),
        group=row.get("group"),
        roles=tuple((name, value, role) for name, value, role in row.get("roles", ())),
        without=tuple(row.get("without", ())),
        one_list=row.get("one_list", False),
    )


def _algorithms(row: Mapping[str, Any]) -> Algorithms:
    return Algorithms(
        blocks=_blocks(row["blocks"]),
        names=tuple(row["names"]),
        map={key: tuple(value) for key, value in row.get("map", {}).items()},
        functions=tuple(row["functions"]),
        primitive=row["primitive"],
        defaults=_defaults(row.get("default", ())),
        split=row.get("split"),
        always=row.get("always", False),
        only=row.get("only", False),
        needs=_conditions(row.get("needs", ())),
    )


def _blocks(texts: list[str]) -> tuple[tuple[str, ...], ...]:
    """``http/server``; ``.`` is the file itself."""
    return tuple(() if text == "." else tuple(text.split("/")) for text in texts)


def _conditions(rows: list[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(**{key: tuple(value) for key, value in row.items()}) for row in rows)


def _setting(part: str, row: Mapping[str, Any]) -> Setting:
    return Setting(
        part=part,
        names=tuple(row.get("names", ())),
        reader=row["reader"],
        take=row.get("take", "last"),
        absent=tuple(row.get("absent", ())),
        elsewhere=tuple((block, name) for block, name in row.get("elsewhere", ())),
        defaults=_defaults(row.get("default", ())),
        split=row.get("split"),
        tagged=tuple(row.get("tagged", ())),
        untagged=tuple(row.get("untagged", ())),
        prefixes=tuple(row.get("prefixes", ())),
        by_name=row.get("by_name", False),
        closing=row.get("closing"),
    )


def _defaults(rows: list[Mapping[str, Any]]) -> tuple[Default, ...]:
    return tuple(
        Default(tuple(row.get("value", ())), row.get("when"), row["source"], row["confidence"], row.get("unknown"))
        for row in rows
    )
