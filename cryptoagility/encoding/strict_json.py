"""JSON with limits: refuses duplicate members, deep nesting, and numbers that other readers see differently."""

from __future__ import annotations

import json
from typing import NoReturn

from ..errors import MalformedInput
from .bytes_like import as_bytes


def loads(text: bytes | str, what: str, limit: int) -> dict[str, object]:
    """The object that this text is."""
    octets = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else as_bytes(text, what)
    if len(octets) > limit:
        raise MalformedInput(f"{what} of {len(octets)} bytes; the limit is {limit}")
    try:
        found = json.loads(octets.decode("utf-8"), object_pairs_hook=_members, parse_constant=_constant)
    except (ValueError, RecursionError):
        # Neither the text nor the place in it is told: it may be a private key.
        raise MalformedInput(f"{what} that is not JSON, or nested too deeply") from None
    if not isinstance(found, dict):
        raise MalformedInput(f"{what} that is not a JSON object")
    return found


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedInput("a JSON object with a member twice")
    return found


def _constant(text: str) -> NoReturn:  # noqa: ARG001  # the hook's signature
    raise MalformedInput("JSON with a number that is none")


def text(members: dict[str, object], name: str) -> str | None:
    """A member that is text, if it is there."""
    value = members.get(name)
    if name in members and not isinstance(value, str):
        raise MalformedInput(f"the member {name} is not text")
    assert value is None or isinstance(value, str)
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise MalformedInput(f"the member {name} holds half a character") from None
    return value
