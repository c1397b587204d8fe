"""Documents in TOML and JSON that are one table, bounded in size and depth."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable

from ..errors import Unreadable
from .dependencies import Trouble
from .finder import Finder
from .typed import Table, Typed

LARGEST = 16 * 1024 * 1024  # characters


def toml_table(text: str) -> Table:
    """The table of a TOML document. Raises Unreadable."""
    loaded = _loaded(text, tomllib.loads, "TOML")
    assert isinstance(loaded, dict)
    return loaded


def json_table(text: str) -> Table:
    """The object that a JSON document is. Raises Unreadable."""
    loaded = _loaded(text, json.loads, "JSON")
    if not isinstance(loaded, dict):
        raise Unreadable("it is not a JSON object")
    return loaded


def wrong_types(typed: Typed, finder: Finder) -> tuple[Trouble, ...]:
    """The values of wrong types, with the lines of their keys as far as those can be told."""
    return tuple(Trouble(message, finder.key(key)) for key, message in dict.fromkeys(typed.wrong))


def _loaded(text: str, loads: Callable[[str], object], what: str) -> object:
    if len(text) > LARGEST:
        raise Unreadable(f"{what} of {len(text)} characters; the limit is {LARGEST}")
    try:
        return loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not valid {what}") from error
