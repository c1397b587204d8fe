"""What a CBOM says of itself: problems, coverage, sources, tool. Whatever is not as we write it is a plain error.

These raise KeyError, TypeError or ValueError; the reader says where.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..graph import Source
from ..model import Coverage, Problem, Skipped


def problems_of(properties: Mapping[str, list[str]]) -> Iterator[Problem]:
    """What could not be read."""
    for text in properties.get("problem", ()):
        said = json.loads(text)
        yield Problem(said["path"], said["detector"], said["reason"], said.get("line"), bool(said.get("bug")))


def coverage_of(properties: Mapping[str, list[str]]) -> Coverage | None:
    """What was read and what was not; None if the file does not say."""
    counts = {
        name.removeprefix("coverage."): int(values[0])
        for name, values in properties.items()
        if name.startswith("coverage.") and name != "coverage.skipped"
    }
    if not counts:
        return None
    skipped = [json.loads(text) for text in properties.get("coverage.skipped", ())]
    return Coverage(**counts, skipped=tuple(_skipped(skipped)))


def _skipped(said: Iterable[Mapping[str, Any]]) -> Iterator[Skipped]:
    for one in said:
        yield Skipped(str(one["reason"]), int(one["count"]), tuple(str(path) for path in one["examples"]))


def sources_of(properties: Mapping[str, list[str]]) -> Iterator[Source]:
    """The inventories that it was merged from."""
    for text in properties.get("source", ()):
        said = json.loads(text)
        told = said.get("coverage")
        coverage = None
        if told is not None:
            counts = {name: int(value) for name, value in told.items() if name != "skipped"}
            coverage = Coverage(**counts, skipped=tuple(_skipped(told["skipped"])))
        tool = said.get("tool")
        yield Source(str(said["name"]), str(said["sha256"]), str(tool) if tool is not None else None, coverage)


def tool_of(metadata: Mapping[str, Any]) -> str | None:
    """The first tool that it names, with its version."""
    tools = metadata.get("tools")
    listed = (tools.get("components") or tools.get("services")) if isinstance(tools, dict) else tools
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        return None
    return " ".join(str(first[key]) for key in ("name", "version") if first.get(key)) or None
