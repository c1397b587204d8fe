"""Cryptography in source code: one engine for all languages, rule packs in YAML, one a library."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ...errors import Unreadable
from ...model import Finding, Problem
from ..detector import Alone, File, Stub
from .languages import LANGUAGES

if TYPE_CHECKING:
    from .languages import Language
    from .project import Units

_MARK = b"\xef\xbb\xbf"
_PLAIN = frozenset({"ascii", "utf-8", "iso8859-1"})  # read as bytes
_FOREIGN = (b"\xff\xfe", b"\xfe\xff")


class SourceCode:
    """Finds the calls of cryptographic libraries in source code, and what they are called with."""

    def __init__(self) -> None:
        self._units: Units | None = None

    @property
    def name(self) -> str:
        """``code``."""
        return "code"

    def wants(self, stub: Stub) -> bool:
        """Files of a known language, by extension or first line."""
        return _language(stub.path, stub.head[:128]) is not None

    def detect(self, file: File) -> Iterable[Finding | Problem]:
        """Every use of a known API. Raises Unreadable for a file that is no text in UTF-8 or a superset of ASCII."""
        language = _language(file.path, file.data[:128])
        if language is None:
            return ()
        if file.data.startswith(_FOREIGN) or b"\0" in file.data[:8192]:
            raise Unreadable(f"not {language.name} source in UTF-8: it has NUL bytes or is UTF-16")
        from .prefilter import mentions

        data = _plain(language, file.data.removeprefix(_MARK))
        if not mentions(language, data):
            return ()
        from .engine import examine
        from .project import Project, Units

        if self._units is None:
            self._units = Units()
        marked = len(_MARK) if file.data.startswith(_MARK) else 0
        around = Project(language, file.tree or Alone(), self._units, file.path)
        return examine(language, file.path, data, self.name, marked, around)


def _plain(language: Language, data: bytes) -> bytes:
    """The source in UTF-8, from whatever encoding it declares. Raises Unreadable."""
    declared = language.encoding(data)
    if declared is None:
        return data
    try:
        if codecs.lookup(declared).name in _PLAIN:
            return data
        return data.decode(declared).encode("utf-8", "replace")
    except LookupError:  # no encoding of texts has this name: read as it stands
        return data
    except ValueError as error:
        raise Unreadable(f"not {language.name} source in the encoding that it declares ({declared[:40]})") from error


def _language(path: str, head: bytes) -> Language | None:
    suffix = PurePosixPath(path).suffix.lower()
    for language in LANGUAGES:
        if suffix in language.suffixes:
            return language
    if suffix or not head.startswith(b"#!"):
        return None
    line = head.split(b"\n", 1)[0]
    return next((one for one in LANGUAGES if any(name in line for name in one.interpreters)), None)


__all__ = ["SourceCode"]
