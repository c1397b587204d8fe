"""Which calls of a file are calls of a rule: by name, by the type of the object, by what the arguments prove."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from ...model import Confidence
from .arguments import arguments_of, written_out
from .callers import callers
from .expressions import Call, Member
from .facts import Teller, passed
from .guards import guards
from .members import constructors, foreign_bases, type_of
from .outline import BindingKind, Scope, Site
from .resolver import FAR, Resolver, Split, Touched
from .rules.rule import Callable
from .values import (
    Arguments,
    Called,
    Frame,
    Instance,
    Lazy,
    LocalClass,
    Method,
    Name,
    Nothing,
    Partial,
    Typed,
    Unknown,
    Value,
    plain,
)

_FRAMES = 16  # callers whose arguments are taken one by one
_MADE = 4  # ways to make an object that are taken one by one
_ROWS = 32  # of tables whose rows are taken one by one


@dataclass(frozen=True, slots=True)
class Match:
    """A call and the rule it falls under. ``reason`` says why it is one of several, or not known which."""

    site: Site
    made: Callable
    arguments: Arguments
    receiver: Value | None
    confidence: Confidence = Confidence.CERTAIN
    reason: str | None = None
    told: tuple[tuple[str, str], ...] = ()  # what conditions around tell of attributes of the object


class Matcher:
    """The matches of one file."""

    def __init__(self, resolver: Resolver, teller: Teller) -> None:
        self.resolver = resolver
        self.rules = resolver.rules
        self.teller = teller
        self.far = True  # whether other files are asked

    def worth(self, site: Site) -> bool:
        """Whether a call can be one of a rule: cheap, never wrong by a no."""
        if site.bare:
            found = self.resolver.lookup(site.name, site.scope)
            if found is None:
                return bool(self.resolver.outline.wildcards) or site.name in ("getattr", "partial")
            return any(binding.kind is not BindingKind.FUNCTION for binding in found[0])
        return not site.name or site.name in self.rules.terminals or site.name in self.resolver.outline.attributes

    def matches(self, site: Site) -> Generator[list[Match], None, None]:
        """The matches of a call: for each caller of the function that it stands in, for each row of a table.

        What is true together stays together: the arguments of one caller, the parts of one tuple. Each list must be
        used before the next is asked for.
        """
        found, touched = self._looked_at(site, None)
        if self.far and FAR in touched and (found or self._promising(site)):
            with self.resolver.looking_far():
                yield from self._matches(site, *self._looked_at(site, None))
        else:
            yield from self._matches(site, found, touched)

    def _promising(self, site: Site) -> bool:
        """Whether the name of what is called is one of a rule, though another file says what it stands for."""
        made = self.resolver.expression(site.node, site.scope)
        if site.name not in self.rules.terminals or not isinstance(made, Call):
            return False
        return any(isinstance(one.value, Name) for one in self.resolver.possible(Lazy.of(made.function, site.scope)))

    def _matches(self, site: Site, found: list[Match], touched: set[Touched]) -> Iterator[list[Match]]:
        if not found:
            return
        function = site.scope.function
        frames = self._frames(function, touched) if function is not None else []
        if not 0 < len(frames) <= _FRAMES:
            yield from self._split(site, None, found, touched)
            return
        for frame in frames:
            yield from self._split(site, frame, *self._looked_at(site, frame))

    def _frames(self, function: Scope, touched: set[Touched]) -> list[Frame]:
        """The calls of a function; of a method that only hangs on its object, the ways in which that is made."""
        called = callers(self.resolver, function) if function in touched else ()
        if called:
            return [self.resolver.frame(function, arguments) for arguments in called]
        owner = function.owner
        for maker in constructors(owner) if owner is not None else ():
            if maker in touched and owner is not None:
                made = [Instance(owner, arguments) for arguments in callers(self.resolver, maker)]
                return [self.resolver.frame(function, None, None, one) for one in made if len(made) <= _MADE]
        return []

    def _split(
        self, site: Site, frame: Frame | None, found: list[Match], touched: set[Touched]
    ) -> Iterator[list[Match]]:
        splits = self._splits(site, touched)
        if not splits:
            yield found
            return
        counts = (self.resolver.splits[one][1] for one in splits)
        for chosen in product(*(range(count) for count in counts)):
            with self.resolver.assuming(dict(zip(splits, chosen, strict=True))):
                yield self._under(site, frame)

    def _splits(self, site: Site, touched: set[Touched]) -> list[Split]:
        """The tables whose rows are taken one by one: first those of the function around, and not too many."""
        around = site.scope.function.span if site.scope.function is not None else (0, 0)
        known = self.resolver.splits
        splits = [one for one in touched if isinstance(one, tuple) and len(known[one][2]) > 1]
        splits.sort(key=lambda one: (not around[0] <= known[one][0] < around[1], known[one][:2]))
        chosen: list[Split] = []
        for split in splits:
            if prod(known[one][1] for one in (*chosen, split)) <= _ROWS:
                chosen.append(split)
        return chosen

    def _looked_at(self, site: Site, frame: Frame | None) -> tuple[list[Match], set[Touched]]:
        """The matches, and which parameters and tables the call and its arguments hang on."""
        self.resolver.touched = set()
        found = self._under(site, frame)
        for match in found:
            arguments = match.arguments
            for given in (*arguments.positional[:8], *(value for _, value in arguments.keywords[:8])):
                self.teller.told(given)
        return found, self.resolver.touched

    def _under(self, site: Site, frame: Frame | None) -> list[Match]:
        made = self.resolver.expression(site.node, site.scope)
        if not isinstance(made, Call):
            return []
        asked = self.resolver.at(site.node, site.scope, frame)
        written = arguments_of(self.resolver, made, asked)
        function = self.resolver.at(made.function, site.scope, frame)
        expression = self.resolver.expression(made.function, site.scope)
        found: list[Match] = []
        for arguments in written_out(self.resolver, written) if written.unpacked else (written,):
            matched: list[Match] = []
            unresolved = False
            for one in self.resolver.values(function):
                fitting = list(self._of_value(site, one.value, arguments))
                unresolved = unresolved or not fitting
                matched.extend(fitting)
            if isinstance(expression, Member):
                matched = self._of_object(site, expression, asked, arguments, matched, unresolved=unresolved)
                told = self._told(expression, site.scope)
                matched = [replace(one, told=told) for one in matched] if told else matched
            found.extend(matched)
        return found

    def _told(self, function: Member, scope: Scope) -> tuple[tuple[str, str], ...]:
        """``if isinstance(key.curve, T)`` around a call of a method of ``key``: the traits of T."""
        found: list[tuple[str, str]] = []
        for text in self.resolver.outline.guards:
            before, _, attribute = text.rpartition(".")
            if before and before == self.resolver.text(function.object, scope):
                for kind in guards(self.resolver, function.object, text, scope):
                    facts = self.teller.facts_of(kind)[0]
                    if attribute in facts and facts[attribute].value is not None:
                        found.append((attribute, str(facts[attribute].value)))
        return tuple(found) if len(found) == 1 else ()

    def _of_value(self, site: Site, value: Value, arguments: Arguments) -> Iterator[Match]:
        match value:
            case Name(qualified):
                made = self.rules.callable(qualified)
                if made is not None:
                    yield Match(site, made, arguments, None)
            case Method(qualified, receiver):
                made = self.rules.callable(qualified)
                if made is not None:
                    yield Match(site, made, arguments, receiver)
            case Partial(inner, given):
                yield from self._of_value(site, inner, given.then(arguments))
            case LocalClass(scope):
                yield from self._of_heir(site, scope, arguments)
            case Unknown(reason, within) if within is not None:
                made = self.rules.dynamic(within)
                if made is not None:
                    yield Match(site, made, arguments, None, reason=reason)

    def _of_heir(self, site: Site, scope: Scope, arguments: Arguments) -> Iterator[Match]:
        """A class of the file that derives from a class of a library, made as that class is made."""
        if "__init__" in scope.bindings or "__new__" in scope.bindings or self.resolver.language.first_result:
            return  # … nor does it in Go, where the inner object is made by itself
        for base in foreign_bases(self.resolver, scope):
            made = self.rules.callable(base)
            if made is not None:
                yield Match(site, made, arguments, None)
                return

    def _of_object(
        self, site: Site, function: Member, asked: Lazy, arguments: Arguments, found: list[Match], *, unresolved: bool
    ) -> list[Match]:
        """Methods: an object of several types is settled by its arguments, an unknown one proven by them."""
        if len({match.made.qualified for match in found if match.receiver is not None}) > 1:
            return self._settled(found)
        if not unresolved:
            return found
        shapes = [made for made in self.rules.shapes(function.name) if self.proven(made, arguments)]
        if not shapes:
            return found
        objects = self.resolver.values(self.resolver.at(function.object, asked.scope, asked.frame))
        untyped = [one.value for one in objects if not list(self._typed(one.value, function.name))]
        return [*found, *(Match(site, shapes[0], arguments, one, Confidence.LIKELY) for one in untyped)]

    def _typed(self, value: Value, name: str) -> Iterator[Callable]:
        for owner in type_of(self.resolver, value):
            made = self.rules.member(owner, name)
            if made is not None:
                yield made

    def _settled(self, found: list[Match]) -> list[Match]:
        """Of methods of several types, those whose arguments prove them; else those that need no proof."""
        fitting = [match for match in found if self._fits(match)] or found
        proven = [match for match in fitting if match.made.proof and self.proven(match.made, match.arguments)]
        kept = proven or [match for match in fitting if not match.made.proof] or fitting
        settled: list[Match] = []
        sources = [self._source(match.receiver) for match in kept]
        for source in dict.fromkeys(sources):
            settled.extend(self._undecided([match for match, one in zip(kept, sources, strict=True) if one == source]))
        return settled

    def _source(self, receiver: Value | None) -> Value | None:
        """The object of several types from which this one comes (``key.public_key()``); else the object itself."""
        vague = receiver
        for called in root(receiver):
            if called.receiver is not None and len(type_of(self.resolver, called.receiver)) > 1:
                vague = called.receiver
        return vague

    def _undecided(self, group: list[Match]) -> list[Match]:
        if len(group) < 2:
            return group
        first = group[0]
        owners = sorted({match.made.qualified.split(".")[-2] for match in group})
        reason = f"the object can be of several types: {', '.join(owners[:6])}"
        return [Match(first.site, first.made, first.arguments, first.receiver, Confidence.CERTAIN, reason)]

    def _fits(self, match: Match) -> bool:
        """Whether the method takes these arguments, as far as they are written out."""
        arguments = match.arguments
        if len(arguments.positional) > len(match.made.arguments):
            return False
        needed = (name for name, _ in match.made.proof)
        return arguments.spread or all(passed(match.made, name, arguments) is not None for name in needed)

    def proven(self, made: Callable, arguments: Arguments) -> bool:
        """Whether the arguments are of the types that only this method takes."""
        for name, classes in made.proof:
            given = passed(made, name, arguments)
            if given is None:
                return False
            values = (plain(one.value) for one in self.resolver.values(given))
            if not any(self._is_a(value, classes) for value in values if not isinstance(value, Nothing)):
                return False
        return bool(made.proof)

    def _is_a(self, value: Value, classes: Iterable[str]) -> bool:
        kinds = [value.qualified] if isinstance(value, Name | Typed) else list(type_of(self.resolver, value))
        return any(base in classes for kind in kinds for base in self.rules.bases(kind))


def root(value: Value | None) -> list[Called]:
    """The calls that made an object, nearest first."""
    found: list[Called] = []
    while isinstance(value, Called) and len(found) < 16:
        found.append(value)
        value = value.receiver
    return found
