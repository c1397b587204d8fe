"""Migration plans: what has to change, to what, by when, in which order, and who owns it."""

from __future__ import annotations

from ..policy.context import UNASSIGNED, Context, System, parse_context
from .channel import ALREADY_LATE, Channel
from .compare import Comparison, compare
from .compare_json import comparison_json
from .make import CHECKPOINTS, make_plan
from .plan import Deadline, Kind, Plan, Target, Task, Unchanged, Wave
from .read import PlanFile, read_plan
from .risk import CURVES, Curve, Risk, Threat
from .risk import day as threat_day
from .write import plan_json

__all__ = [
    "ALREADY_LATE",
    "CHECKPOINTS",
    "CURVES",
    "UNASSIGNED",
    "Channel",
    "Comparison",
    "Context",
    "Curve",
    "Deadline",
    "Kind",
    "Plan",
    "PlanFile",
    "Risk",
    "System",
    "Target",
    "Task",
    "Threat",
    "Unchanged",
    "Wave",
    "compare",
    "comparison_json",
    "make_plan",
    "parse_context",
    "plan_json",
    "read_plan",
    "threat_day",
]
