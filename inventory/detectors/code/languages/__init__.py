"""The languages that the source detector reads: one file each, listed here."""

from __future__ import annotations

from .go import Go
from .java import Java
from .language import Language
from .python import Python

LANGUAGES: tuple[Language, ...] = (Go(), Java(), Python())

__all__ = ["LANGUAGES", "Language"]
