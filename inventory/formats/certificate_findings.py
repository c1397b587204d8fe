"""Findings of certificates, requests and revocation lists, wherever they were: in files, bundles or messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..model import AssetId, Finding, Link, Problem, State
from . import certificates
from .certificates import Signed
from .key_findings import Extra, Place, algorithm, named_id, part_of, public_id, public_part
from .shapes import Shape

_NO_KEY = "a revocation list holds no key"

READERS: Mapping[Shape, Callable[[bytes], Signed]] = MappingProxyType(
    {
        Shape.CERTIFICATE: certificates.certificate,
        Shape.REQUEST: certificates.request,
        Shape.REVOCATION_LIST: certificates.revocation_list,
    }
)


def signed_id(one: Signed) -> AssetId:
    """Identity of a certificate, request or revocation list: the hash of its DER."""
    return AssetId(one.kind, f"sha256:{one.facts.sha256}")


def signed(place: Place, one: Signed) -> Iterator[Finding | Problem]:
    """The object, the key in it, the algorithm that signed it, and what is wrong with it."""
    links = [Link("signature-algorithm", named_id(one.signature, "signature"), State.CONFIGURED)]
    key = one.key
    readable = key is not None and bool(key.oid)
    if key is not None and readable:
        links.append(Link("subject-key", public_id(key), State.CONFIGURED))
    yield Finding(
        detector=place.detector,
        asset=signed_id(one),
        location=place.location,
        algorithm=key.algorithm if key is not None else None,
        parameters=one.signature.parameters,
        facts=one.facts,
        links=tuple(links),
        reason=(key.defect or key.reason) if key is not None else _NO_KEY,
        state=State.CONFIGURED,
    )
    if key is not None and readable:
        what = str(one.kind).replace("-", " ")
        yield from public_part(place, key, Extra(parameters=(part_of(what),), key_usage=one.facts.key_usage))
    yield algorithm(place, one.signature, "verify", "signature")
    defects = (key.defect,) if key is not None and key.defect is not None else ()
    yield from (place.problem(note) for note in dict.fromkeys((*one.notes, *defects)))
