"""Which files are parts of a configuration that is read elsewhere: worked out once for each product of a scan.

Every main file of the product is walked through, but only along what it includes: a file is parsed once, whoever
includes it and however often, and equal files once. What all of this may cost is bounded, in bytes and counts and
never in seconds, so that every worker comes to the same answer. The mains get their shares in rounds, each twice as
large as the one before: a few that include without end leave the others what they need.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ...errors import Unreadable
from ...model import Problem
from ..detector import File, Tree
from . import showing
from .entry import Entry
from .loading import NAME, Loader, included_by, parse
from .product import Include, Product

BUDGET = 8 * 2**20  # of one product: bytes that are parsed, and what looking costs beside it
_LEAST = 4096  # share of one main file in the first round
_STEP = 20  # cost of an include that is followed, in bytes that are parsed in that time
_FILE = 100  # of a file that is opened
_SCANNED = 64  # bytes that are searched in the time in which one is parsed
_TRICKS = re.compile(rb"[\\\"'\r\n]")  # what can stand within a name without being a part of it
_NOWHERE = Entry("")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file includes: how many entries there are up to each include, and the names in it."""

    size: int
    steps: tuple[tuple[int, Include | None, tuple[str, ...]], ...] = ()
    trouble: str | None = None  # why it cannot be parsed


@dataclass(frozen=True, slots=True)
class Parts:
    """What is included by whom. ``read``: the main files that are read on their own."""

    mains: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()  # by one of those
    unknown: tuple[str, ...] = ()  # main files of which it is not known what they include: they cost too much


class Fragments:
    """Which files are parts of a configuration that is read elsewhere; remembered for each tree."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._known: WeakKeyDictionary[Tree, dict[str, Parts]] = WeakKeyDictionary()

    def is_part(self, product: Product, file: File, tree: Tree) -> bool:
        """Whether the file is read in its place in another file of this product."""
        known = self.parts(product, tree)
        if known.mains:
            tree.within(
                file.path
            )  # nothing is there; but the tree shall know that it was asked, as it was the first time
        return file.path in known.included and file.path not in known.read

    def doubt(self, product: Product, file: File, tree: Tree) -> Problem | None:
        """What to say of a file that is read on its own although it may be a part of another, or have such parts."""
        known = self.parts(product, tree)
        if file.path in known.unknown:
            reason = "too much to look at: the files that it includes are read on their own as well"
            return Problem(file.path, NAME, f"it includes {reason}")
        if not known.unknown or file.path in known.mains:
            return None
        more = f" (and {len(known.unknown) - 1} more files)" if len(known.unknown) > 1 else ""
        who = f"{showing.file(known.unknown[0])}{more}"
        return Problem(file.path, NAME, f"read on its own: {who} includes too much to tell whether this file as well")

    def parts(self, product: Product, tree: Tree) -> Parts:
        """What is known of a product in this tree."""
        if not product.includes and not product.files.appended:
            return Parts()
        known = self._known.setdefault(tree, {})
        if product.name not in known:
            mains = sorted({path for name in product.files.main for path in tree.ending(name)})
            known[product.name] = _parts(mains, _covered(product, tree, mains, self._budget))
        return known[product.name]


def _parts(mains: list[str], covered: Mapping[str, frozenset[str]]) -> Parts:
    """Mains that no other includes are read; of those that include each other in a circle, the first is."""
    by: dict[str, list[str]] = {}
    for main in mains:
        for path in covered.get(main, ()):
            by.setdefault(path, []).append(main)
    read = {main for main in mains if main not in by}
    for main in mains:
        if main in by and read.isdisjoint(by[main]):
            read.add(main)
    included = frozenset(path for path, those in by.items() if not read.isdisjoint(those))
    unknown = tuple(main for main in mains if main not in covered)
    return Parts(frozenset(mains), frozenset(read), included, unknown)


def _covered(product: Product, tree: Tree, mains: list[str], budget: int) -> dict[str, frozenset[str]]:
    """What each main file includes; those are left out for which the budget does not suffice."""
    outlines = _Outlines(product, tree)
    done: dict[str, frozenset[str]] = {}
    share = max(_LEAST, budget // (2 * max(len(mains), 1)))
    spent = 0
    while len(done) < len(mains) and spent < budget:
        for main in mains:
            if main not in done and spent < budget:
                walk = _Walk(product, tree, outlines, min(share, budget - spent))
                found = walk.all_of(main)
                spent += walk.cost
                if found is not None:
                    done[main] = found
        if share >= budget:
            break
        share *= 2
    return done


class _TooMuch(Exception):
    """The share is used up."""


class _Outlines:
    """Files by what they include: each is parsed once, and so are equal ones."""

    def __init__(self, product: Product, tree: Tree) -> None:
        self._product = product
        self._tree = tree
        self._includes = {self._key(one.name): one for one in product.includes}
        self._names = re.compile(
            b"|".join(re.escape(one.name.encode()) for one in product.includes) or b"(?!)",
            re.IGNORECASE if product.folded else 0,
        )
        self._by_path: dict[str, Outline] = {}
        self._by_content: dict[bytes, Outline] = {}

    def includes_nothing(self, path: str) -> tuple[bool, int]:
        """Whether the name of no directive that includes stands in the file; and what that cost."""
        if self._product.files.appended or path in self._by_path:
            return False, 0
        data = self._tree.read(path)
        return self._names.search(_TRICKS.sub(b"", data)) is None, _FILE + len(data) // _SCANNED

    def of(self, path: str, share: int) -> tuple[Outline, int]:
        """The outline of a file, and what it cost. Raises Unreadable; _TooMuch if it would cost more than the share."""
        known = self._by_path.get(path)
        if known is not None:
            return known, 0
        data = self._tree.read(path)
        cost = _FILE + len(data) // _SCANNED
        key = hashlib.sha256(f"{path.rpartition('.')[2]}\n".encode("utf-8", "replace") + data).digest()
        if key not in self._by_content:
            cost += len(data)
            if cost > share:
                raise _TooMuch
            self._by_content[key] = self._outline(path, data)
        self._by_path[path] = self._by_content[key]
        return self._by_path[path], cost

    def _outline(self, path: str, data: bytes) -> Outline:
        try:
            return Outline(len(data), tuple(self._steps(parse(self._product, path, data).entries)))
        except Unreadable as error:
            return Outline(len(data), trouble=str(error))

    def _steps(self, entries: tuple[Entry, ...]) -> Iterator[tuple[int, Include | None, tuple[str, ...]]]:
        count = 0
        for entry in _each(entries):
            count += 1
            include = self._includes.get(self._key(entry.name))
            if include is not None and not entry.block:
                yield count, include, included_by(entry, include)
                count = 0
        if count:
            yield count, None, ()

    def _key(self, name: str) -> str:
        return name.lower() if self._product.folded else name


def _each(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _each(entry.children)


class _Walk(Loader):
    """One configuration as the loader reads it, with the same limits, but for the entries: only files are noted."""

    def __init__(self, product: Product, tree: Tree, outlines: _Outlines, share: int) -> None:
        super().__init__(product, tree)
        self._outlines = outlines
        self._share = share
        self._spent = 0

    @property
    def cost(self) -> int:
        """What the walk has cost."""
        return self._spent + self.looked

    def all_of(self, main: str) -> frozenset[str] | None:
        """The files that a main file includes; None if that costs more than the share."""
        try:
            nothing, cost = self._outlines.includes_nothing(main)
            self._spend(cost)
            return frozenset() if nothing else frozenset(self.load(main, b"").files - {main})
        except Unreadable:
            return frozenset()
        except _TooMuch:
            return None

    def _file(self, path: str, _data: bytes) -> tuple[Entry, ...]:
        self._outline(path)
        return self._placed(path)

    def _opened(self, path: str) -> tuple[Entry, ...]:
        self._weigh(self._outline(path).size)
        return self._placed(path)

    def _placed(self, path: str) -> tuple[Entry, ...]:
        outline = self._outline(path)
        if outline.trouble is not None:
            raise Unreadable(outline.trouble)
        self._loaded.files.add(path)
        self._stack.append(path)
        try:
            for count, include, names in outline.steps:
                self._count(count)
                if include is not None:
                    self._follow(include, names)
        finally:
            self._stack.pop()
        return ()

    def _follow(self, include: Include, names: tuple[str, ...]) -> None:
        for named in names:
            self._spend(_STEP)
            for _ in self._included(_NOWHERE, include, named):
                pass

    def _outline(self, path: str) -> Outline:
        outline, cost = self._outlines.of(path, self._share - self.cost)
        self._spend(cost)
        return outline

    def _problem(self, entry: Entry, reason: str) -> None:
        """The loader tells them when the file is read."""

    def _spend(self, cost: int) -> None:
        self._spent += cost
        if self.cost > self._share:
            raise _TooMuch
