"""Settings that name algorithms and no endpoint: hashes of passwords, digests of requests, protection of key stores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Finding
from . import findings, showing
from .entry import Entry
from .offer import Algorithm, Origin
from .offers.tls import named
from .product import Algorithms
from .scopes import Choice, Scopes

MOST = 200  # values of one setting


def examine(scopes: Scopes) -> Iterator[Finding]:
    """Every algorithm that such a setting names, or that holds without it."""
    for chain in scopes.chains():
        for rule in scopes.product.algorithms:
            if scopes.fits(chain, rule.blocks):
                yield from _of(rule, scopes, chain[-1])


def _of(rule: Algorithms, scopes: Scopes, block: Entry) -> Iterator[Finding]:
    if rule.needs and scopes.held(rule.needs, [block]) is None:
        return
    entries = scopes.direct(block, rule.names)
    choices = [Choice(one.words, one) for one in entries]
    if not entries and rule.always:
        choices = [Choice(one.value, block, one) for one in scopes.possible(rule.defaults)]
    for choice in choices:
        certain = choice.default is None or len(choices) == 1
        origin = Origin(choice, rule.names[0] if choice.default is not None else choice.entry.name, certain)
        for word in _words(rule, choice.words)[:MOST]:
            for one in _meant(rule, word, origin):
                yield findings.of_algorithm(one)


def _words(rule: Algorithms, words: tuple[str, ...]) -> list[str]:
    if rule.split is None:
        return [word.strip("\"'") for word in words]
    return [part.strip() for word in words for part in re.split(rule.split, word) if part.strip()]


def _meant(rule: Algorithms, word: str, origin: Origin) -> Iterator[Algorithm]:
    """The algorithms of a word: by the table of the product, or as the word itself names one (``*``)."""
    known = rule.map.get(word.lower())
    templates = known if known is not None else rule.map.get("*", ())
    if known is None and rule.only:
        return
    if known is None and not templates:
        reason = f"{showing.word(word)} is not a value of this setting that is known"
        yield Algorithm(None, word, rule.primitive, rule.functions, origin, reason)
    for template in templates:
        made = named(template.replace("{}", word), origin, word)
        primitive = made.primitive if made.name is not None else rule.primitive
        yield Algorithm(made.name, made.spelling, primitive, rule.functions, origin, made.reason)
