"""What a report is made from, and what all reports say in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..graph import Asset, Graph, marked_places
from ..model import Kind, State
from ..policy import Answer, Assessment, Count, Status, Verdict
from .plan_view import ALREADY_LATE, PlanView, TaskView
from .shown import short

QUANTUM = ("broken", "unknown", "weakened", "safe")
"""What a quantum computer does to an asset, from the worst; unknown is never shown as good."""

SHOWN_PLACES = 8

FIRMNESS = (State.UNSTATED, State.AVAILABLE, State.CONFIGURED, State.USED, State.NEGOTIATED)
"""How firmly an asset is in use, the loosest first."""

NOTHING_NEEDS_IT = "no edge"


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything a report may say. ``source`` and ``sha256`` name the file of the inventory."""

    graph: Graph
    assessment: Assessment
    timeline: tuple[Count, ...]
    plan: PlanView | None
    tool: str
    source: str
    sha256: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One asset as a reader sees it."""

    asset: Asset
    kind: str
    quantum: str
    places: tuple[str, ...]
    more_places: int
    state: str
    verdicts: tuple[tuple[str, tuple[Verdict, ...]], ...]
    unjudged: str | None
    tasks: tuple[TaskView, ...] = ()

    @property
    def name(self) -> str:
        """Its name, fit to be shown."""
        return short(self.asset.name)

    @property
    def owners(self) -> tuple[str, ...]:
        """Who owns the systems that the plan's tasks on it are about."""
        return tuple(sorted({system.owner for task in self.tasks for system in task.systems}))

    @property
    def waves(self) -> tuple[int, ...]:
        """The waves in which the plan changes it."""
        return tuple(sorted({task.wave for task in self.tasks}))

    @property
    def worst(self) -> Status | None:
        """The worst status under any policy."""
        found = [verdict.status for _, verdicts in self.verdicts for verdict in verdicts]
        order = list(Status)
        return max(found, key=order.index, default=None)


def rows(given: ReportInput) -> tuple[Row, ...]:
    """Every asset but the root, worst first."""
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in given.assessment.verdicts:
        verdicts.setdefault(verdict.asset, []).append(verdict)
    unjudged = {one.asset: one.reason for one in given.assessment.not_judged}
    states = _states(given.graph)
    tasks: dict[str, list[TaskView]] = {}
    for task in given.plan.tasks if given.plan is not None else ():
        for ref in task.assets:
            tasks.setdefault(ref, []).append(task)
    made = [
        replace(
            _row(asset, given, verdicts.get(asset.ref, []), unjudged.get(asset.ref)),
            state=states.get(asset.ref, NOTHING_NEEDS_IT),
            tasks=tuple(tasks.get(asset.ref, ())),
        )
        for asset in given.graph.assets
        if asset.ref != given.graph.root
    ]
    return tuple(sorted(made, key=_order))


def _states(graph: Graph) -> dict[str, str]:
    """The firmest state of the edges to each asset."""
    found: dict[str, State] = {}
    for edge in graph.edges:
        found[edge.target] = max(edge.state, found.get(edge.target, edge.state), key=FIRMNESS.index)
    return {ref: state.value for ref, state in found.items()}


def _row(asset: Asset, given: ReportInput, verdicts: list[Verdict], unjudged: str | None) -> Row:
    seen = list(dict.fromkeys(short(place) for place in _marked(asset)))
    return Row(
        asset=asset,
        kind=str(asset.kind).replace("-", " "),
        quantum=quantum(asset),
        places=tuple(seen[:SHOWN_PLACES]),
        more_places=max(0, len(seen) - SHOWN_PLACES),
        state=NOTHING_NEEDS_IT,
        verdicts=tuple(
            (policy.id, tuple(one for one in verdicts if one.policy == policy.id))
            for policy in given.assessment.policies
        ),
        unjudged=unjudged,
    )


def _order(row: Row) -> tuple[object, ...]:
    severity = list(Status)
    worst = severity.index(row.worst) if row.worst is not None else -1
    return (row.unjudged is not None, -worst, QUANTUM.index(row.quantum), row.kind, row.asset.name, row.asset.ref)


def quantum(asset: Asset) -> str:
    """What a quantum computer does to the asset; ``unknown`` if it depends on what was not found."""
    scheme = asset.scheme
    if scheme is None or scheme.quantum is None:
        return "unknown"
    return str(scheme.quantum)


def is_cryptography(asset: Asset) -> bool:
    """Whether the quantum question can be asked of it at all."""
    return asset.kind not in {Kind.LIBRARY, Kind.APPLICATION, Kind.PROTOCOL, Kind.CRL, Kind.MESSAGE}


def by_quantum(every: Iterable[Row]) -> tuple[tuple[str, Counter[str]], ...]:
    """Counts of judged assets by kind and quantum status, in the order of the kinds."""
    counts: dict[str, Counter[str]] = {}
    for row in every:
        if is_cryptography(row.asset) and row.unjudged is None:
            counts.setdefault(row.kind, Counter())[row.quantum] += 1
    return tuple(sorted(counts.items()))


def headline(given: ReportInput, every: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """The few numbers that a reader must see first, as (number, what it counts)."""
    judged = [row for row in every if row.unjudged is None and is_cryptography(row.asset)]
    broken = sum(row.quantum == "broken" for row in judged)
    unknown = sum(row.quantum == "unknown" for row in judged)
    disallowed = len({one.asset for one in given.assessment.verdicts if one.status is Status.DISALLOWED})
    unread = sum(one.unread for one in given.graph.problems)
    return (
        (f"{broken} of {len(judged)}", "cryptographic assets in use are broken by a quantum computer"),
        (str(unknown), "are not known well enough to say"),
        (str(disallowed), f"violate at least one chosen policy on {given.assessment.as_of}"),
        (str(len(given.plan.tasks)) if given.plan is not None else "no", "migration tasks are planned"),
        (str(unread), "things could not be read"),
    )


def charted_days(as_of: date) -> tuple[date, ...]:
    """The day itself and the first days of the years in which the texts change."""
    return (as_of, *(date(year, 1, 1) for year in (2028, 2030, 2031, 2032, 2034, 2036) if date(year, 1, 1) > as_of))


def counts_by_day(timeline: Iterable[Count], policy: str) -> tuple[tuple[date, Counter[str]], ...]:
    """The counts of one policy, day by day."""
    found: dict[date, Counter[str]] = {}
    for one in timeline:
        if one.policy == policy:
            found.setdefault(one.day, Counter())[one.status.value] += one.count
    return tuple(sorted(found.items()))


def plan_intro(plan: PlanView) -> str:
    """The plan in one sentence."""
    late = sum(task.label == ALREADY_LATE for task in plan.tasks)
    waves = "; ".join(f"wave {wave.number}: {wave.label} ({wave.tasks})" for wave in plan.waves)
    return (
        f"{len(plan.tasks)} tasks in {len(plan.waves)} waves, under {', '.join(plan.policies)}, as of {plan.as_of}. "
        f"{late} are already late: no day is printed for them, the exposure has to be made small. {waves}."
    )


def _marked(asset: Asset) -> Iterator[str]:
    """The places, those in tests marked."""
    for place, occurrence in zip(marked_places(asset), asset.occurrences, strict=True):
        yield f"{place} (test)" if occurrence.test else place


def assumptions(given: ReportInput) -> tuple[str, ...]:
    """What a reader must know to read the report rightly."""
    drafts = [policy.id for policy in given.assessment.policies if policy.draft]
    said = [
        "A verdict is about a text and a day. It is readiness against that text, not legal compliance.",
        "An algorithm that was not recognised, or that no rule covers, is unknown; it is never counted as approved.",
        "Strength decides, not the name: P-256 and RSA-3072 are 128-bit in the sense of NIST, RSA-2048 is 112-bit.",
        "What a library can do is not what a system uses: algorithms that are only offered get no verdict.",
        "Confidentiality (harvest now, decrypt later) and authenticity (trust now, forge later) have two deadlines.",
        "Nothing was executed and no network was used: what is negotiated at run time is not seen by this scan.",
    ]
    if drafts:
        said.append(f"{', '.join(drafts)} is a draft: dates in it may still change, and its verdicts say “would fail”.")
    if given.plan is not None and given.plan.as_of != given.assessment.as_of:
        said.append(f"The plan was made for {given.plan.as_of}, the verdicts for {given.assessment.as_of}.")
    return tuple(said)
