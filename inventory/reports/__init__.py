"""Reports: one file a form, listed here by the ending of the file that is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from . import html, markdown, sarif
from .plan_view import PlanView, read_plan
from .report import ReportInput, charted_days

REPORTS: Mapping[str, Callable[[ReportInput], str]] = MappingProxyType(
    {".html": html.render, ".md": markdown.render, ".sarif": sarif.render}
)

__all__ = ["REPORTS", "PlanView", "ReportInput", "charted_days", "read_plan"]
