"""OpenVPN: an option and its words a line, and files written into the configuration between tags."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of
from .words import words

_TAG = re.compile(r"\s*<(?P<end>/?)(?P<name>[a-z0-9-]+)>\s*$")


def parse(text: str) -> Parsed:
    """The options. What stands between tags is left out here: it is a key or a certificate, and found as such."""
    builder = Builder()
    inside: str | None = None
    for number, line in lines_of(text):
        tag = _TAG.match(line)
        if inside is not None:
            if tag is not None and tag["end"] and tag["name"] == inside:
                inside = None
            continue
        if tag is not None and not tag["end"]:
            if tag["name"] == "connection":
                continue
            inside = tag["name"]
            builder.add(inside, ("[inline]",), number)
            continue
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";", "<")):
            continue
        found = words(stripped, comment="#")
        if found:
            builder.add(found[0].removeprefix("--"), tuple(one for one in found[1:] if one != ";"), number)
    if inside is not None:
        builder.trouble(number, "a file between tags that does not end")
    return builder.done()
