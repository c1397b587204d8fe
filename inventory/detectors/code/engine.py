"""From the bytes of a source file to findings: parse, outline, match, name. One engine for all languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from ...model import Finding, Problem
from .drafts import Drafter
from .facts import Teller
from .findings import findings
from .match import Matcher
from .members import link_classes
from .outline import Setting, Site
from .parsing import SECONDS, SIZE, within_limit
from .project import Project
from .resolve import FileResolver
from .resolver import OverBudget
from .rules import load

if TYPE_CHECKING:
    from .languages.language import Language

_ALONE = "values of other files were not followed: too much work"
MATCHES = 3_000  # calls that are looked at closely


def examine(
    language: Language, path: str, data: bytes, detector: str, skipped: int, project: Project
) -> Iterator[Finding | Problem]:
    """Everything that a source file says of cryptography; ``skipped`` bytes stand before ``data`` in the file."""
    source, cut = within_limit(data)
    if cut is not None:
        reason = f"only the first {cut - 1} lines were read: the file is larger than {SIZE} bytes"
        yield Problem(path, detector, reason, line=cut)
    outline = project.own(source)
    if outline is None:
        yield Problem(path, detector, f"not parsed: its syntax errors cost more than {SECONDS:g} s")
        return
    resolver = FileResolver(outline, language, project, load(language.name))
    teller = Teller(resolver)
    matcher, drafter = Matcher(resolver, teller), Drafter(resolver, teller)
    try:
        resolver.start()
        link_classes(resolver)
    except OverBudget:
        yield Problem(path, detector, "not all classes were resolved: too much work")
    sites = [site for site in outline.calls if matcher.worth(site)]
    if len(sites) > MATCHES:
        line = sites[MATCHES].line
        yield Problem(path, detector, f"calls after this line were not resolved: more than {MATCHES}", line=line)
    settings = [one for one in outline.settings if one.attribute in resolver.rules.settings]
    work: list[Site | Setting] = [*sites[:MATCHES], *settings[:MATCHES]]
    for one in work:
        if not _examined(one, resolver, matcher, drafter):
            if resolver.exhausted:
                reason = "calls from this line on were not resolved: too much work"
                yield Problem(path, detector, reason, line=one.line)
                break
            yield Problem(path, detector, "a call was not resolved: too much work", line=one.line)
    yield from findings(path, detector, skipped, drafter.finished())


def _examined(one: Site | Setting, resolver: FileResolver, matcher: Matcher, drafter: Drafter) -> bool:
    """Whether a call was resolved within its share of the work: with the other files, or else without them."""
    for far in (True, False):
        mark, matcher.far = drafter.mark(), far
        drafter.note = None if far else _ALONE
        spent = resolver.far_steps
        try:
            resolver.start()
            _examine(one, matcher, drafter)
        except OverBudget:
            if resolver.far_steps > spent:
                drafter.back(mark, one.span)
                continue
            return False
        return True
    return False


def _examine(one: Site | Setting, matcher: Matcher, drafter: Drafter) -> None:
    if isinstance(one, Setting):
        drafter.setting(one)
        return
    with closing(matcher.matches(one)) as groups:
        for matches in groups:
            for match in matches:
                drafter.match(match)
