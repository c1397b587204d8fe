"""What a policy is: frozen rules with dates, each with its source and how sure we are of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What a policy says of a use of an algorithm on a day."""

    APPROVED = "approved"  # accepted on its own
    HYBRID_ONLY = "approved-hybrid-only"  # accepted only with a partner of the other kind
    DEPRECATED = "deprecated"  # tolerated, a replacement is expected
    UNKNOWN = "unknown"  # no rule, or something about the asset is not known; never "fine"
    DISALLOWED = "disallowed"
    CONTROLS_ONLY = "controls-only"  # the policy has no rules on algorithms


class Unlisted(StrEnum):
    """How a curve is judged that the policy does not name."""

    BY_STRENGTH = "by-strength"
    UNKNOWN = "unknown"


SEVERITY = {status: rank for rank, status in enumerate(Status)}
"""Order of badness; unknown is worse than deprecated, because it hides anything."""

RULE_STATUSES = frozenset({Status.APPROVED, Status.HYBRID_ONLY, Status.DEPRECATED, Status.DISALLOWED})
OTHERWISE_STATUSES = frozenset({Status.DEPRECATED, Status.DISALLOWED})  # what nobody named is never approved
HYBRID_STATUSES = frozenset({Status.APPROVED, Status.DEPRECATED, Status.DISALLOWED})
USAGES = ("key-establishment", "signature", "firmware-signing", "symmetric", "hash", "mac", "key-wrap", "any")
BINDINGS = frozenset({"binding", "binding-contractual", "supervisory", "advisory", "proposal", "internal"})
TEXT_STATUSES = frozenset({"draft", "proposal", "in-force", "final", "guidance", "report", "none-found"})
DRAFTS = frozenset({"draft", "proposal"})
SURENESS = ("seen-primary", "seen-secondary", "seen-single", "mixed", "recalled")
"""The marks of how well something is known, the surest first."""
LEVELS = frozenset(SURENESS)
MILESTONES = frozenset({"must", "target", "prefer", "info"})
BASES = frozenset({"stated", "derived", "recalled", "mixed"})
CRITICALITIES = ("critical", "important", "normal")
"""How much hangs on a system, in the words of context.yaml."""


class PolicyKind(StrEnum):
    """What a policy is made of."""

    ALGORITHM = "algorithm"  # rules on algorithms
    ROADMAP = "roadmap"  # goals with a day, by class of risk; no list of algorithms
    CONTROL = "control"  # answered with evidence only


NOT_ALGORITHMS = frozenset({"QKD", "PSK"})
"""They never raise post-quantum coverage and are no algorithm of an inventory, whatever a policy says of them."""


@dataclass(frozen=True, slots=True)
class SourceConfidence:
    """How well the text behind a policy is known: what was read, and what is uncertain."""

    level: str
    seen: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date or year of the text that is not about one algorithm. ``date`` may be YYYY-MM-DD, YYYY-MM, YYYY or None."""

    year: int
    date: str | None
    kind: str
    what: str
    applies_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for some parameter sets in some usages, on every day of a closed interval.

    ``sets`` empty = every set of the families; None = the source gives no list. ``since`` and ``until`` None = open.
    ``certificates_until``: until when a certificate may last that was issued while the rule held.
    """

    id: str
    families: tuple[str, ...]
    sets: tuple[str, ...] | None
    usages: tuple[str, ...]
    status: Status
    since: datetime.date | None
    until: datetime.date | None
    note: str
    source: str
    confidence: str
    certificates_until: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        """Whether the rule is in effect on this day; both ends are included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A closed suite: what becomes of an algorithm that no rule names, in the usages of ``rule``.

    ``rule`` has no families: it stands for all of them but ``exceptions``, of which the text is not known to say it.
    """

    rule: Rule
    exceptions: tuple[str, ...]

    def says(self, families: tuple[str, ...], usage: str, day: datetime.date) -> bool:
        """Whether it is about an algorithm of these families."""
        excepted = any(family in self.exceptions for family in families)
        return usage in self.rule.usages and not excepted and self.rule.holds(day)


@dataclass(frozen=True, slots=True)
class Pair:
    """Partners that a text names for some post-quantum sets: the families and sets of the classical part."""

    post_quantum: tuple[str, ...]
    families: tuple[str, ...]
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hybrids:
    """What a hybrid is when its post-quantum part is accepted and its classical partner meets the floor.

    ``exit`` is the last day on which a plan may count on a hybrid as the interim, if the text sets one. ``pairs``
    are all the hybrids that the text accepts, if it names them; without any the floor alone decides.
    """

    status: Status
    floor: tuple[str, ...]
    exit: datetime.date | None
    note: str
    source: str
    confidence: str
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A milestone read as a rule: from its day on, classical algorithms in systems of these classes have a status.

    ``classes`` empty = every system. The rule names families only.
    """

    rule: Rule
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskClasses:
    """Which class of the text a system is in, by its criticality in context.yaml: a reading, as ``note`` says."""

    by_criticality: tuple[tuple[str, str], ...]
    note: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Control:
    """A clause that is answered with evidence. The names are those of the table of evidence (evidence.py).

    ``assets``: the kinds of asset that each have to answer; ``cbom`` and ``context``: with what; ``elsewhere``: what no
    scan can give. ``basis``: whether the text states these fields or they are derived from what it asks.
    """

    id: str
    clause: str
    asks: str
    assets: tuple[str, ...]
    cbom: tuple[str, ...]
    context: tuple[str, ...]
    elsewhere: tuple[str, ...]
    basis: str
    note: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One text of one issuer. ``sha256`` is that of the file's bytes; reports print it with the version."""

    id: str
    title: str
    issuer: str
    jurisdiction: str
    version: str | None
    date: str | None
    status: str
    draft: bool
    binding: str
    applies_to: tuple[str, ...]
    source: str | None  # None only if nothing was found
    compiled: str
    review_by: datetime.date | None
    confidence: SourceConfidence
    unlisted_curves: Unlisted
    hybrids: Hybrids | None
    otherwise: Otherwise | None
    milestones: tuple[Milestone, ...]
    inventory_requirements: tuple[str, ...]
    rules: tuple[Rule, ...]
    sha256: str
    file: str
    risk_classes: RiskClasses | None = None
    goals: tuple[Goal, ...] = ()
    controls: tuple[Control, ...] = ()

    @property
    def judges(self) -> bool:
        """Whether it says anything of algorithms: it has rules, or goals with a day."""
        return self.kind is not PolicyKind.CONTROL

    @property
    def kind(self) -> PolicyKind:
        """What it is made of, so far as an inventory can be judged by it."""
        if self.otherwise is not None or any(set(rule.families) - NOT_ALGORITHMS for rule in self.rules):
            return PolicyKind.ALGORITHM
        return PolicyKind.ROADMAP if self.goals else PolicyKind.CONTROL
