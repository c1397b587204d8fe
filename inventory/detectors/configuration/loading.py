"""A configuration as its product reads it: the main file with all that it includes, each fragment in its place."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ...errors import Unreadable
from ...model import Problem
from ..detector import Tree
from . import paths, showing
from .entry import Entry, Parsed, placed, text_of
from .product import Include, Product
from .syntaxes import (
    angles,
    assignments,
    braces,
    erlang,
    haproxy,
    keywords,
    markup,
    mqsc,
    openssl_conf,
    openvpn,
    strongswan,
)

NAME = "configuration"
DEPTH = 16  # files that include each other
FILES = 2000  # that one configuration includes, one that is included twice counted twice
_PROBLEMS = 200  # of one configuration that are told
ENTRIES = 400_000  # of one configuration
LOOKED = 10_000_000  # names of files that the includes of one configuration are compared with
BYTES = 16 * 2**20  # that one configuration includes, a file that is included twice counted twice


def _yaml(text: str) -> Parsed:
    from .syntaxes import structured  # the parser is loaded by the first file that needs it

    return structured.parse(text)


SYNTAXES: Mapping[str, Callable[[str], Parsed]] = MappingProxyType(
    {
        "angles": angles.parse,
        "braces": braces.parse,
        "directives": assignments.directives,
        "dotted": assignments.dotted,
        "erlang": erlang.parse,
        "haproxy": haproxy.parse,
        "ini": assignments.ini,
        "ipsec": strongswan.sections,
        "keywords": keywords.parse,
        "mqsc": mqsc.parse,
        "openssl": openssl_conf.parse,
        "openvpn": openvpn.parse,
        "postgresql": assignments.postgresql,
        "properties": assignments.properties,
        "swanctl": strongswan.braces,
        "xml": markup.parse,
        "yaml": _yaml,
    }
)
# What is done when all files are read: names that stand for other places in the whole.
FINISHING: Mapping[str, Callable[[tuple[Entry, ...]], tuple[Entry, ...]]] = MappingProxyType(
    {"openssl": openssl_conf.resolve}
)


def parse(product: Product, path: str, data: bytes) -> Parsed:
    """The entries of one file of the product. Raises Unreadable."""
    suffix = posixpath.splitext(path)[1].lower()
    return SYNTAXES[dict(product.by_suffix).get(suffix, product.syntax)](text_of(data))


def included_by(entry: Entry, include: Include) -> tuple[str, ...]:
    """The names that a directive includes."""
    return entry.words or ((include.default,) if include.default else ())


@dataclass(slots=True)
class Loaded:
    """The entries of a configuration, the files that they came from, and what could not be read."""

    entries: tuple[Entry, ...] = ()
    files: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)  # read although only a symbolic link would tell that they count
    partial: set[str] = field(default_factory=set)  # fragments: what they do not say, another file may
    problems: list[Problem] = field(default_factory=list)


class Loader:
    """Reads one configuration."""

    def __init__(self, product: Product, tree: Tree) -> None:
        self._product = product
        self._tree = _Counted(tree)
        self._includes = {self._key(one.name): one for one in product.includes}
        self._stack: list[str] = []
        self._parsed: dict[str, tuple[int, Parsed]] = {}
        self._places: dict[tuple[bool, str], tuple[tuple[str, ...], bool]] = {}
        self._entries = 0
        self._read_files = 0
        self._bytes = 0
        self._home = ""
        self._loaded = Loaded()

    @property
    def looked(self) -> int:
        """How many names of files the includes were compared with."""
        return self._tree.names

    def load(self, path: str, data: bytes) -> Loaded:
        """The configuration that begins in this file. Raises Unreadable if this file cannot be read."""
        self._home = posixpath.dirname(path)
        entries = self._file(path, data)
        if posixpath.basename(path) in self._product.files.main:
            entries += tuple(self._appended(path))
        elif self._product.files.main and not self._product.files.any_main:
            self._loaded.partial.add(path)
        finish = FINISHING.get(self._product.syntax)
        self._loaded.entries = finish(entries) if finish is not None else entries
        return self._loaded

    def _appended(self, path: str) -> Iterator[Entry]:
        for name in self._product.files.appended:
            beside = posixpath.join(self._home, name)
            if beside in self._tree.within(self._home):
                yield from self._read(Entry(name, path=path), beside)

    def _file(self, path: str, data: bytes) -> tuple[Entry, ...]:
        self._parsed[path] = (len(data), parse(self._product, path, data))
        return self._placed(path)

    def _placed(self, path: str) -> tuple[Entry, ...]:
        """The entries of a file that was parsed, in their place: one that is included again is parsed once."""
        parsed = self._parsed[path][1]
        self._loaded.files.add(path)
        if len(self._loaded.problems) < _PROBLEMS:
            self._loaded.problems += [Problem(path, NAME, one.reason, one.line) for one in parsed.troubles]
        self._stack.append(path)
        try:
            return tuple(self._expanded(placed(one, path) for one in parsed.entries))
        finally:
            self._stack.pop()

    def _expanded(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries with what they include in the place of the directive."""
        for entry in entries:
            self._count(1)
            include = self._includes.get(self._key(entry.name))
            if entry.block or include is None:
                yield replace(entry, children=tuple(self._expanded(entry.children))) if entry.block else entry
                continue
            for word in included_by(entry, include):
                yield from self._included(entry, include, word)

    def _count(self, entries: int) -> None:
        self._entries += entries
        if self._entries > ENTRIES:
            raise Unreadable(f"more than {ENTRIES} entries with all that is included")

    def _weigh(self, size: int) -> None:
        self._bytes += size
        if self._bytes > BYTES:  # entries are counted when a file is parsed, and comments are none
            raise Unreadable(f"more than {BYTES} bytes in all that is included")

    def _included(self, entry: Entry, include: Include, named: str) -> Iterator[Entry]:
        if self.looked > LOOKED:
            self._problem(entry, "too many includes in directories with many files: this one is not followed")
            return
        found, guessed = self._found(include, named)
        if not found:
            self._nothing(entry, include, named)
        for path in found:
            if path in self._stack:
                self._problem(entry, "the file includes itself")
            elif len(self._stack) >= DEPTH:
                self._problem(entry, f"files that include each other more than {DEPTH} deep")
            elif self._read_files >= FILES:
                self._problem(entry, f"more than {FILES} files in one configuration")
                return
            else:
                yield from self._read(entry, path)
                if guessed:
                    self._loaded.guessed.add(path)

    def _read(self, entry: Entry, path: str) -> tuple[Entry, ...]:
        self._read_files += 1
        try:
            return self._opened(path)
        except Unreadable as error:
            self._problem(entry, f"the included file cannot be read: {error}")
            return ()

    def _opened(self, path: str) -> tuple[Entry, ...]:
        known = self._parsed.get(path)
        if known is not None:
            self._weigh(known[0])
            return self._placed(path)
        data = self._tree.read(path)
        self._weigh(len(data))
        return self._file(path, data)

    def _found(self, include: Include, named: str) -> tuple[tuple[str, ...], bool]:
        """The files of this name, and whether only a symbolic link would lead to them; looked for once."""
        key = (include.directory, named)
        if key not in self._places:
            self._places[key] = self._looked_for(include, named)
        return self._places[key]

    def _looked_for(self, include: Include, named: str) -> tuple[tuple[str, ...], bool]:
        directory, homes = self._home, self._product.files.homes
        look = paths.inside if include.directory else paths.found
        found = look(self._tree, named, directory, homes)
        if found:
            return found, False
        for link, target in self._product.links:
            if f"{link}/" in named:
                found = look(self._tree, named.replace(f"{link}/", f"{target}/"), directory, homes)
                if found:
                    return found, True
        return (), False

    def _nothing(self, entry: Entry, include: Include, named: str) -> None:
        if include.optional or "*" in named or "?" in named:
            return  # a pattern may match nothing
        where = "leads out of the scan or to no file in it"
        self._problem(entry, f"the include {showing.file(named)} {where}: what stands there is not known")

    def _problem(self, entry: Entry, reason: str) -> None:
        if len(self._loaded.problems) >= _PROBLEMS:
            return
        self._loaded.problems.append(Problem(entry.path, NAME, reason, entry.line))

    def _key(self, name: str) -> str:
        return name.lower() if self._product.folded else name


class _Counted:
    """A tree that counts the names it gives out."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.names = 0
        self.read = tree.read
        self.mentioning = tree.mentioning

    def ending(self, suffix: str, /) -> tuple[str, ...]:
        found = self._tree.ending(suffix)
        self.names += 1 + len(found)
        return found

    def within(self, directory: str, /) -> tuple[str, ...]:
        found = self._tree.within(directory)
        self.names += 1 + len(found)
        return found
