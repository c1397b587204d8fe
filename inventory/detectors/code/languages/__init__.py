"""The languages that the source detector reads: one file each, listed here."""

from __future__ import annotations

from .language import Language
from .python import Python

LANGUAGES: tuple[Language, ...] = (Python(),)

__all__ = ["LANGUAGES", "Language"]
