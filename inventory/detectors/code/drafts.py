"""From matches to drafts of findings: an object is one draft, to which its methods and settings add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...model import Confidence
from .combine import OPEN, merged, split, together, uncrossed
from .draft import Assumed, Draft, Use
from .entries import part
from .fact import Environment
from .facts import Teller, needed
from .match import Match, root
from .members import type_of
from .outline import Setting, Span
from .resolver import Fact, Facts, Resolver
from .rules.rule import Addition, Callable, Report, Scalar, Term, Trait
from .values import Arguments, Called, Instance, Lazy, Nothing, Typed, Unknown, Value


class Drafter:
    """The drafts of one file."""

    def __init__(self, resolver: Resolver, teller: Teller) -> None:
        self.resolver = resolver
        self.rules = resolver.rules
        self.teller = teller
        self.drafts: list[Draft] = []
        self.note: str | None = None  # on what is drafted now
        self._by_origin: dict[Span, list[Draft]] = {}
        self._later: list[tuple[Value, Use, Draft | None]] = []

    def mark(self) -> tuple[int, int]:
        """Where the drafts end now."""
        return len(self.drafts), len(self._later)

    def back(self, mark: tuple[int, int], origin: Span) -> None:
        """Forget what was drafted since the mark, of the call at this place."""
        del self.drafts[mark[0] :]
        del self._later[mark[1] :]
        self._by_origin.pop(origin, None)

    def match(self, match: Match) -> None:
        """The reports of one match."""
        for report in () if self._only_read(match) else match.made.reports:
            for draft in self._report(match, report):
                if draft.scheme.get("family", Fact("?")).value == "":
                    continue  # a rule says that there is nothing here (a JWE without key encryption)
                self.drafts.append(draft)
                made = self._by_origin.setdefault(match.site.span, [])
                if not report.fixed:
                    made.append(draft)
        for adds in match.made.adds if match.receiver is not None else ():
            self._addition(match, adds)

    def _only_read(self, match: Match) -> bool:
        """Whether an object is made to read something of it that needs no use (``sha1().digest_size``)."""
        names = {f".{name}" for owner in match.made.returns for name in self.rules.only_read(owner)}
        end = match.site.span[1]
        behind = self.resolver.source[end : end + 32].decode("utf-8", "replace")
        return any(behind.startswith(name) and not behind[len(name) :][:1].isidentifier() for name in names)

    def _report(self, match: Match, report: Report) -> list[Draft]:
        made = match.made
        conditions: list[Term] = [term for term, _ in (*report.only, *report.unless)]
        conditions += [Term(argument=name) for name in (*report.requires, *report.absent)]
        names = needed(made, report.scheme, report.parameters, terms=conditions)
        found: list[Draft] = []
        for environment in self.teller.environments(made, match.arguments, match.receiver, names):
            if not self._applies(report, environment):
                continue
            receiver = environment.get(("self", None))
            if match.told and receiver is not None:
                told = tuple((name, Fact(value, "computed")) for name, value in match.told)
                environment[("self", None)] = replace(receiver, facts=(*receiver.facts, *told))
            scheme = self.teller.result(made, environment)
            scheme.update(self.teller.evaluated(report.scheme, environment))
            parameters = self.teller.evaluated(report.parameters, environment)
            found.append(self._draft(match, report, scheme, parameters))
        return uncrossed(found)

    def _applies(self, report: Report, environment: Environment) -> bool:
        for name in report.requires:
            told = environment.get((name, None))
            if told is None or isinstance(told.value, Nothing):
                return False
        for name in report.absent:
            told = environment.get((name, None))
            if told is not None and not isinstance(told.value, Nothing):
                return False
        if not all(self._holds(term, value, environment) for term, value in report.only):
            return False
        return not any(self._holds(term, value, environment) for term, value in report.unless)

    def _holds(self, term: Term, value: Scalar, environment: Environment) -> bool:
        fact = self.teller.fact((term,), environment)
        return fact is not None and fact.reason is None and fact.value == value

    def _draft(self, match: Match, report: Report, scheme: Facts, parameters: Facts) -> Draft:
        reason = match.reason or report.reason
        if reason is not None:
            scheme = {**scheme, "family": Fact(None, "", reason)}
        site = match.site
        return Draft(
            symbol=match.made.qualified,
            line=site.line,
            span=site.span,
            functions=report.functions,
            scheme=scheme,
            parameters=parameters,
            primitive=report.primitive,
            protocol=report.protocol,
            confidence=match.confidence,
            note=self.note,
            assumed=self._assumed(),
        )

    def _assumed(self) -> Assumed:
        return tuple(sorted(self.resolver.assumed.items()))

    def _addition(self, match: Match, adds: Addition) -> None:
        receiver = match.receiver
        assert receiver is not None
        names = needed(match.made, adds.scheme, adds.parameters, terms=[term for term, _ in adds.only])
        for environment in self.teller.environments(match.made, match.arguments, receiver, names):
            if not all(self._holds(term, value, environment) for term, value in adds.only):
                continue
            site = match.site
            use = replace(self._use(adds, environment), block=site.scope.span, symbol=match.made.qualified)
            own = self._elsewhere(match.made.qualified, site.line, site.span, receiver, use, match.confidence)
            told = own is not None and (use.functions or (own.protocol is not None and use.parameters))
            self._later.append((receiver, use, own if told else None))

    def _use(self, adds: Addition, environment: Environment) -> Use:
        scheme = self.teller.evaluated(adds.scheme, environment)
        scheme.update({name: fact for name, fact in _open_ends(adds.scheme, environment) if name not in scheme})
        return Use(
            adds.functions,
            tuple(scheme.items()),
            tuple(self.teller.evaluated(adds.parameters, environment).items()),
            assumed=self._assumed(),
        )

    def _elsewhere(
        self,
        symbol: str,
        line: int,
        span: Span,
        receiver: Value,
        use: Use,
        confidence: Confidence = Confidence.CERTAIN,
    ) -> Draft | None:
        """A use of an object that was made elsewhere: reported where it is used."""
        if not isinstance(receiver, Typed | Instance) and not self._read(receiver):
            return None
        facts = dict(self.teller.facts_of(receiver)[0])
        protocol = facts.pop("protocol", None)
        return Draft(
            symbol=symbol,
            line=line,
            span=span,
            functions=use.functions,
            scheme=merged(facts, use.scheme),
            parameters=dict(use.parameters),
            primitive=self._primitive(receiver),
            protocol=str(protocol.value) if protocol is not None else None,
            confidence=confidence,
            note=self.note,
        )

    def _primitive(self, receiver: Value) -> str | None:
        """What an object of its class is made for, if that is one thing."""
        found = {self.rules.primitive(owner) for owner in type_of(self.resolver, receiver)}
        return found.pop() if len(found) == 1 else None

    def _read(self, value: Value) -> bool:
        """Whether an object is read from another one (``transport.TLSClientConfig``)."""
        owner, _, name = value.qualified.rpartition(".") if isinstance(value, Called) else ("", "", "")
        return self.rules.is_class(owner) and self.rules.is_property(owner, name)

    def setting(self, setting: Setting) -> None:
        """An assignment to an attribute of an object of a library."""
        for one in self.resolver.values(self.resolver.at(setting.object, setting.scope)):
            for owner in type_of(self.resolver, one.value):
                adds = self.rules.setting(owner, setting.attribute)
                if adds is None:
                    continue
                made = Callable(f"{owner}.{setting.attribute}", arguments=("value",), adds=(adds,))
                names = needed(made, adds.scheme, adds.parameters)
                with self.resolver.looking_far():
                    for given in self._assigned(setting):
                        for environment in self.teller.environments(made, Arguments((given,)), one.value, names):
                            use = replace(self._use(adds, environment), block=setting.block, symbol=made.qualified)
                            own = self._elsewhere(made.qualified, setting.line, setting.span, one.value, use)
                            self._later.append((one.value, use, own if own is not None and own.protocol else None))

    def _assigned(self, setting: Setting) -> list[Lazy | Value]:
        whole = Lazy.of(setting.value, setting.scope)
        if setting.path == ():
            return [whole]
        values = self.resolver.possible(whole)
        return [piece for one in values for piece in part(self.resolver, one.value, setting.path)]

    def finished(self) -> list[Draft]:
        """All drafts, each with what was added to it."""
        for receiver, use, own in self._later:
            if not self._attach(receiver, use) and own is not None:
                self.drafts.append(own)
        named = {(draft.span, draft.symbol) for draft in self.drafts if "family" in draft.scheme}
        # Of several possibilities, one without any algorithm is a None that does not get here (a guard before it).
        kept = [one for one in self.drafts if "family" in one.scheme or (one.span, one.symbol) not in named]
        return [one for draft in kept for one in split(draft)]

    def _attach(self, receiver: Value, use: Use) -> bool:
        for called in root(receiver):
            drafts = self._by_origin.get(called.origin)
            if drafts:
                for draft in drafts:
                    if together(draft.assumed, use.assumed):
                        draft.uses.append(use)
                return True
        return False


def _open_ends(traits: Iterable[Trait], environment: Environment) -> Iterator[tuple[str, Fact]]:
    """What an argument would tell if it were known: it must not vanish beside one that the code says."""
    for trait in traits:
        given = (environment.get((str(term.argument), term.key)) for term in trait.terms if term.argument is not None)
        reasons = [one.value.reason for one in given if one is not None and isinstance(one.value, Unknown)]
        if trait.name in _PARTS and reasons:
            yield trait.name, Fact(None, OPEN, reasons[0])


_PARTS = frozenset({"size", "curve", "hash", "mode"})
