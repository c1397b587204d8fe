"""Migration plans: what has to change, to what, by when, in which order, and who owns it."""

from __future__ import annotations

from ..policy.context import UNASSIGNED, Context, System, parse_context
from .compare import Comparison, compare
from .compare_json import comparison_json
from .make import CHECKPOINTS, make_plan
from .plan import ALREADY_LATE, Channel, Deadline, Kind, Plan, Target, Task, Unchanged, Wave
from .read import PlanFile, read_plan
from .write import plan_json

__all__ = [
    "ALREADY_LATE",
    "CHECKPOINTS",
    "UNASSIGNED",
    "Channel",
    "Comparison",
    "Context",
    "Deadline",
    "Kind",
    "Plan",
    "PlanFile",
    "System",
    "Target",
    "Task",
    "Unchanged",
    "Wave",
    "compare",
    "comparison_json",
    "make_plan",
    "parse_context",
    "plan_json",
    "read_plan",
]
