"""What values tell of cryptography: facts by trait name, taken from the rules and the arguments."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product
from math import prod

from .fact import Environment, Told
from .filters import WHOLE, filtered
from .members import type_of
from .outline import Site
from .resolver import Fact, Facts, Resolver
from .rules.rule import Callable, Scalar, Term, Terms, Trait
from .values import (
    Arguments,
    Called,
    Instance,
    Items,
    Lazy,
    LocalFunction,
    Mapping,
    Method,
    Name,
    Nothing,
    Partial,
    Text,
    Typed,
    Unknown,
    Value,
    how_found,
    plain,
    reason_of,
)

COMBINATIONS = 24  # of the values of the arguments of one call
_EXPANDED = 32  # entries of a list that stand for several uses
_DEPTH = 8  # facts of arguments of arguments


class Teller:
    """Facts of the values of one file."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.rules = resolver.rules
        self._depth = 0
        self._cuts = 0

    def told(self, asked: Lazy | Value, *, whole: bool = False) -> list[Told]:
        """Every value with its facts; a list stands for each of its entries unless ``whole``."""
        found: list[Told] = []
        for one in self.resolver.values(asked):
            value, how = plain(one.value), how_found(one)
            if isinstance(value, Items) and not whole:
                if len(value.entries) > _EXPANDED:
                    found.append(Told(Unknown(f"value is one of more than {_EXPANDED}"), (), how))
                for entry in value.entries[:_EXPANDED]:
                    found.extend(
                        Told(inner.value, inner.facts, how if how != "literal" else inner.how)
                        for inner in self.told(entry, whole=True)
                    )
                continue
            found.extend(Told(value, tuple(facts.items()), how) for facts in self.facts_of(value))
        found = list(dict.fromkeys(found))
        if len(found) > COMBINATIONS:
            return [*found[:COMBINATIONS], Told(Unknown(f"value is one of more than {COMBINATIONS}"), (), "")]
        return found

    def facts_of(self, value: Value) -> list[Facts]:
        """The facts that a value can tell, one set for each possibility."""
        if self._depth >= _DEPTH:
            self._cuts += 1
            return [{}]
        known = self.resolver.facts.get(value)
        if known is not None:
            self.resolver.touched |= known[1]
            return known[0]
        outer, self.resolver.touched = self.resolver.touched, set()
        cuts = self._cuts
        self._depth += 1
        try:
            found = self._facts_of(value) or [{}]
        finally:
            self._depth -= 1
            touched = frozenset(self.resolver.touched)
            self.resolver.touched = outer | touched
        if cuts == self._cuts:
            self.resolver.facts[value] = (found, touched)
        return found

    def _facts_of(self, value: Value) -> list[Facts]:
        match value:
            case Name(qualified):
                return [self._of_name(qualified)]
            case Typed(qualified):
                return [self.fixed(self.rules.class_traits(qualified))]
            case Called(qualified, arguments, receiver):
                made = self.rules.callable(qualified)
                if made is None:
                    return []
                names = _arguments_of([made.traits], made.keeps)
                found = [self.result(made, one) for one in self.environments(made, arguments, receiver, names)]
                return self._filled(value, made) or found
            case Partial(Name(qualified), arguments):
                return self._facts_of(Called(qualified, arguments, None, (0, 0)))
            case Method(qualified, receiver):
                return self._facts_of(Called(qualified, Arguments(), receiver, (0, 0)))
            case LocalFunction():
                results = self.resolver.returned(value, Arguments())
                return [facts for one in results for facts in self.facts_of(plain(one.value))][:COMBINATIONS]
            case Instance():
                return [self.fixed(self.rules.class_traits(base)) for base in type_of(self.resolver, value)]
        return []

    def _filled(self, value: Called, made: Callable) -> list[Facts]:
        """What methods gave an object that knows nothing when it is made."""
        found: list[Facts] = []
        for owner in made.returns:
            for name in self.rules.filled_by(owner):
                for site in self.resolver.outline.calls_by_name.get(name, ())[:_EXPANDED]:
                    found.extend(self._filling(value, site))
        return found

    def _filling(self, value: Called, site: Site) -> list[Facts]:
        found: list[Facts] = []
        asked = Lazy.of(site.node, site.scope)
        for one in self.resolver.possible(asked):
            filled = one.value
            owner = filled.receiver if isinstance(filled, Called) else None
            if isinstance(owner, Called) and owner.origin == value.origin:
                found.extend(self.facts_of(filled))
        return found

    def _of_name(self, qualified: str) -> Facts:
        traits = self.rules.name_traits(qualified)
        if traits:
            return self.fixed(traits)
        if self.rules.is_class(qualified):
            return self.fixed(self.rules.class_traits(qualified))
        made = self.rules.callable(qualified)
        return self.fixed(made.traits) if made is not None else {}

    def fixed(self, traits: Iterable[Trait]) -> Facts:
        """Traits that need no argument."""
        return {
            trait.name: Fact(trait.terms[0].constant)
            for trait in traits
            if trait.terms and trait.terms[0].constant is not None
        }

    def result(self, made: Callable, environment: Environment) -> Facts:
        """What the result of a call tells: its class, what is kept of the arguments, the rule's own traits."""
        facts: Facts = {}
        if len(made.returns) == 1:
            facts.update(self.fixed(self.rules.class_traits(made.returns[0])))
        for name in made.keeps:
            kept = environment.get((name, None))
            for trait, fact in kept.facts if kept is not None else ():
                direct = kept is not None and fact.how == "rule" and kept.how and fact.reason is None
                facts[trait] = Fact(fact.value, kept.how) if direct and kept is not None else fact
        facts.update(self.evaluated(made.traits, environment))
        return facts

    def evaluated(self, traits: Iterable[Trait], environment: Environment) -> Facts:
        """Traits for these arguments; what is absent is left out."""
        found = ((trait.name, self.fact(trait.terms, environment)) for trait in traits)
        return {name: fact for name, fact in found if fact is not None}

    def fact(self, terms: Terms, environment: Environment) -> Fact | None:
        """The first term that is present."""
        for term in terms:
            if term.constant is not None:
                return Fact(term.constant)
            if term.default is not None:
                if all(self._holds(one, value, environment) for one, value in term.when):
                    return Fact(term.default, "default")
                continue
            told = environment.get((str(term.argument), term.key))
            if told is None or isinstance(told.value, Nothing):
                continue
            fact = self._of_argument(term, told)
            if fact is not None:
                return fact
        return None

    def _holds(self, term: Term, value: Scalar, environment: Environment) -> bool:
        fact = self.fact((term,), environment)
        return fact is not None and fact.reason is None and fact.value == value

    def _of_argument(self, term: Term, told: Told) -> Fact | None:
        made = filtered(self, term, told)
        if made.reason is not None:
            return None if term.optional else made
        return made if told.how == "literal" else Fact(made.value, told.how)

    def environments(
        self, made: Callable, arguments: Arguments, receiver: Value | None, names: Iterable[tuple[str, str | None]]
    ) -> list[Environment]:
        """Every combination of the values of the arguments that are needed."""
        self.resolver.spend()
        choices: list[list[tuple[tuple[str, str | None], Told | None]]] = []
        whole = _taken_whole(made)
        for name, key in dict.fromkeys(names):
            given = receiver if name == "self" else passed(made, name, arguments)
            found: list[Told | None] = []
            if given is not None:
                found.extend(self.told(given, whole=name in whole or key is not None or name == "self"))
            elif arguments.spread and name != "self":
                found.append(Told(Unknown(f"argument '{name}' may be among those that are not written out"), (), ""))
            if key is not None:
                found = [inner for one in found for inner in self._entry(one, key)]
            choices.append([((name, key), one) for one in found or [None]])
        return _combined(choices)

    def _entry(self, told: Told | None, key: str) -> list[Told | None]:
        """An entry of a dictionary that is an argument; None if the dictionary has no such entry."""
        if told is None or isinstance(told.value, Nothing):
            return [None]
        if not isinstance(told.value, Mapping):
            return [Told(Unknown(reason_of(told.value)), (), told.how)]
        found: list[Told | None] = []
        for held, value in told.value.pairs:
            if any(plain(one.value) == Text(key) for one in self.resolver.possible(held)):
                found.extend(self.told(value))
        return found or [None]


def passed(made: Callable, name: str, arguments: Arguments) -> Lazy | Value | None:
    """What a call passes for an argument of a rule, by keyword or position."""
    for keyword, value in arguments.keywords:
        if keyword == name:
            return value
    for index, known in enumerate(made.arguments):
        if known.startswith("*"):
            return None
        if known == name:
            return arguments.positional[index] if index < len(arguments.positional) else None
    return None


def _arguments_of(groups: Iterable[Iterable[Trait]], keeps: Iterable[str] = ()) -> list[tuple[str, str | None]]:
    """The arguments that these traits and the kept ones need."""
    found: list[tuple[str, str | None]] = [(name, None) for name in keeps]
    for group in groups:
        written = [term for trait in group for term in trait.terms]
        asked = (*written, *(term for one in written for term, _ in one.when))
        found.extend((term.argument, term.key) for term in asked if term.argument)
    return found


def needed(made: Callable, *groups: Iterable[Trait], terms: Iterable[Term] = ()) -> list[tuple[str, str | None]]:
    """The arguments that a report of a callable needs."""
    found = _arguments_of([made.traits, *groups], made.keeps)
    return [*found, *((term.argument, term.key) for term in terms if term.argument)]


def _taken_whole(made: Callable) -> frozenset[str]:
    """Arguments whose list is one value, not several."""
    groups = [made.traits]
    for report in made.reports:
        groups += [report.scheme, report.parameters]
    for adds in made.adds:
        groups += [adds.scheme, adds.parameters]
    terms = (term for group in groups for trait in group for term in trait.terms)
    return frozenset(str(term.argument) for term in terms if WHOLE.intersection(term.filters))


def _combined(choices: list[list[tuple[tuple[str, str | None], Told | None]]]) -> list[Environment]:
    """Every combination; of too many the first, and one in which all that varies is unknown."""
    found = [dict(combination) for combination in islice(product(*choices), COMBINATIONS)]
    if prod(len(choice) for choice in choices) > COMBINATIONS:
        unknown = Told(Unknown(f"more than {COMBINATIONS} combinations of values are possible"), (), "")
        found.append({choice[0][0]: choice[0][1] if len(choice) == 1 else unknown for choice in choices})
    return found
