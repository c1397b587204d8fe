"""What of an assessment decides the exit code, and what is listed beside it: excused by a comment, known before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..graph import Graph
from .baseline import Baseline, Compared, compared, identities, places, unread_languages, unread_problems
from .evaluate import Assessment, Verdict
from .excuses import Excuse, Excuses, excuses
from .results import Json, exit_code, verdicts_json


class Weight(StrEnum):
    """Whether a verdict decides."""

    DECIDES = "decides"
    SUPPRESSED = "suppressed"
    KNOWN = "in the baseline"


@dataclass(frozen=True, slots=True)
class Decision:
    """An assessment of an inventory with its excuses and, if there is one, its baseline."""

    graph: Graph
    assessment: Assessment
    excuses: Excuses
    baseline: Compared | None

    def weight(self, verdict: Verdict) -> Weight:
        """Whether a verdict decides the exit code; one that is excused is never also called known."""
        if verdict.asset in self.excuses.assets:
            return Weight.SUPPRESSED
        if self.baseline is not None and verdict in self.baseline.known:
            return Weight.KNOWN
        return Weight.DECIDES

    @property
    def unread(self) -> bool:
        """Whether something was not read that the baseline does not know of."""
        if self.baseline is not None:
            return self.baseline.unread
        return bool(unread_problems(self.graph) or unread_languages(self.graph))

    @property
    def exit_code(self) -> int:
        """0, 3 or 4 by what decides."""
        aside = [one for one in self.assessment.verdicts if self.weight(one) is not Weight.DECIDES]
        return exit_code(self.assessment.verdicts, self.unread, aside)


def decide(graph: Graph, assessment: Assessment, baseline: Baseline | None = None, excused: bool = True) -> Decision:
    """What decides. ``excused`` False: no comment excuses anything."""
    found = excuses(graph, assessment.as_of) if excused else Excuses()
    known = compared(baseline, assessment, graph) if baseline is not None else None
    return Decision(graph, assessment, found, known)


def decision_json(decision: Decision) -> dict[str, Json]:
    """Everything that ``check --format json`` prints; it is also what ``check --baseline`` reads."""
    assessment, graph = decision.assessment, decision.graph
    made = verdicts_json(assessment)
    names = identities(graph)
    verdicts: list[Json] = []
    listed = made["verdicts"]
    assert isinstance(listed, list)
    for verdict, said in zip(assessment.verdicts, listed, strict=True):
        assert isinstance(said, dict)
        verdicts.append({**said, "identity": names[verdict.asset], "weight": decision.weight(verdict).value})
    judged = {names[verdict.asset] for verdict in assessment.verdicts}
    standing: dict[str, Json] = {
        name: [[path, symbol, times] for (path, symbol), times in sorted(found.items())]
        for name, found in sorted(places(graph, names).items())
        if name in judged and found
    }
    return {
        **made,
        "verdicts": verdicts,
        "suppressions": {"holding": _excuses(decision.excuses.holding), "expired": _excuses(decision.excuses.expired)},
        "baseline": _compared(decision.baseline),
        "places": standing,
        "not_read": _not_read(graph),
    }


def _excuses(found: Iterable[Excuse]) -> list[Json]:
    return [
        {
            "asset": one.asset,
            "path": one.location[0],
            "line": one.location[1] or None,
            "reason": one.suppression.reason,
            "until": one.suppression.until,
        }
        for one in found
    ]


def _compared(found: Compared | None) -> Json:
    if found is None:
        return None
    return {
        "known": len(found.known),
        "new": [
            {"policy": one.policy, "asset": one.asset, "usage": one.usage, "status": one.status.value, "why": why}
            for one, why in found.new.items()
        ],
        "gone": [{"policy": policy, "identity": name, "usage": usage} for policy, name, usage in found.gone],
    }


def _not_read(graph: Graph) -> Json:
    """What the verdicts say nothing of, because the scan did not read it; None where the file does not say."""
    unread: Json = None if graph.coverage is None else {one.reason: one.count for one in unread_languages(graph)}
    return {"problems": list(unread_problems(graph)), "languages": unread}
