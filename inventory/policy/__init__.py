"""Policies: loaded strictly, applied purely. The inventory says what is there, this says whether it may be."""

from __future__ import annotations

from .baseline import Baseline, Compared, former
from .context import UNASSIGNED, Context, System, parse_context
from .controls import Answer, answers, crosswalk
from .decision import Decision, Weight, decide, decision_json
from .evaluate import Assessment, Count, NotCovered, Verdict, assess, evaluate, timeline
from .load import available, load_policies
from .parse import distinct, parse_policy
from .policy import Control, Hybrids, Milestone, Otherwise, Policy, PolicyKind, Rule, SourceConfidence, Status
from .results import answers_json, crosswalk_json, exit_code, summary, verdicts_json
from .subjects import Subject, Unjudged, subjects

__all__ = [
    "UNASSIGNED",
    "Answer",
    "Assessment",
    "Baseline",
    "Compared",
    "Context",
    "Control",
    "Count",
    "Decision",
    "Hybrids",
    "Milestone",
    "NotCovered",
    "Otherwise",
    "Policy",
    "PolicyKind",
    "Rule",
    "SourceConfidence",
    "Status",
    "Subject",
    "System",
    "Unjudged",
    "Verdict",
    "Weight",
    "answers",
    "answers_json",
    "assess",
    "available",
    "crosswalk",
    "crosswalk_json",
    "decide",
    "decision_json",
    "distinct",
    "evaluate",
    "exit_code",
    "former",
    "load_policies",
    "parse_context",
    "parse_policy",
    "subjects",
    "summary",
    "timeline",
    "verdicts_json",
]
