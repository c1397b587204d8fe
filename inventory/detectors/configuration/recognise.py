"""Which product a file belongs to: by its name, by its path, or by what is in it when it is called something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase, translate
from functools import cache
from pathlib import PurePosixPath
from types import MappingProxyType

from .product import Product, products

# Texts that quote configuration and are none: prose, templates, source code that has rules of its own.
_PROSE = frozenset(
    {".md", ".markdown", ".rst", ".adoc", ".html", ".htm", ".xhtml", ".tex", ".po", ".pot", ".csv", ".log", ".patch"}
    | {".diff", ".svg", ".ipynb", ".man", ".texi", ".map", ".lock", ".j2", ".erb", ".tmpl", ".tpl", ".gotmpl"}
    | {f".{section}" for section in range(1, 9)}
    | {".py", ".pyw", ".pyi", ".java", ".go", ".pl", ".pm", ".t", ".app"}
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The product, and whether only the content says so."""

    product: Product
    by_content: bool = False


def recognise(path: str, head: bytes) -> Recognised | None:
    """The product of a file with this path and beginning; None if it is none that is known."""
    named = _named(path)
    if len(named) == 1 or (named and not _text(head)):
        return Recognised(named[0])
    suffix = PurePosixPath(path).suffix.lower()
    if not named and (suffix in _PROSE or suffix in _source_code()):
        return None
    hits = _hits(head) if _text(head) else {}
    if named:
        best = max(named, key=lambda one: (hits.get(one.name, 0), -named.index(one)))
        return Recognised(best)
    allowed = [
        one for one in products() if hits.get(one.name) and (not one.files.suffixes or suffix in one.files.suffixes)
    ]
    if not allowed:
        return None
    return Recognised(max(allowed, key=lambda one: (hits[one.name], one.name)), by_content=True)


def _named(path: str) -> list[Product]:
    name = PurePosixPath(path).name
    if _any_name().match(name) is None and _directories().isdisjoint(path.split("/")):
        return []  # as of nearly all files
    return [one for one in products() if _fits(one, name, path)]


def _fits(product: Product, name: str, path: str) -> bool:
    if any(fnmatchcase(name, pattern) for pattern in product.files.names):
        return True
    return any(fnmatchcase(f"/{path}", pattern) for pattern in product.files.paths)


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern) for one in products() for pattern in one.files.names))


@cache
def _directories() -> frozenset[str]:
    """A directory of each pattern for paths that is written out: nearly no file is in one of them."""
    found: set[str] = set()
    for pattern in (pattern for one in products() for pattern in one.files.paths):
        written = [part for part in pattern.split("/")[:-1] if part and not set(part) & set("*?[")]
        if not written:
            raise ValueError(f"the pattern {pattern!r} names no directory: every file would be compared with it")
        found.add(max(written, key=len))
    return frozenset(found)


def _text(head: bytes) -> bool:
    return b"\0" not in head


def _hits(head: bytes) -> dict[str, int]:
    """How many of a product's signatures stand in the text."""
    found: dict[str, int] = {}
    patterns, owners = _patterns()
    for index in patterns.Match(head) or ():
        found[owners[index]] = found.get(owners[index], 0) + 1
    return found


@cache
def _patterns() -> tuple[re2.Set, tuple[str, ...]]:  # type: ignore[name-defined]  # noqa: F821  # imported when first asked for
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    owners: list[str] = []
    for product in products():
        for pattern in product.files.signature:
            made.Add(f"(?m){pattern}")
            owners.append(product.name)
    made.Compile()
    return made, tuple(owners)


@cache
def _source_code() -> Mapping[str, str]:
    from ...resources import languages

    return MappingProxyType({key: value for key, value in languages().items() if key not in _CONFIGURATION})


_CONFIGURATION = frozenset({".xml", ".yml", ".yaml", ".json", ".conf", ".cfg", ".ini", ".properties", ".sh", ".config"})
