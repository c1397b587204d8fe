"""From the bytes of a source file to findings: parse, outline, match, name. One engine for all languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...model import Finding, Problem
from .drafts import Drafter
from .facts import Teller
from .findings import findings
from .match import Matcher
from .members import link_classes
from .resolve import OverBudget, Resolver
from .rules import load

if TYPE_CHECKING:
    import tree_sitter

    from .languages.language import Language

SIZE = 3 * 1024 * 1024  # bytes that are parsed; what lies behind is reported
PARSE = 40_000  # steps of the parser; one in which it mends a fault counts
FAULT = 10  # as so many
MATCHES = 5_000  # calls that are looked at closely


def examine(language: Language, path: str, data: bytes, detector: str) -> Iterator[Finding | Problem]:
    """Everything that a source file says of cryptography."""
    source, cut = _within_limit(data)
    if cut is not None:
        reason = f"only the first {cut - 1} lines were read: the file is larger than {SIZE} bytes"
        yield Problem(path, detector, reason, line=cut)
    tree = _parsed(language, source)
    if tree is None:
        yield Problem(path, detector, "not parsed: too many syntax errors for the work a file gets")
        return
    outline = language.outline(tree.root_node, source)
    resolver = Resolver(outline, language, source, load(language.name))
    teller = Teller(resolver)
    matcher, drafter = Matcher(resolver, teller), Drafter(resolver, teller)
    line = 1
    try:
        link_classes(resolver)
        sites = [site for site in outline.calls if matcher.worth(site)]
        if len(sites) > MATCHES:
            line = sites[MATCHES].line
            yield Problem(path, detector, f"calls after this line were not resolved: more than {MATCHES}", line=line)
        for site in sites[:MATCHES]:
            line = site.line
            for matches in matcher.matches(site):
                for match in matches:
                    drafter.match(match)
        for setting in outline.settings:
            if setting.attribute in resolver.rules.settings:
                line = setting.line
                drafter.setting(setting)
    except OverBudget:
        yield Problem(path, detector, "calls from this line on were not resolved: too much work", line=line)
    yield from findings(path, detector, drafter.finished())


def _within_limit(data: bytes) -> tuple[bytes, int | None]:
    """The part that is parsed, cut at the end of a line, and the first line that is not."""
    if len(data) <= SIZE:
        return data, None
    end = data.rfind(b"\n", 0, SIZE) + 1
    kept = data[: end or SIZE]
    return kept, kept.count(b"\n") + 1


def _parsed(language: Language, source: bytes) -> tree_sitter.Tree | None:
    """The syntax tree; None if mending the file's faults takes too long."""
    import tree_sitter

    spent = 0

    def over(_offset: int, faulty: bool) -> bool:
        nonlocal spent
        spent += FAULT if faulty else 1
        return spent > PARSE

    def read(offset: int, _point: object) -> bytes:
        return source[offset : offset + 65536]

    parser = tree_sitter.Parser(language.grammar())
    try:
        return parser.parse(read, encoding="utf8", progress_callback=over)
    except ValueError:
        return None
