"""What one policy says of one algorithm, used for one thing, on one day. Pure; answers are remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum, Scheme
from cryptoagility.algorithms.scheme import modes

from .candidates import candidates, missing
from .policy import NOT_ALGORITHMS, SEVERITY, SURENESS, Policy, Rule, Status, Unlisted
from .sentences import names, sentence, uncovered, undecided, verb
from .sets import (
    CLASSES,
    Candidate,
    ParameterSet,
    contains,
    curve_class,
    parameter_set,
    rounded,
    same_curve,
)

SIGNING = frozenset({"signature", "firmware-signing"})
_ANY_SET = 4  # how exactly a rule without sets names something: not at all


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status and its reason. ``missing`` names what would have to be known (or ruled on) to get further.

    ``confidence``: the mark, where it is not that of the rule.
    """

    status: Status
    rule: Rule | None
    why: str
    missing: str | None = None
    confidence: str | None = None


class Judge:
    """One policy's answers, for systems of one class of risk (None: the policy does not tell classes apart)."""

    def __init__(self, policy: Policy, risk_class: str | None = None) -> None:
        self.policy = policy
        self.risk_class = risk_class
        self._goals = tuple(one.rule for one in policy.goals if not one.classes or risk_class in one.classes)
        self._rules: dict[tuple[str, str], list[_Compiled]] = {}
        self._answers: dict[tuple[str, str, date], Outcome] = {}
        named: set[str] = set()
        for rule in policy.rules:
            compiled = _Compiled(rule, tuple(parameter_set(name) for name in rule.sets or ()))
            named.update(one.curve for one in compiled.sets if one.curve is not None)
            for family in rule.families:
                for usage in rule.usages:
                    self._rules.setdefault((family, usage), []).append(compiled)
        self._named_curves = frozenset(named)
        self._modes = frozenset(modes()) & {part for one in self._sets() for part in one.prefix}
        closed = policy.otherwise.rule.usages if policy.otherwise is not None else ()
        named_usages = {usage for family, usage in self._rules if family not in NOT_ALGORITHMS}
        aimed_at = (usage for goal in policy.goals for usage in goal.rule.usages)
        self.usages = frozenset(named_usages.union(closed, aimed_at))

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which something may change, in order."""
        closed = (self.policy.otherwise.rule,) if self.policy.otherwise is not None else ()
        rules = (*self.policy.rules, *closed, *self._goals)
        days = {rule.since for rule in rules if rule.since is not None}
        days |= {rule.until + timedelta(days=1) for rule in rules if rule.until not in (None, date.max)}
        return tuple(sorted(days))

    def covers(self, usage: str) -> bool:
        """Whether the policy has rules on this usage at all; if not, it is outside the scope of the policy."""
        return usage in self.usages or "any" in self.usages

    def outcome(self, scheme: Scheme, usage: str, day: date) -> Outcome:
        """The verdict on a scheme with everything that is part of it."""
        key = (scheme.name, usage, day)
        if key not in self._answers:
            self._answers[key] = self._outcome(scheme, usage, day)
        return self._answers[key]

    def _outcome(self, scheme: Scheme, usage: str, day: date) -> Outcome:
        if scheme.composite:
            return self._hybrid(scheme, usage, day)
        if scheme.family.components:
            parts = [(part, part.uses[0].value) for part in scheme.components]
            found = [self.outcome(part, use, day) for part, use in parts if self.covers(use)]
            if found:
                worst = worst_of(found)
                return replace(worst, why=f"{scheme.name} is made of parts: {worst.why}")
        own = self._plain(scheme, usage, day)
        if usage in SIGNING and scheme.hash is not None:
            hashed = self._hash(algorithms.parse(algorithms.hashes()[scheme.hash]), usage, day)
            if hashed is not None and SEVERITY[hashed.status] > SEVERITY[own.status]:
                return replace(hashed, why=f"{scheme.name} signs over a hash: {hashed.why}")
        return own

    def _hash(self, scheme: Scheme, usage: str, day: date) -> Outcome | None:
        """What is said of a hash inside a signature: a rule on that use goes before the rules on hashing."""
        families = scheme.family.policy
        if any((family, usage) in self._rules for family in families):
            found = self._plain(scheme, usage, day)
            if found.rule is not None:
                return found
        return self._plain(scheme, "hash", day) if self.covers("hash") else None

    # Hybrids

    def _hybrid(self, scheme: Scheme, usage: str, day: date) -> Outcome:
        safe = [part for part in scheme.components if part.quantum is Quantum.SAFE]
        classical = [part for part in scheme.components if part.quantum is not Quantum.SAFE]
        if not safe or not classical:
            return worst_of([self.outcome(part, usage, day) for part in scheme.components])
        post_quantum = worst_of([self._plain(part, usage, day) for part in safe])
        if post_quantum.status is Status.DISALLOWED:
            return replace(post_quantum, why=f"the post-quantum part of {scheme.name}: {post_quantum.why}")
        hybrids = self.policy.hybrids
        if hybrids is None:
            why = f"what {self.policy.id} says of hybrids such as {scheme.name} is not known here"
            return Outcome(Status.UNKNOWN, None, why, "rule")
        listed = " and ".join(part.name for part in safe)
        if post_quantum.status is Status.UNKNOWN:
            return self._not_counted(scheme, classical, usage, day, f"its post-quantum part {listed} is not listed")
        if not self._is_named_pair(safe, classical):
            cause = f"{listed} with {' and '.join(part.name for part in classical)} is no pair that the text names"
            return self._not_counted(scheme, classical, usage, day, cause)
        low = [part.name for part in classical if not self._meets_floor(part)]
        if low:
            cause = f"its classical part {' and '.join(low)} is below the floor of {', '.join(hybrids.floor)}"
            return self._not_counted(scheme, classical, usage, day, cause)
        own = Status.APPROVED if post_quantum.status is Status.HYBRID_ONLY else post_quantum.status
        status = max(own, hybrids.status, key=SEVERITY.__getitem__)
        does = verb(self.policy, status)
        why = f"{scheme.name} {does} as a hybrid of {listed} with a classical part that meets the floor"
        detail = hybrids.note if hybrids.status is not Status.APPROVED else ""
        marks = [hybrids.confidence, *([post_quantum.rule.confidence] if post_quantum.rule is not None else [])]
        return Outcome(status, post_quantum.rule, sentence(why, detail), None, max(marks, key=SURENESS.index))

    def _not_counted(self, scheme: Scheme, classical: list[Scheme], usage: str, day: date, cause: str) -> Outcome:
        """A hybrid that does not count as post-quantum is no better than its classical part, and never approved."""
        alone = worst_of([self._plain(part, usage, day) for part in classical])
        lists_any = any(
            rule.status in (Status.APPROVED, Status.HYBRID_ONLY) and usage in (*rule.usages, "any") and _is_safe(rule)
            for rule in self.policy.rules
        )
        if alone.status is Status.DISALLOWED and lists_any:
            return replace(alone, why=f"{scheme.name} does not count as post-quantum, {cause}; {alone.why}")
        return Outcome(Status.UNKNOWN, None, f"{scheme.name} does not count as post-quantum: {cause}", "rule")

    def _meets_floor(self, part: Scheme) -> bool:
        assert self.policy.hybrids is not None
        return _all_in(part, self.policy.hybrids.floor)

    def _is_named_pair(self, safe: Iterable[Scheme], classical: Sequence[Scheme]) -> bool:
        """Whether the text names this pair, or names none and leaves it to the floor."""
        assert self.policy.hybrids is not None
        pairs = self.policy.hybrids.pairs
        return not pairs or all(
            any(
                _all_in(part, one.post_quantum) and all(_all_in(other, one.sets, one.families) for other in classical)
                for one in pairs
            )
            for part in safe
        )

    # Single algorithms

    def _plain(self, scheme: Scheme, usage: str, day: date) -> Outcome:
        found = [(one, self._of(one, usage, day)) for one in candidates(scheme)]
        statuses = {outcome.status for _, outcome in found}
        first = found[0][1]
        if len(statuses) == 1 and first.status is not Status.UNKNOWN:
            told = first.why if len(found) == 1 else self._told(scheme.name, first.status, first.rule)
            return replace(first, why=told + self._left_open(scheme, usage, day, first))
        if len(statuses) == 1:
            if first.rule is not None and all(outcome.rule == first.rule for _, outcome in found):
                return replace(first, why=self._no_list(scheme.name, first.rule))
            return Outcome(Status.UNKNOWN, None, uncovered(self.policy, scheme, usage), "rule")
        return Outcome(
            Status.UNKNOWN,
            None,
            undecided(scheme, [(one.label, outcome.status) for one, outcome in found]),
            missing(scheme),
        )

    def _of(self, candidate: Candidate, usage: str, day: date) -> Outcome:
        ruled = self._ruled(candidate, usage, day)
        aimed = [
            goal
            for goal in self._goals
            if usage in goal.usages and goal.holds(day) and not set(goal.families).isdisjoint(candidate.families)
        ]
        late = max(aimed, key=lambda goal: SEVERITY[goal.status], default=None)
        if late is None or (ruled.status is not Status.UNKNOWN and SEVERITY[ruled.status] >= SEVERITY[late.status]):
            return ruled
        label = candidate.label if self.risk_class is None else f"{candidate.label}, {self.risk_class},"
        return Outcome(late.status, late, self._told(label, late.status, late))

    def _ruled(self, candidate: Candidate, usage: str, day: date) -> Outcome:
        """What the rules say. One on a scheme goes first, but one that names no sizes lifts no rule on a size."""
        found: list[Outcome] = []
        for family in candidate.families:
            compiled = [*self._rules.get((family, usage), ()), *self._rules.get((family, "any"), ())]
            ranked = [
                (rank, one)
                for one in compiled
                if one.rule.holds(day) and (rank := self._rank(one, candidate, family)) is not None
            ]
            if ranked:
                rank, best = min(ranked, key=lambda pair: pair[0])
                found.append(self._said(candidate, best.rule, rank))
                if rank < _ANY_SET or candidate.size is None:
                    break
        if found:
            return worst_of(found)
        closed = self.policy.otherwise
        if closed is not None and closed.says(candidate.families, usage, day):
            return Outcome(
                closed.rule.status, closed.rule, self._told(candidate.label, closed.rule.status, closed.rule)
            )
        return Outcome(Status.UNKNOWN, None, f"no rule of {self.policy.id} covers {candidate.label}", "rule")

    def _rank(self, compiled: _Compiled, candidate: Candidate, family: str) -> int | None:
        """How exactly a rule names the candidate: 0 is by its own name, 4 as any set; None if it does not."""
        if not compiled.sets:
            return _ANY_SET
        ranks = [
            rank
            for one in compiled.sets
            if family in one.families and (rank := self._match(one, candidate, family, compiled.rule)) is not None
        ]
        return min(ranks, default=None)

    def _match(self, one: ParameterSet, candidate: Candidate, family: str, rule: Rule) -> int | None:
        if contains(one, candidate):
            names_mode = bool(self._modes & set(one.prefix))
            return 1 if one.ranged or (one.prefix and not names_mode) else 0
        if one.low is not None and not one.ranged and candidate.size is not None:
            size = rounded(candidate.size)
            # A size below every class is weaker than the smallest: what disallows that one disallows it as well.
            too_small = size is None and one.low == CLASSES[0] and rule.status is Status.DISALLOWED
            return 2 if size == one.low or too_small else None
        if self.policy.unlisted_curves is Unlisted.UNKNOWN or one.curve is None or candidate.curve is None:
            return None
        if any(same_curve(named, candidate.curve) for named in self._named_curves):
            return None
        return 3 if one.curve == curve_class(family, candidate) else None

    def _said(self, candidate: Candidate, rule: Rule, rank: int) -> Outcome:
        if rule.sets is None:
            return Outcome(Status.UNKNOWN, rule, self._no_list(candidate.label, rule), "rule")
        label = candidate.label
        if rank == 2 and candidate.size is not None:
            label += f", judged as the class of {rounded(candidate.size) or CLASSES[0]} bits,"
        if rank == 3:
            label += ", a curve that is not named and judged by its strength,"
        return Outcome(rule.status, rule, self._told(label, rule.status, rule))

    def _no_list(self, label: str, rule: Rule) -> str:
        return f"{rule.id} says {rule.status} of {', '.join(rule.families)}, but not of which sizes: {label} is open"

    def _told(self, label: str, status: Status, rule: Rule | None) -> str:
        return sentence(f"{label} {verb(self.policy, status)}", rule.note if rule is not None else "")

    def _left_open(self, scheme: Scheme, usage: str, day: date, base: Outcome) -> str:
        """What a mode or padding that is not stated could change; the rule for the named set still holds."""
        worse: dict[Status, list[str]] = {}
        for refined, name in _refinements(scheme, usage, self._modes):
            status = self._of(refined, usage, day).status
            if status is not Status.UNKNOWN and SEVERITY[status] > SEVERITY[base.status]:
                worse.setdefault(status, []).append(name)
        if usage in SIGNING and "hash" in scheme.family.parameters and scheme.hash is None:
            for name in algorithms.hashes().values():
                hashed = self._hash(algorithms.parse(name), usage, day)
                if hashed is not None and hashed.rule is not None and SEVERITY[hashed.status] > SEVERITY[base.status]:
                    worse.setdefault(hashed.status, []).append(name)
        told = ", ".join(f"{names(some)} {'is' if len(some) == 1 else 'are'} {one}" for one, some in worse.items())
        return f"; what is not stated matters: {told}" if worse else ""

    def _sets(self) -> Iterable[ParameterSet]:
        return (parameter_set(name) for rule in self.policy.rules for name in rule.sets or ())


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    sets: tuple[ParameterSet, ...]


_PADDINGS = {
    "signature": ("RSA-PKCS1", "RSA-PSS"),
    "firmware-signing": ("RSA-PKCS1", "RSA-PSS"),
    "key-establishment": ("RSAES-PKCS1", "RSA-OAEP"),
}


def _all_in(scheme: Scheme, sets: Iterable[str], families: tuple[str, ...] = ()) -> bool:
    """Whether all that a scheme can be is in one of these sets, and in one of these families if there are any."""
    members = [parameter_set(name) for name in sets]
    return all(
        any(contains(one, candidate) for one in members)
        and (not families or not set(families).isdisjoint(candidate.families))
        for candidate in candidates(scheme)
    )


def worst_of(outcomes: Sequence[Outcome]) -> Outcome:
    """The first of the worst."""
    return max(outcomes, key=lambda one: SEVERITY[one.status])


def _refinements(scheme: Scheme, usage: str, named_modes: frozenset[str]) -> Iterable[tuple[Candidate, str]]:
    if "mode" in scheme.family.parameters and scheme.mode is None:
        for mode in sorted(named_modes):
            refined = algorithms.scheme(scheme.family.name, size=scheme.size, mode=mode)
            yield from ((one, refined.name) for one in candidates(refined))
    if scheme.family.name == "RSA" and scheme.size is not None:
        for family in _PADDINGS.get(usage, ()):
            refined = algorithms.scheme(family, size=scheme.size)
            yield from ((one, refined.name) for one in candidates(refined))


def _is_safe(rule: Rule) -> bool:
    return any(row.quantum is Quantum.SAFE and row.family in rule.families for row in algorithms.table())
