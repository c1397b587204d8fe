"""One configuration: its endpoints, and the findings of each."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from ...model import Finding, Parameter, Problem, ProtocolFacts
from ..detector import Tree
from . import findings, standalone
from .installed import Versions
from .loading import NAME, Loaded
from .material import Material
from .offer import Offer, values
from .offers import ike, ssh, tls
from .offers.tls import Dh
from .product import Product
from .scopes import Endpoint, Scopes

ENDPOINTS = 5000  # of one configuration
_FILES = ("certificate", "key", "client_ca", "server_ca", "dh")


def examine(product: Product, loaded: Loaded, path: str, tree: Tree, versions: Versions) -> Iterator[Finding | Problem]:
    """Everything that the configuration says, each finding once."""
    yield from dict.fromkeys(loaded.problems)
    scopes = Scopes(product, loaded.entries, path, versions)
    material = Material(tree, posixpath.dirname(path), product.files.homes)
    seen: set[Finding] = set()
    for count, endpoint in enumerate(scopes.endpoints()):
        if count == ENDPOINTS:
            yield Problem(path, NAME, f"more than {ENDPOINTS} endpoints; the rest was not read")
            return
        yield from _new(_of(endpoint, material, loaded), seen)
    yield from _new(standalone.examine(scopes), seen)


def _new(found: Iterable[Finding], seen: set[Finding]) -> Iterator[Finding]:
    for one in found:
        if one not in seen:
            seen.add(one)
            yield one


def _of(endpoint: Endpoint, material: Material, loaded: Loaded) -> Iterator[Finding]:
    if not endpoint.on:
        if endpoint.at.path not in loaded.partial:
            yield findings.in_clear(endpoint)
        return
    offer = _OFFERS[endpoint.context.protocol](endpoint, material)
    offer.parameters += [Parameter("file-type", "by a link that is not followed")] if _guessed(endpoint, loaded) else []
    yield from findings.of_endpoint(endpoint, offer, guessed=_guessed(endpoint, loaded))


def _guessed(endpoint: Endpoint, loaded: Loaded) -> bool:
    return endpoint.at.path in loaded.guessed


def _tls(endpoint: Endpoint, material: Material) -> Offer:
    dh = _dh(endpoint, material)
    offer = tls.offer(endpoint, dh)
    for named in values(endpoint, "certificate").found:
        found = material.certificate(named)
        if found is not None:
            offer.links.append(found)
    if dh is not None and not dh.off:
        for named in values(endpoint, "dh").found:
            group = material.group(named)
            offer.links += [group.asset] if group is not None else []
    return offer


def _static(endpoint: Endpoint) -> Offer:
    """OpenVPN with one shared key: nothing is negotiated; the cipher and the MAC are settings of their own."""
    reason = "one static key for everything: there is no key exchange and no forward secrecy"
    return Offer(ProtocolFacts(type="openvpn", role=endpoint.role), reasons=[reason])


def _dh(endpoint: Endpoint, material: Material) -> Dh | None:
    """What is known of the parameters of Diffie-Hellman: off, a size, or a file that is not in the scan."""
    stated = values(endpoint, "dh")
    for named, origin in stated.found.items():
        if named == "none":
            if origin.certain:
                return Dh(off=True)
            continue  # only some versions are without
        if named == "auto":
            return Dh(reason="the size of the group follows that of the certificate's key")
        if named.isdigit():
            return Dh(size=int(named), origin=origin)
        group = material.group(named)
        if group is not None and group.size is not None:
            return Dh(size=group.size, origin=origin)
        return Dh(reason="the size of the group is in a file that is not in the scan", origin=origin)
    return None


_OFFERS: Mapping[str, Callable[[Endpoint, Material], Offer]] = MappingProxyType(
    {
        "tls": _tls,
        "ssh": lambda endpoint, _: ssh.offer(endpoint),
        "ike": lambda endpoint, _: ike.offer(endpoint),
        "ipsec": lambda endpoint, _: ike.offer(endpoint),
        "openvpn": lambda endpoint, _: _static(endpoint),
    }
)
