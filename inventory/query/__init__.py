"""Questions to an inventory: a small language without surprises, in which unknown is a value of its own."""

from __future__ import annotations

from .answer import Answer, ask
from .fields import FIELDS, Row
from .parse import parse

__all__ = ["FIELDS", "Answer", "Row", "ask", "parse"]
