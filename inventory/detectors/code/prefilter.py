"""Which source files are worth parsing: one set of patterns a language, made from its rule packs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .languages import LANGUAGES
from .rules import load

if TYPE_CHECKING:
    import re2

    from .languages.language import Language


def mentions(language: Language, data: bytes) -> bool:
    """Whether the file mentions a module or another word that a rule of its language needs."""
    return bool(_patterns(language.name).Match(data))


@cache
def _patterns(name: str) -> re2.Set:
    """All patterns of a language in one automaton."""
    import re2

    language = next(one for one in LANGUAGES if one.name == name)
    rules = load(name)
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes as they are: a byte that is no UTF-8 stops nothing
    options.never_capture = True
    options.log_errors = False
    patterns = re2.Set.SearchSet(options)
    for module in rules.modules:
        patterns.Add(language.mention(module).encode())
    for token in rules.tokens:
        patterns.Add(rf"\b{token}\b".encode())
    patterns.Compile()
    return patterns
