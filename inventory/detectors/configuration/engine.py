"""One configuration: its endpoints, and the findings of each."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ...model import AssetId, Finding, Problem, ProtocolFacts
from ..detector import Tree
from . import findings, standalone
from .findings import Collected, Made
from .installed import Versions
from .loading import NAME, Loaded
from .material import Material
from .offer import Offer, values
from .offers import ike, ssh, tls
from .offers.tls import Dh
from .product import Product
from .scopes import Endpoint, Scopes

# Counted, not timed: what is kept of a file that is too much must be the same on every machine. (A file that reaches
# the time limit of the scan loses everything, for where it was stopped is chance.)
ENDPOINTS = 20_000  # of one configuration
OFFERS = 5000  # of one configuration that differ in more than names and files


def examine(product: Product, loaded: Loaded, path: str, tree: Tree, versions: Versions) -> Iterator[Finding | Problem]:
    """Everything that the configuration says, each finding once."""
    yield from dict.fromkeys(loaded.problems)
    scopes = Scopes(product, loaded.entries, path, versions)
    material = Material(tree, posixpath.dirname(path), product.files.homes)
    found = Collected()
    offers = _Offers(material, loaded, found)
    for count, endpoint in enumerate(scopes.endpoints()):
        if count == ENDPOINTS:
            yield Problem(path, NAME, f"more than {ENDPOINTS} endpoints; the rest was not read")
            return
        if offers.made > OFFERS:
            yield Problem(path, NAME, f"more than {OFFERS} different endpoints; the rest was not read")
            return
        yield from offers.of(endpoint)
    yield from (one for one in standalone.examine(scopes) if found.new(one))


class _Offers:
    """What endpoints offer; endpoints with the same settings are worked out once."""

    def __init__(self, material: Material, loaded: Loaded, found: Collected) -> None:
        self._material = material
        self._loaded = loaded
        self._found = found
        self._known: dict[object, Made] = {}

    @property
    def made(self) -> int:
        """How many different ones there are."""
        return len(self._known)

    def of(self, endpoint: Endpoint) -> Iterator[Finding]:
        """The findings of an endpoint that are not there yet."""
        if not endpoint.on:
            if endpoint.at.path not in self._loaded.partial:
                yield from (one for one in (findings.in_clear(endpoint),) if self._found.new(one))
            return
        key = findings.key(endpoint)
        if key not in self._known:
            offer = _OFFERS[endpoint.context.protocol](endpoint, self._material)
            self._known[key] = self._found.made(endpoint, offer)
        made = self._known[key]
        guessed = endpoint.at.path in self._loaded.guessed
        protocol = findings.of_endpoint(endpoint, made, self._certificates(endpoint), guessed=guessed)
        if self._found.new(protocol):
            yield protocol
        yield from self._found.algorithms(endpoint, made)

    def _certificates(self, endpoint: Endpoint) -> tuple[AssetId, ...]:
        if endpoint.context.protocol != "tls":
            return ()
        found = (self._material.certificate(named) for named in values(endpoint, "certificate").found)
        return tuple(one for one in found if one is not None)


def _tls(endpoint: Endpoint, material: Material) -> Offer:
    dh = _dh(endpoint, material)
    offer = tls.offer(endpoint, dh)
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
