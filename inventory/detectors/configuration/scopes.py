"""The endpoints of a configuration and what is in force in each: own settings, inherited ones, defaults."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import islice, takewhile
from operator import itemgetter
from types import MappingProxyType

from .entry import Entry
from .installed import Versions, applies
from .product import Condition, Context, Default, Product, Setting

_RELAXED = re.compile(r"[-_]|\[[0-9]+\]")  # what Spring overlooks in a name
_GROUPS = 500  # endpoints of one file that share beginnings of names


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a setting can have, and where it is from: a directive, or a default with its versions.

    ``base``: the defaults that a value refers to (``+aes128-cbc`` of OpenSSH).
    """

    words: tuple[str, ...]
    entry: Entry
    default: Default | None = None

    @property
    def how(self) -> str:
        """``literal`` or ``default``, as parameters have it."""
        return "literal" if self.default is None else "default"


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting in one endpoint: the values that are possible. One, if a directive says it."""

    setting: Setting
    choices: tuple[Choice, ...]
    defaults: tuple[Default, ...] = ()  # those that can hold here


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A block that is an endpoint, with all its settings; ``at`` is the directive that makes it one."""

    context: Context
    block: Entry
    at: Entry
    on: bool
    settings: tuple[Effective, ...]
    name: str
    role: str | None


class Scopes:
    """Looks settings up in a configuration."""

    def __init__(
        self, product: Product, entries: tuple[Entry, ...], path: str, versions: Versions = MappingProxyType({})
    ) -> None:
        self.product = product
        self._keys: dict[str, str] = {}
        self._versions = versions
        self._root = Entry("", (), 1, path, entries, block=True)
        self._transparent = frozenset(self._key(name) for name in product.transparent)
        # What was looked up is remembered by the number of the block, which is held so that its number stays its own.
        self._indices: dict[int, tuple[Entry, dict[str, list[tuple[int, Entry]]]]] = {}
        self._calls: dict[int, tuple[Entry, dict[str, list[Entry]]]] = {}
        self._besides: dict[int, tuple[Entry, dict[str, Entry]]] = {}
        self._outer: dict[tuple[int, tuple[int, ...]], tuple[tuple[Choice, ...] | None, tuple[Entry, ...]]] = {}
        self._wild: dict[tuple[int, str], tuple[str, ...]] = {}
        self._contexts: dict[tuple[str, ...], tuple[Context, ...]] = {}
        self._possible: dict[int, tuple[tuple[Default, ...], tuple[Default, ...]]] = {}

    def endpoints(self) -> Iterator[Endpoint]:
        """Every endpoint, in order."""
        for chain in self.chains():
            for context in self._fitting(chain):
                for one in self._grouped(context, chain):
                    made = self._endpoint(context, one)
                    if made is not None:
                        yield made

    def _fitting(self, chain: tuple[Entry, ...]) -> tuple[Context, ...]:
        """The contexts of a block; most blocks of a file have the same names around them."""
        names = tuple(one.name for one in chain[1:])
        if names not in self._contexts:
            self._contexts[names] = tuple(one for one in self.product.contexts if self.fits(chain, one.blocks))
        return self._contexts[names]

    def _grouped(self, context: Context, chain: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
        """The block itself, or one block for each beginning that its dotted names share."""
        if context.group is None:
            yield chain
            return
        groups: dict[str, list[Entry]] = {}
        for entry in self._flat(chain[-1]):
            found = re.match(context.group, entry.name)
            if found is not None:
                groups.setdefault(found.group(), [])
        ordered = sorted((entry.name, number, entry) for number, entry in enumerate(self._flat(chain[-1])))
        for prefix, inside in list(groups.items())[:_GROUPS]:
            first = bisect_left(ordered, (prefix,))
            those = takewhile(lambda one: one[0].startswith(prefix), islice(ordered, first, None))  # noqa: B023  # used here
            for _, _, entry in sorted(those, key=itemgetter(1)):
                inside.append(replace(entry, name=entry.name[len(prefix) :]))
            yield (*chain, Entry("", (prefix.rstrip("."),), inside[0].line, inside[0].path, tuple(inside), block=True))

    def chains(self) -> Iterator[tuple[Entry, ...]]:
        """Every block with those around it, the root first."""
        pending: list[tuple[Entry, ...]] = [(self._root,)]
        while pending:
            chain = pending.pop()
            yield chain
            pending.extend((*chain, child) for child in reversed(list(self._blocks(chain[-1]))))

    def fits(self, chain: tuple[Entry, ...], patterns: tuple[tuple[str, ...], ...]) -> bool:
        """Whether the blocks are those of a pattern, or the end of it: a fragment lacks what is around it."""
        names = tuple(self._key(one.name) for one in chain[1:])
        return any(self._like(names, pattern) for pattern in patterns)

    def _like(self, names: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
        wanted = tuple(self._key(name) for name in pattern)
        if wanted[:1] == ("**",):
            return names[-len(wanted) + 1 :] == wanted[1:] and len(names) >= len(wanted) - 1
        if len(names) > len(wanted) or (not names and wanted) or ("*" in wanted and len(names) < len(wanted)):
            return False
        return all(want in ("*", name) for name, want in zip(names, wanted[len(wanted) - len(names) :], strict=True))

    def _blocks(self, block: Entry) -> Iterator[Entry]:
        for child in block.children:
            if child.block and self._key(child.name) in self._transparent:
                yield from self._blocks(child)
            elif child.block:
                yield child

    def _key(self, name: str) -> str:
        if self.product.relaxed or self.product.folded:
            known = self._keys.get(name)
            if known is None:
                known = self._keys[name] = self._folded(name)
            return known
        return name

    def _folded(self, name: str) -> str:
        if self.product.relaxed:
            return _RELAXED.sub("", name).lower()
        return name.lower()

    # What is in a scope

    def direct(self, block: Entry, names: Iterable[str]) -> list[Entry]:
        """The entries of these names directly in a block, in order."""
        index = self._index(block)
        if not index:
            return []
        keys: list[str] = []
        for name in map(self._key, names):
            if "*" in name:
                keys += self._matching(block, index, name)
            elif name in index:
                keys.append(name)
        if not keys:
            return []
        if len(keys) == 1:
            return [entry for _, entry in index[keys[0]]]
        found = [one for key in dict.fromkeys(keys) for one in index[key]]
        return [entry for _, entry in sorted(found, key=itemgetter(0))]

    def _matching(self, block: Entry, index: Iterable[str], pattern: str) -> tuple[str, ...]:
        """The names in an indexed block that a pattern stands for."""
        key = (id(block), pattern)
        if key not in self._wild:
            self._wild[key] = tuple(one for one in index if fnmatchcase(one, pattern))
        return self._wild[key]

    def _index(self, block: Entry) -> dict[str, list[tuple[int, Entry]]]:
        """What is directly in a block, by name, each with its number; looked through once."""
        known = self._indices.get(id(block))
        if known is not None and known[0] is block:
            return known[1]
        made: dict[str, list[tuple[int, Entry]]] = {}
        for number, entry in enumerate(self._flat(block)):
            made.setdefault(self._key(entry.name), []).append((number, entry))
        self._indices[id(block)] = (block, made)  # the block is held, so that its number stays its own
        return made

    def _flat(self, block: Entry) -> Iterator[Entry]:
        for child in block.children:
            if child.block and self._key(child.name) in self._transparent:
                yield from self._flat(child)
            else:
                yield child

    def scopes(self, context: Context, chain: tuple[Entry, ...]) -> list[Entry]:
        """The blocks whose settings hold, the nearest first."""
        found = [chain[-1]]
        if context.also is not None:
            found += self._also(context.also, chain, found)
        if context.inherits:
            found += reversed(chain[:-1])
        for name in context.extends:
            known = {id(one) for one in found}
            found += [one for one in self._named(name, chain) if id(one) not in known]
        return found

    def _named(self, path: str, chain: tuple[Entry, ...]) -> list[Entry]:
        """Blocks by path: from the root (``global/ssl-default-bind-options``) or the block around this one (``..``)."""
        here = [self._root]
        for part in path.split("/"):
            if part == "..":
                here = [chain[-2]] if len(chain) > 1 else []
            elif part != ".":
                here = [one for block in here for one in self._called(block).get(self._key(part), ())]
        return here

    def _called(self, block: Entry) -> dict[str, list[Entry]]:
        """The blocks in a block by what they are called: ``global`` or, with the first word, ``conn %default``."""
        known = self._calls.get(id(block))
        if known is None:
            made: dict[str, list[Entry]] = {}
            for one in self._blocks(block):
                first = f"{one.name} {one.words[0]}" if one.words else ""
                for name in dict.fromkeys((self._key(one.name), self._key(first))):
                    made.setdefault(name, []).append(one)
            known = self._calls[id(block)] = (block, made)
        return known[1]

    def _also(self, also: str, chain: tuple[Entry, ...], found: list[Entry]) -> list[Entry]:
        """Blocks beside this one that it names (``also=base``); a circle ends."""
        beside = self._beside(chain[-2]) if len(chain) > 1 else {}
        made: list[Entry] = []
        pending = [chain[-1]]
        while pending and len(made) < 64:
            for named in self.direct(pending.pop(), [also]):
                for word in named.words:
                    one = beside.get(word)
                    if one is not None and all(one is not other for other in (*made, *found)):
                        made.append(one)
                        pending.append(one)
        return made

    def _beside(self, block: Entry) -> dict[str, Entry]:
        """The blocks in a block by their first word."""
        known = self._besides.get(id(block))
        if known is None:
            made = {one.words[0]: one for one in self._blocks(block) if one.words}
            known = self._besides[id(block)] = (block, made)
        return known[1]

    # Endpoints

    def _endpoint(self, context: Context, chain: tuple[Entry, ...]) -> Endpoint | None:
        block = chain[-1]
        scopes = self.scopes(context, chain)
        needed = self.held(context.needs, [block])
        if context.needs and needed is None:
            return None
        if block.words[:1] and block.words[0] in context.skip:
            return None
        if any(self._key(one.name) in map(self._key, context.unless_inside) for one in self._blocks(block)):
            return None
        at = self.held(context.on, scopes)
        on = at is not None or (context.enabled is True) or (not context.on and context.enabled is None)
        off = self.held(context.off, scopes)
        if off is not None:
            on, at = False, off
        if not on and context.plain is None:
            return None
        at = at or needed
        name = self._name(context, scopes)
        settings = tuple(self.effective(setting, scopes) for setting in context.settings)
        here = any(one is at for one in self._flat(block))
        place = at if at is not None and here else block
        return Endpoint(context, block, place, on, settings, name, self._role(context, scopes))

    def _name(self, context: Context, scopes: list[Entry]) -> str:
        """What the endpoint is called: by the directives that name it, or by the words of its block."""
        words: list[str] = []
        for directive in context.named:
            entries = next((found for scope in scopes if (found := self.direct(scope, [directive]))), [])
            words += [word for one in entries for word in one.words]
        return " ".join(dict.fromkeys(words)) or scopes[0].text

    def _role(self, context: Context, scopes: list[Entry]) -> str | None:
        for directive, value, role in context.roles:
            for scope in scopes:
                entries = self.direct(scope, [directive])
                if any(value in one.text.lower() for one in entries):
                    return role
                if entries:
                    break
        return context.role

    def held(self, conditions: tuple[Condition, ...], scopes: list[Entry]) -> Entry | None:
        """The directive that fulfils one of the conditions, in the nearest scope that has the directive at all."""
        for condition in conditions:
            for scope in scopes:
                entries = self.direct(scope, condition.names)
                hit = next((one for one in entries if _holds(condition, one)), None)
                if hit is not None:
                    return hit
                if entries:
                    break
        return None

    def effective(self, setting: Setting, scopes: list[Entry]) -> Effective:
        """What holds: the nearest directive, what stands for it elsewhere, or the defaults."""
        possible = self.possible(setting.defaults)
        own = self._those(setting, self.direct(scopes[0], setting.names))
        chosen = self._taken(setting, own) if own else self._outside(setting, scopes)
        if chosen is None:
            chosen = tuple(Choice(one.value, scopes[0], one) for one in possible)
        return Effective(setting, chosen, possible)

    def _outside(self, setting: Setting, scopes: list[Entry]) -> tuple[Choice, ...] | None:
        """What holds by the other scopes, which many endpoints share; None if they say nothing."""
        others = tuple(scopes[1:])
        key = (id(setting), tuple(map(id, others)))
        if key not in self._outer:
            self._outer[key] = (self._looked_up(setting, others), others)
        return self._outer[key][0]

    def _looked_up(self, setting: Setting, others: tuple[Entry, ...]) -> tuple[Choice, ...] | None:
        for scope in others:
            entries = self._those(setting, self.direct(scope, setting.names))
            if entries:
                return self._taken(setting, entries)
        for path, name in setting.elsewhere:
            for block in self._named(path, ()):
                entries = self._those(setting, self.direct(block, [name]))
                if entries:
                    return self._taken(setting, entries)
        return None

    def _those(self, setting: Setting, entries: list[Entry]) -> list[Entry]:
        """The directives that count, by their first words."""
        if not entries:
            return entries
        if setting.tagged:
            entries = [one for one in entries if one.words[:1] and one.words[0] in setting.tagged]
        kept = [one for one in entries if not (one.words[:1] and one.words[0] in setting.untagged)]
        return [one for one in kept if one.text not in setting.absent]

    def _taken(self, setting: Setting, entries: list[Entry]) -> tuple[Choice, ...]:
        chosen = entries if setting.take == "all" else [entries[0 if setting.take == "first" else -1]]
        return tuple(Choice(_value(setting, one), one) for one in chosen)

    def possible(self, defaults: tuple[Default, ...]) -> tuple[Default, ...]:
        """The defaults that no installed version rules out; all of them if it rules out all."""
        known = self._possible.get(id(defaults))
        if known is None:
            kept = tuple(one for one in defaults if applies(one.when, self._versions))
            known = self._possible[id(defaults)] = (defaults, kept or defaults)
        return known[1]


def _value(setting: Setting, entry: Entry) -> tuple[str, ...]:
    """What the directive says: its words without the tag, or its name."""
    if setting.by_name:
        return (entry.name,)
    tagged = bool(setting.tagged) or (entry.words[:1] and entry.words[0] in setting.prefixes)
    return entry.words[1:] if tagged else entry.words


def _holds(condition: Condition, entry: Entry) -> bool:
    words = [word.lower() for word in entry.words]
    if any(word in condition.unless for word in words):
        return False
    if condition.values:
        return entry.text.lower() in condition.values
    if condition.words:
        return any(word in condition.words for word in words)
    if condition.contains:
        return any(part in entry.text.lower() for part in condition.contains)
    if condition.starts:
        return any(word.startswith(start) for word in words for start in condition.starts)
    return True
