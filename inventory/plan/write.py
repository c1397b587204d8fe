"""A plan as JSON: schema ``cryptoagility/plan/1``, the same bytes for the same plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..policy import Policy
from ..policy.context import System
from ..policy.results import Json
from .plan import Deadline, Plan, Target, Task, Unchanged, Wave
from .risk import LEVELS, Curve, Outcome, Risk, Threat, day

SCHEMA = "cryptoagility/plan/1"


def plan_json(plan: Plan, cbom: str | None = None) -> dict[str, Json]:
    """Everything in the plan. ``cbom`` is the SHA-256 of the inventory's bytes: what the plan holds for."""
    return {
        "schema": SCHEMA,
        "cbom": {"sha256": cbom},
        "as_of": plan.as_of.isoformat(),
        "root": plan.root,
        "policies": [_policy(policy) for policy in plan.policies],
        "checkpoints": [day.isoformat() for day in plan.checkpoints],
        "waves": [_wave(wave) for wave in plan.waves],
        "tasks": [_task(task) for task in plan.tasks],
        "unchanged": [_unchanged(one) for one in plan.unchanged],
        "milestones": _milestones(plan),
        "threat": _threat(plan.threat),
    }


def _policy(policy: Policy) -> Json:
    return {"id": policy.id, "version": policy.version, "draft": policy.draft, "sha256": policy.sha256}


def _wave(wave: Wave) -> Json:
    return {
        "number": wave.number,
        "checkpoint": _day(wave.checkpoint),
        "label": wave.label,
        "tasks": list(wave.tasks),
    }


def _task(task: Task) -> Json:
    return {
        "id": task.id,
        "kind": task.kind.value,
        "title": task.title,
        "wave": task.wave,
        "channel": task.channel.value,
        "usages": list(task.usages),
        "system": _joined(system.name for system in task.systems),
        "owner": _joined(system.owner for system in task.systems if system.owner is not None),
        "systems": [_system(system) for system in task.systems],
        "assets": list(task.assets),
        "occurrences": task.occurrences,
        "current": list(task.current),
        "targets": [_target(target) for target in task.targets],
        "conflicts": list(task.conflicts),
        "deadline": _deadline(task.deadline),
        "deadlines": [_deadline(deadline) for deadline in task.deadlines],
        "prerequisites": list(task.prerequisites),
        "notes": list(task.notes),
        "risks": [_risk(one) for one in task.risks],
    }


def _joined(names: Iterable[str]) -> str | None:
    return ", ".join(sorted(set(names))) or None


def _system(system: System) -> Json:
    return {
        "name": system.name,
        "owner": system.owner,
        "data_life_years": system.data_life_years,
        "signature_life_years": system.signature_life_years,
        "exposure": system.exposure,
        "criticality": system.criticality,
        "migration_years": system.migration_years,
        "re_timestamped": system.re_timestamped,
    }


def _target(target: Target) -> Json:
    return {
        "algorithm": target.algorithm,
        "usage": target.usage,
        "role": target.role,
        "until": _day(target.until),
        "reason": target.reason,
        "accepted_by": list(target.accepted_by),
        "unconfirmed_by": list(target.unconfirmed_by),
        "refused_by": list(target.refused_by),
    }


def _deadline(deadline: Deadline | None) -> Json:
    if deadline is None:
        return None
    return {
        "date": _day(deadline.date),
        "label": deadline.label,
        "channel": deadline.channel.value,
        "usage": deadline.usage,
        "policy": deadline.policy,
        "rule": deadline.rule,
        "becomes": deadline.becomes,
        "draft": deadline.draft,
    }


def _risk(one: Risk) -> Json:
    return {
        "channel": one.channel.value,
        "system": one.system,
        "life_years": one.life_years,
        "migration_years": one.migration_years,
        "margin_years": one.margin_years,
        "outcome": _outcome(one.outcome) if one.outcome is not None else None,
        "sensitivity": [_outcome(outcome) for outcome in one.sensitivity],
    }


def _outcome(one: Outcome) -> Json:
    return {
        "curve": one.curve,
        "safe_until": _day(one.safe_until),
        "label": one.label,
        "cost_per_month": one.cost_per_month,
    }


def _threat(threat: Threat) -> Json:
    """The curve that was used, and on which day each curve reaches which probability."""
    return {
        "curve": _curve(threat.curve),
        "level": threat.level,
        "reached": [
            {"curve": curve.name, "level": level, "date": day(curve.quantile(level)).isoformat()}
            for curve in threat.curves
            for level in sorted({*LEVELS, threat.level})
        ],
    }


def _curve(one: Curve) -> Json:
    return {"name": one.name, "base": one.base, "scale": one.scale, "shape": one.shape, "source": one.source}


def _unchanged(one: Unchanged) -> Json:
    return {"reason": one.reason, "count": len(one.assets), "assets": list(one.assets)}


def _milestones(plan: Plan) -> list[Json]:
    """Dates of the policies that are not over on the day of the plan; a year counts to its end."""
    return [
        {"policy": policy.id, "year": one.year, "date": one.date, "kind": one.kind, "what": one.what}
        for policy in plan.policies
        for one in policy.milestones
        if (one.date or f"{one.year}") >= plan.as_of.isoformat()[: len(one.date or f"{one.year}")]
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
