"""strongSwan: ``key = value`` in braces (swanctl.conf), and ``conn`` sections with indented lines (ipsec.conf)."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<open>\{)|(?P<close>\})|(?P<line>\n)|(?P<assign>=)|(?P<quoted>"(?:[^"\\]|\\.)*")"""
    r"""|(?P<space>[ \t]+)|(?P<word>[^\s{}=\#"]+)|(?P<other>.)""",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|\s)#")
_INCLUDE = "include"


def braces(text: str) -> Parsed:
    """swanctl.conf: a value ends with its line."""
    reader = _Braces()
    for token in _TOKEN.finditer(text):
        reader.take(token.lastgroup or "", token.group())
    return reader.done()


class _Braces:
    """What was read of the line so far."""

    def __init__(self) -> None:
        self._builder = Builder()
        self._line = 1
        self._name = ""
        self._words: list[str] = []
        self._assigned = False

    def take(self, kind: str, value: str) -> None:
        """The next token."""
        if kind == "line":
            self._finish()
        elif kind == "open":
            name, words = self._name.rstrip(":"), tuple(self._words)
            self._forget()
            self._builder.begin(name, words, self._line)
        elif kind == "close":
            self._finish()
            if not self._builder.end():
                self._builder.trouble(self._line, "a brace that closes nothing")
        elif kind == "assign" and not self._assigned:
            self._assigned = True
        elif kind not in ("space", "comment"):
            self._word(value[1:-1] if kind == "quoted" else value)
        self._line += value.count("\n")

    def done(self) -> Parsed:
        """Everything that was read."""
        self._finish()
        if self._builder.depth:
            self._builder.trouble(self._line, f"{self._builder.depth} sections are not closed")
        return self._builder.done()

    def _word(self, word: str) -> None:
        if not self._assigned and not self._name:
            self._name = word
        else:
            self._words.append(word)

    def _finish(self) -> None:
        if self._assigned and self._name:
            self._builder.add(self._name, (" ".join(self._words),), self._line)
        elif self._name:
            self._builder.add(self._name, tuple(self._words), self._line)
        self._forget()

    def _forget(self) -> None:
        self._name, self._words, self._assigned = "", [], False


def sections(text: str) -> Parsed:
    """ipsec.conf: a section begins at the left margin, its lines are indented."""
    builder = Builder()
    for number, line in lines_of(text):
        bare = _COMMENT.split(line)[0].rstrip()
        if not bare:
            continue
        if not line[:1].isspace():
            if builder.depth:
                builder.end()
            name, *words = bare.split()
            if name == _INCLUDE:
                builder.add(name, tuple(words), number)
            else:
                builder.begin(name, tuple(words), number)
        elif "=" in bare:
            key, _, value = bare.partition("=")
            builder.add(key.strip(), (value.strip().strip('"'),), number)
    return builder.done()
