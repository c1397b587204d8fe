"""Which calls of a file are calls of a rule: by name, by the type of the object, by what the arguments prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...model import Confidence
from .callers import callers
from .expressions import Call, Member
from .facts import Teller, passed
from .members import foreign_bases, type_of
from .outline import BindingKind, Scope, Site
from .rules.rule import Callable
from .values import (
    Arguments,
    Called,
    Frame,
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

if TYPE_CHECKING:
    from .resolve import Resolver

_FRAMES = 16  # callers whose arguments are taken one by one


@dataclass(frozen=True, slots=True)
class Match:
    """A call and the rule it falls under. ``reason`` says why it is one of several, or not known which."""

    site: Site
    made: Callable
    arguments: Arguments
    receiver: Value | None
    confidence: Confidence = Confidence.CERTAIN
    reason: str | None = None


class Matcher:
    """The matches of one file."""

    def __init__(self, resolver: Resolver, teller: Teller) -> None:
        self.resolver = resolver
        self.rules = resolver.rules
        self.teller = teller

    def worth(self, site: Site) -> bool:
        """Whether a call can be one of a rule: cheap, never wrong by a no."""
        if site.bare:
            found = self.resolver.lookup(site.name, site.scope)
            if found is None:
                return bool(self.resolver.outline.wildcards) or site.name in ("getattr", "partial")
            return any(binding.kind is not BindingKind.FUNCTION for binding in found[0])
        return not site.name or site.name in self.rules.terminals or site.name in self.resolver.outline.attributes

    def matches(self, site: Site) -> Iterator[list[Match]]:
        """The matches of a call, for each caller of the function that it stands in where that matters."""
        self.resolver.touched = set()
        found = self._under(site, None)
        if not found:
            return
        function = site.scope.function
        for one in found:
            self._touch(one)
        called = callers(self.resolver, function) if function in self.resolver.touched and function else ()
        if not 0 < len(called) <= _FRAMES or function is None:
            yield found
            return
        for index, arguments in enumerate(called):
            yield self._under(site, self.resolver.frame(function, arguments, (-1, index), None))

    def _touch(self, match: Match) -> None:
        """Evaluate the arguments, to see whether parameters of the function around are among them."""
        arguments = match.arguments
        for given in (*arguments.positional[:8], *(value for _, value in arguments.keywords[:8])):
            self.teller.told(given)

    def _under(self, site: Site, frame: Frame | None) -> list[Match]:
        made = self.resolver.expression(site.node)
        if not isinstance(made, Call):
            return []
        asked = self.resolver.at(site.node, site.scope, frame)
        arguments = self.resolver.arguments(made, asked)
        function = self.resolver.at(made.function, site.scope, frame)
        found: list[Match] = []
        unresolved = False
        for one in self.resolver.values(function):
            matched = list(self._of_value(site, one.value, arguments))
            unresolved = unresolved or not matched
            found.extend(matched)
        expression = self.resolver.expression(made.function)
        if isinstance(expression, Member):
            return self._of_object(site, expression, asked, arguments, found, unresolved=unresolved)
        return found

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
        if "__init__" in scope.bindings or "__new__" in scope.bindings:
            return
        for base in foreign_bases(self.resolver, scope):
            made = self.rules.callable(base)
            if made is not None:
                yield Match(site, made, arguments, None)
                return

    def _of_object(
        self, site: Site, function: Member, asked: Lazy, arguments: Arguments, found: list[Match], *, unresolved: bool
    ) -> list[Match]:
        """Methods: an object of several types is settled by its arguments, an unknown one proven by them."""
        several = len({match.made.qualified for match in found if match.receiver is not None}) > 1
        if several:
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
        kept: list[Match] = []
        for receiver in dict.fromkeys(match.receiver for match in found):
            group = [match for match in found if match.receiver == receiver]
            if len(group) == 1:
                kept.extend(group)
                continue
            fitting = [match for match in group if self._fits(match)]
            proven = [match for match in fitting if match.made.proof and self.proven(match.made, match.arguments)]
            kept.extend(proven or self._undecided([match for match in fitting if not match.made.proof] or fitting))
        return kept

    def _undecided(self, group: list[Match]) -> list[Match]:
        if len(group) < 2:
            return group
        first = group[0]
        owners = sorted({match.made.qualified.split(".")[-2] for match in group})
        reason = f"the object can be of several types: {', '.join(owners[:6])}"
        return [Match(first.site, first.made, first.arguments, first.receiver, Confidence.CERTAIN, reason)]

    def _fits(self, match: Match) -> bool:
        """Whether the method takes as many arguments as are given."""
        return len(match.arguments.positional) <= len(match.made.arguments)

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
