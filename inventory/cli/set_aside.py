"""What does not decide an exit code, in words: excuses that hold and those that have expired, what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cryptoagility.cli.words import count, shown

from ..policy import Decision, Weight
from ..policy.baseline import BAD
from ..policy.excuses import Excuse

_SHOWN = 20


def set_aside(decision: Decision) -> str:
    """One line for each; nothing if there is nothing."""
    return "".join(f"{line}\n" for line in (*_suppressions(decision), *_baseline(decision), *_ignores(decision)))


def _suppressions(decision: Decision) -> Iterator[str]:
    weights = Counter(decision.weight(one) for one in decision.assessment.verdicts if one.status in BAD)
    holding, expired = decision.excuses.holding, decision.excuses.expired
    if holding:
        verdicts = count(weights[Weight.SUPPRESSED], "verdict")
        yield f"suppressed by comments: {verdicts} that would decide, {count(len(holding), 'place')}:"
        yield from _listed(holding)
    if expired:
        yield f"suppressions that have expired and excuse nothing: {count(len(expired), 'place')}:"
        yield from _listed(expired)


def _listed(found: tuple[Excuse, ...]) -> Iterable[str]:
    for one in found[:_SHOWN]:
        path, line, _ = one.location
        where = f"{path}:{line}" if line else path
        yield f"  {shown(where)} {shown(one.asset)} until {one.suppression.until}: {shown(one.suppression.reason)}"
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN} more, all in --format json"


def _baseline(decision: Decision) -> Iterator[str]:
    found = decision.baseline
    if found is None:
        return
    counts = f"{len(found.known):,} known, {len(found.new):,} new, {len(found.gone):,} no more"
    yield f"against the baseline: {counts} (verdicts that would decide)"
    new = [(one, why) for one, why in found.new.items() if decision.weight(one) is Weight.DECIDES]
    for verdict, why in new[:_SHOWN]:
        yield f"  new: {verdict.status} {shown(verdict.asset)} ({verdict.usage}, {verdict.policy}): {shown(why)}"
    for policy, name, usage in found.gone[:_SHOWN]:
        yield f"  no more: {shown(name)} ({usage}, {policy})"
    hidden = max(0, len(new) - _SHOWN) + max(0, len(found.gone) - _SHOWN)
    if hidden:
        yield f"  and {hidden} more, all in --format json"


def _ignores(decision: Decision) -> Iterator[str]:
    """Comments that excuse nothing because they are wrong, or because there is nothing."""
    for one in decision.graph.problems:
        if not one.unread:
            where = one.path if one.line is None else f"{one.path}:{one.line}"
            yield f"{shown(where)}: {shown(one.reason)}"
