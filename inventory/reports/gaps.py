"""What a reader must not conclude from silence: what was not read, not named, not judged, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..graph import Graph
from ..policy import Assessment
from ..policy.excuses import Excuse, excuses
from .shown import short

_EXAMPLES = 3
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason, how many things it stopped, a few of them, and what answers it."""

    reason: str
    count: int
    examples: tuple[str, ...]


def unread(graph: Graph) -> tuple[Gap, ...]:
    """What was left out on purpose, the largest number first."""
    skipped = graph.coverage.skipped if graph.coverage is not None else ()
    made = [Gap(short(one.reason, _LONGEST), one.count, tuple(short(path) for path in one.examples)) for one in skipped]
    return tuple(sorted(made, key=_order))


def problems(graph: Graph) -> tuple[Gap, ...]:
    """What should have been read and could not be, by reason and detector; every place of it."""
    found = [
        (
            f"{one.reason} ({one.detector}{', a fault of this tool' if one.bug else ''})",
            one.path if one.line is None else f"{one.path}:{one.line}",
        )
        for one in graph.problems
        if one.unread
    ]
    return _grouped(found, None)


def unanswered(assessment: Assessment) -> tuple[Gap, ...]:
    """Verdicts that are unknown, by what would have to be found out, and where the answer is to be had."""
    return _grouped(((_question(one.policy, one.missing), one.asset) for one in assessment.verdicts if one.missing), 0)


def _question(policy: str, missing: str | None) -> str:
    return f"{policy} has no rule on it" if missing == "rule" else f"the inventory does not say: {missing}"


def not_judged(assessment: Assessment) -> tuple[Gap, ...]:
    """Assets that get no verdict of their own, by reason."""
    return _grouped(((one.reason, one.name) for one in assessment.not_judged), _EXAMPLES)


def outside(assessment: Assessment) -> tuple[Gap, ...]:
    """Usages on which a policy says nothing at all."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in assessment.not_covered:
        groups.setdefault(one.policy, []).append((len(one.assets), one.usage))
    made = [
        Gap(
            f"{policy} has no rules on these usages",
            sum(count for count, _ in of_it),
            tuple(f"{usage} ({count})" for count, usage in sorted(of_it, key=lambda one: (-one[0], one[1]))),
        )
        for policy, of_it in groups.items()
    ]
    return tuple(sorted(made, key=_order))


def suppressed(graph: Graph, assessment: Assessment) -> tuple[Gap, ...]:
    """What comments in the files excuse, by reason and day, with every place; what has expired says so."""
    found = excuses(graph, assessment.as_of)
    said = [
        (f"{one.suppression.reason} (until {one.suppression.until}{expired})", _place(one))
        for expired, listed in (("", found.holding), (": expired, it excuses nothing", found.expired))
        for one in listed
    ]
    wrong = [(one.reason, f"{one.path}:{one.line}") for one in graph.problems if not one.unread]
    return _grouped([*said, *wrong], None)


def _place(one: Excuse) -> str:
    path, line, _ = one.location
    return f"{path}:{line}" if line else path


def _grouped(found: Iterable[tuple[str, str]], shown: int | None) -> tuple[Gap, ...]:
    groups: dict[str, list[str]] = {}
    for reason, example in found:
        groups.setdefault(reason, []).append(example)
    made = [
        Gap(
            short(reason, _LONGEST), len(all_of_it), tuple(short(one) for one in list(dict.fromkeys(all_of_it))[:shown])
        )
        for reason, all_of_it in groups.items()
    ]
    return tuple(sorted(made, key=_order))


def _order(gap: Gap) -> tuple[int, str]:
    return (-gap.count, gap.reason)
