"""JSON Web Keys and key sets, wherever they are in a JSON document."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Unreadable
from ..formats import certificates, jose
from ..formats.certificate_findings import signed
from ..formats.json_places import Place as Spot
from ..formats.json_places import objects_with
from ..formats.key_findings import Extra, Place, private_key, public_key
from ..formats.public_parts import Budget
from ..formats.text import safe
from ..model import AssetId, Finding, KeyFacts, Kind, Link, Parameter, Problem, State, algorithm_id
from .detector import File, Stub

_Found = Iterator[Finding | Problem]

_MOST = 2000
_SUFFIXES = frozenset({".json", ".jwk", ".jwks", ".jwkset"})
_SILENT = "an oct key does not say what it is for"


class Jwk:
    """Finds JSON Web Keys. A symmetric key is known by its place only; nothing is computed from it."""

    name = "jwk"

    def wants(self, stub: Stub) -> bool:
        """Files that are JSON by name or by their first character."""
        return stub.suffix in _SUFFIXES or stub.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")

    def detect(self, file: File) -> _Found:
        """Each key with its declared use, and the certificates that travel with it."""
        if b'"kty"' not in file.data:
            return
        try:
            found = [spot for spot in objects_with("kty", file.data) if isinstance(spot.members["kty"], str)]
        except Unreadable:
            if file.suffix in _SUFFIXES:
                raise
            return  # a text that only looks like JSON at its start
        budget = Budget()
        for spot in found[:_MOST]:
            place = Place(self.name, file.path, spot.line, spot.offset, spot.pointer)
            yield from _guarded(place, spot, budget)
        if len(found) > _MOST:
            yield Problem(file.path, self.name, f"more than {_MOST} keys; the rest was not read", found[_MOST].line)


def _guarded(place: Place, spot: Spot, budget: Budget) -> _Found:
    if spot.repeated:
        yield place.problem(f"members that appear twice: {safe(', '.join(spot.repeated), 100)}")
    try:
        items = list(_key(place, spot, budget))
    except Unreadable as error:
        items = [place.problem(f"JWK: {error}")]
    yield from items
    try:
        for data in jose.chain(spot.members):
            yield from signed(place, certificates.certificate(data))
    except Unreadable as error:
        yield place.problem(f"JWK: a certificate in x5c: {error}")


def _key(place: Place, spot: Spot, budget: Budget) -> _Found:
    members = spot.members
    extra = Extra("JWK", _comment(members), _parameters(spot))
    if jose.key_type(members) == "oct":
        yield from _secret(place, spot, extra)
    elif jose.is_private(members):
        yield from private_key(place, jose.private_key(members, budget), extra)
    else:
        public = jose.public_key(members, budget)
        if public is not None and public.defect is not None:
            raise Unreadable(public.defect)
        yield from public_key(place, public, extra) if public is not None else _described(place, spot, extra)


def _secret(place: Place, spot: Spot, extra: Extra) -> _Found:
    name = jose.declared(spot.members.get("alg"))
    size = 8 * len(jose.octets(spot.members, "k")) if "k" in spot.members else None
    yield Finding(
        detector=place.detector,
        asset=AssetId.at(Kind.SECRET_KEY, place.path, spot.pointer),
        location=place.location,
        algorithm=name,
        parameters=extra.parameters,
        facts=KeyFacts(size=size, format=extra.format, comment=extra.comment),
        links=(Link("algorithm", algorithm_id(name), State.CONFIGURED),) if name is not None else (),
        reason=None if name is not None else _SILENT,
        state=State.CONFIGURED,
    )


def _described(place: Place, spot: Spot, extra: Extra) -> _Found:
    """A key that is named but whose values are elsewhere, in a key vault for example."""
    about = jose.described(spot.members)
    yield Finding(
        detector=place.detector,
        asset=AssetId.at(Kind.PUBLIC_KEY, place.path, spot.pointer),
        location=place.location,
        algorithm=about.algorithm,
        parameters=extra.parameters,
        facts=KeyFacts(size=about.size, format=extra.format, curve=about.curve, comment=extra.comment),
        links=(Link("algorithm", algorithm_id(about.algorithm), State.CONFIGURED),) if about.algorithm else (),
        reason=about.reason,
        state=State.CONFIGURED,
    )


def _comment(members: jose.Members) -> str | None:
    name = members.get("kid")
    return safe(name, 200) if isinstance(name, str) else None


def _parameters(spot: Spot) -> tuple[Parameter, ...]:
    """Where in the document it is, and the use that it declares."""
    found = [Parameter("pointer", safe(spot.pointer, 200), "file")]
    name = jose.declared(spot.members.get("alg"))
    if name is not None:
        found.append(Parameter("declared", name, "file"))
    for member in ("alg", "use"):
        value = spot.members.get(member)
        if isinstance(value, str):
            found.append(Parameter(member, safe(value, 60), "file"))
    return tuple(found)
