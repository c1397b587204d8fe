"""Policies: loaded strictly, applied purely. The inventory says what is there, this says whether it may be."""

from __future__ import annotations

from .baseline import Baseline, Compared, former
from .decision import Decision, Weight, decide, decision_json
from .evaluate import Assessment, Count, NotCovered, Verdict, assess, evaluate, timeline
from .load import available, load_policies
from .parse import distinct, parse_policy
from .policy import Hybrids, Milestone, Otherwise, Policy, Rule, SourceConfidence, Status
from .results import exit_code, summary, verdicts_json
from .subjects import Subject, Unjudged, subjects

__all__ = [
    "Assessment",
    "Baseline",
    "Compared",
    "Count",
    "Decision",
    "Hybrids",
    "Milestone",
    "NotCovered",
    "Otherwise",
    "Policy",
    "Rule",
    "SourceConfidence",
    "Status",
    "Subject",
    "Unjudged",
    "Verdict",
    "Weight",
    "assess",
    "available",
    "decide",
    "decision_json",
    "distinct",
    "evaluate",
    "exit_code",
    "former",
    "load_policies",
    "parse_policy",
    "subjects",
    "summary",
    "timeline",
    "verdicts_json",
]
