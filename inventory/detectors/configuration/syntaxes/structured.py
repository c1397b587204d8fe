"""YAML and JSON: every scalar, and every list of scalars, as an entry with a dotted name."""

from __future__ import annotations

from ....formats.yaml_values import values
from ..entry import MOST, Builder, Parsed


def parse(text: str) -> Parsed:
    """Every scalar, and every list of scalars, under the names around it. Raises Unreadable for what is no YAML."""
    builder = Builder()
    for one in values(text, MOST):
        builder.add(one.name, one.words, one.line)
    return builder.done()
