"""What an IPsec endpoint proposes: for IKE (keys) or ESP (data)."""

from __future__ import annotations

import re

from ....formats import ike_proposals
from ....formats.ike_proposals import Kind, Transform
from ....model import ProtocolFacts
from .. import showing
from ..offer import Algorithm, Offer, Origin, values
from ..scopes import Endpoint
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


def offer(endpoint: Endpoint) -> Offer:
    """Everything that the endpoint proposes."""
    proposals = values(endpoint, "proposals")
    found: dict[str, Origin] = {}
    reasons = list(proposals.reasons)
    for text, origin in proposals.found.items():
        for one in re.split(r"[,\s]+", text)[:MOST]:
            if one.rstrip("!") == "default":
                reasons.append("proposals: the defaults of strongSwan are proposed as well; they depend on its plugins")
            elif one:
                found.setdefault(one.rstrip("!"), origin)
    transforms = [(each, origin) for one, origin in found.items() for each in ike_proposals.read(one)]
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


def _algorithm(one: Transform, origin: Origin) -> Algorithm:
    if one.name is not None:
        return named(one.name, origin, one.word)
    return Algorithm(None, one.word, _PRIMITIVES[one.kind], (), origin, f"{showing.word(one.word)} is no keyword")
