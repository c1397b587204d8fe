"""What an IPsec endpoint proposes: for IKE (keys) or ESP (data)."""

from __future__ import annotations

import re

from ....formats import ike_proposals
from ....formats.ike_proposals import Kind, Transform
from ....model import ProtocolFacts
from .. import showing
from ..offer import Algorithm, Offer, Origin, values
from ..scopes import Choice, Effective, Endpoint
from .tls import is_safe, named

_PRIMITIVES = {
    Kind.ENCRYPTION: "block-cipher",
    Kind.PRF: "mac",
    Kind.INTEGRITY: "mac",
    Kind.EXCHANGE: "key-agree",
    Kind.OTHER: "unknown",
}
_VERSIONS = {"1": "IKEv1", "ikev1": "IKEv1", "2": "IKEv2", "ikev2": "IKEv2"}
MOST = 100  # proposals of one endpoint
WORDS = 300  # different words in them; strongSwan knows less than half as many


def offer(endpoint: Endpoint) -> Offer:
    """Everything that the endpoint proposes."""
    found, reasons = _proposals(endpoint)
    transforms = _transforms(found, reasons)
    exchanges = [
        one.name
        for one, origin in transforms
        if one.kind is Kind.EXCHANGE and one.name is not None and (origin.certain or not is_safe(one.name))
    ]
    stated = next(iter(values(endpoint, "version").found), "")
    facts = ProtocolFacts(
        type=endpoint.context.protocol,
        role=endpoint.role,
        version=_VERSIONS.get(stated) if endpoint.context.protocol == "ike" else None,
        cipher_suites=tuple(showing.word(one, ike_proposals.LONGEST) for one in found),
        groups=tuple(dict.fromkeys(exchanges)),
    )
    made = Offer(facts, reasons=reasons)
    made.algorithms += [_algorithm(one, origin) for one, origin in transforms if one.word not in ("esn", "noesn")]
    return made


def _proposals(endpoint: Endpoint) -> tuple[dict[str, Origin], list[str]]:
    """The proposals, those of the directive before the defaults that it asks for as well."""
    proposals = values(endpoint, "proposals")
    found: dict[str, Origin] = {}
    words = [(one, origin) for text, origin in proposals.found.items() for one in re.split(r"[,\s]+", text) if one]
    beyond = [f"proposals: more than {MOST}; the rest was not read"] if len(words) > MOST else []
    for one, origin in words[:MOST]:
        if one.rstrip("!") != "default":
            found.setdefault(one.rstrip("!"), origin)
    effective = next(one for one in endpoint.settings if one.setting.part == "proposals")
    if not proposals.literal or not _open(effective, [one for one, _ in words]):
        return found, [*proposals.reasons, *beyond]
    reasons = [*beyond, "proposals: strongSwan proposes its defaults as well"]
    for default in effective.defaults:
        reasons += [f"proposals: {default.unknown}"] if default.unknown is not None else []
        origin = Origin(Choice(default.value, endpoint.block, default), "proposals", len(effective.defaults) == 1)
        for one in default.value:
            found.setdefault(one, origin)
    return found, [*proposals.reasons, *reasons]


def _open(effective: Effective, words: list[str]) -> bool:
    """Whether the defaults are proposed after the list: it says so, or it lacks the sign that closes it."""
    closing = effective.setting.closing
    if closing is not None and not any(one.endswith(closing) for one in words):
        return True
    return any(one.rstrip("!") == "default" for one in words)


def _transforms(found: dict[str, Origin], reasons: list[str]) -> list[tuple[Transform, Origin]]:
    """The words of the proposals, each once for each directive or default that has it."""
    made: dict[tuple[str, int], tuple[Transform, Origin]] = {}
    for one, origin in found.items():
        for each in ike_proposals.read(one):
            made.setdefault((each.word, id(origin.choice)), (each, origin))
        if len(made) > WORDS or len(one) > ike_proposals.LONGEST:
            limits = f"{WORDS} words, or {ike_proposals.LONGEST} characters of one"
            reasons.append(f"proposals: more than {limits}; the rest was not read")
            break
    return list(made.values())[:WORDS]


def _algorithm(one: Transform, origin: Origin) -> Algorithm:
    if one.name is not None:
        return named(one.name, origin, one.word)
    return Algorithm(None, one.word, _PRIMITIVES[one.kind], (), origin, f"{showing.word(one.word)} is no keyword")
