"""What a TLS endpoint offers: versions, suites, groups, signatures, files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum
from cryptoagility.errors import AgilityError

from ....formats import tls_groups, tls_suites
from ....formats.tls_suites import Suite
from ....model import Parameter, ProtocolFacts
from .. import showing
from ..offer import Algorithm, Offer, Origin, Values, values
from ..readers import VERSIONS, version
from ..scopes import Endpoint

TLS13 = "TLSv1.3"
_FUNCTIONS = {
    "ae": ("encrypt", "decrypt"),
    "block-cipher": ("encrypt", "decrypt"),
    "stream-cipher": ("encrypt", "decrypt"),
    "mac": ("tag",),
    "hash": ("digest",),
    "signature": ("sign", "verify"),
    "key-agree": ("keyderive",),
    "kem": ("encapsulate", "decapsulate"),
    "combiner": ("encapsulate", "decapsulate"),
    "pke": ("encrypt", "decrypt"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A suite that the versions allow, and where it is from."""

    suite: Suite
    origin: Origin


@dataclass(frozen=True, slots=True)
class Dh:
    """Parameters of ephemeral Diffie-Hellman: ``none`` (such suites are not used), a size, or not known."""

    off: bool = False
    size: int | None = None
    reason: str | None = None
    origin: Origin | None = None


def offer(endpoint: Endpoint, dh: Dh | None = None) -> Offer:
    """Everything that the endpoint offers."""
    versions, version_origins, version_reasons = _versions(endpoint)
    parts = {part: values(endpoint, part) for part in ("ciphers", "suites", "schemes")}
    never = frozenset(endpoint.context.without) | ({"DHE"} if dh is not None and dh.off else frozenset())
    listed = _suites(parts["ciphers"], parts["suites"], versions)
    disabled = values(endpoint, "disabled")
    suites = [
        one
        for one in listed
        if never.isdisjoint((one.suite.exchange, one.suite.authentication)) and not _forbidden(one.suite, disabled)
    ]
    if endpoint.context.one_list and _complete(parts["ciphers"]):
        versions = tuple(name for name in versions if any(_has(name, one.suite) for one in suites))
        version_origins = {name: origin for name, origin in version_origins.items() if name in versions}
    groups = _groups(endpoint, suites, versions)
    made = Offer(_facts(endpoint, versions, suites, groups, parts["schemes"]))
    made.reasons += [*version_reasons, *disabled.reasons]
    made.reasons += [reason for one in (*parts.values(), groups) for reason in one.reasons]
    made.algorithms += _of_versions(version_origins)
    made.algorithms += _of_suites(suites, groups, dh)
    made.algorithms += _of_groups(groups)
    made.algorithms += _of_schemes(parts["schemes"])
    made.parameters += _levels(parts["ciphers"])
    if not parts["ciphers"].readings and not suites:
        made.reasons.append("ciphers: no suite is named here")
    return made


def _versions(endpoint: Endpoint) -> tuple[tuple[str, ...], dict[str, Origin], list[str]]:
    """The versions that may be on, in order, each with its origin."""
    names = ("forced", "versions", "minimum", "maximum")
    forced, listed, least, most = stated = [values(endpoint, part) for part in names]
    off = values(endpoint, "excluded")
    reasons = [reason for one in (*stated, off) for reason in one.reasons]
    if not any(one.readings for one in stated):
        return (), {}, ["versions: nothing here says which are on"]
    chosen = next((one for one in (forced, listed) if one.literal), None)
    chosen = chosen or next(one for one in (least, most, listed) if one.readings and (one.literal or one is not most))
    found = dict(chosen.found)
    for other in (least, most):
        if other is not chosen and chosen is not forced and other.readings and other.known:
            found = {name: _weaker(origin, other.found[name]) for name, origin in found.items() if name in other.found}
    forbidden = {version(name) for name in values(endpoint, "disabled").found}
    found = {name: origin for name, origin in found.items() if name not in off.found and name not in forbidden}
    if not found and chosen.known:
        reasons.append("versions: none is left on")
    return tuple(name for name in VERSIONS if name in found), found, reasons


def _weaker(one: Origin, other: Origin) -> Origin:
    return one if other.certain else replace(one, certain=False)


def _facts(
    endpoint: Endpoint, versions: tuple[str, ...], suites: list[Offered], groups: Values, schemes: Values
) -> ProtocolFacts:
    minimum, maximum = (versions[0], versions[-1]) if versions else (None, None)
    return ProtocolFacts(
        type=endpoint.context.protocol,
        role=endpoint.role,
        version=maximum if maximum == minimum else None,
        minimum_version=minimum,
        maximum_version=maximum,
        cipher_suites=tuple(dict.fromkeys(one.suite.name for one in suites)),
        groups=tuple(name for name, origin in groups.found.items() if origin.certain or not is_safe(group(name))),
        signature_schemes=tuple(schemes.found),
    )


def _suites(ciphers: Values, tls13: Values, versions: tuple[str, ...]) -> Iterator[Offered]:
    """The suites that the versions allow; all of them if the versions are not known."""
    older = not versions or any(name != TLS13 for name in versions)
    newer = not versions or TLS13 in versions
    for listed in (tls13, ciphers):
        for name, origin in listed.found.items():
            suite = tls_suites.find(name)
            if suite is None:
                continue
            if suite.version == TLS13:
                allowed = newer
            else:
                allowed = older and (not versions or _since(suite.version) <= max(map(_at, versions_below(versions))))
            if allowed:
                yield Offered(suite, origin)


def _levels(ciphers: Values) -> list[Parameter]:
    """The security level of OpenSSL that a cipher string sets: it forbids short keys and weak hashes besides."""
    texts = [" ".join(choice.words) for choice, _ in ciphers.readings if choice.default is None]
    return [Parameter("security-level", found[1]) for text in texts if (found := _LEVEL.search(text))]


_LEVEL = re.compile(r"@SECLEVEL=([0-5])")


def _forbidden(suite: Suite, disabled: Values) -> bool:
    """Whether a name in the JDK's list of disabled algorithms is one of the suite's parts, or a pattern of its name."""
    parts = {suite.cipher.upper(), suite.exchange.upper(), suite.authentication.upper(), suite.name.upper()}
    parts |= {_JDK.get(part, part) for part in tuple(parts)} | ({suite.mac.upper()} if suite.mac else set())
    return any(name.upper() in parts or ("*" in name and fnmatchcase(suite.name, name)) for name in disabled.found)


_JDK = {"3DES-CBC": "3DES_EDE_CBC", "DES-CBC": "DES", "RC4": "RC4", "ANON": "ANON", "RC4-40": "RC4", "DES40-CBC": "DES"}


def _complete(ciphers: Values) -> bool:
    """Whether a directive names the suites, and all of them are known."""
    return ciphers.literal and ciphers.known and not any(reading.unknown for _, reading in ciphers.readings)


def _has(version: str, suite: Suite) -> bool:
    """Whether a version has a suite."""
    if TLS13 in (version, suite.version):
        return version == suite.version
    return _since(suite.version) <= _at(version)


def _groups(endpoint: Endpoint, suites: list[Offered], versions: tuple[str, ...]) -> Values:
    """The groups that can be used; some products have a list for TLS 1.3 beside that for the versions before it."""
    groups, new = values(endpoint, "groups"), values(endpoint, "groups13")
    if not new.readings:
        return _usable(groups, suites, versions)
    old = replace(groups, found={}, reasons=())
    if not versions or versions_below(versions):
        older = [one for one in suites if one.suite.version != TLS13]
        old = _usable(groups, older, versions_below(versions)) if older or not suites else old
    if versions and TLS13 not in versions:
        return old
    newer = [one for one in suites if one.suite.version == TLS13]
    if suites and not newer:
        return old
    reasons = tuple(dict.fromkeys((*old.reasons, *new.reasons)))
    return Values(new.part, {**new.found, **old.found}, (*new.readings, *old.readings), reasons)


def _usable(groups: Values, suites: list[Offered], versions: tuple[str, ...]) -> Values:
    """The groups that a suite can use: none without an ephemeral exchange, and those of TLS 1.3 only with it."""
    new = not versions or TLS13 in versions
    used = not suites or any(one.suite.ephemeral and one.suite.exchange != "DHE" for one in suites)
    found = {name: one for name, one in groups.found.items() if used and (new or not _only_new(name, one))}
    return replace(groups, found=found, reasons=groups.reasons if used else ())


def _only_new(name: str, origin: Origin) -> bool:
    """Hybrids exist in TLS 1.3 only; OpenSSL before 4 (a default) uses the groups of RFC 7919 only there as well."""
    by_default = origin.default is not None and name.startswith("ffdhe")
    return by_default or name.endswith("tls13") or is_safe(group(name))


def versions_below(versions: tuple[str, ...]) -> tuple[str, ...]:
    """The versions before TLS 1.3."""
    return tuple(name for name in versions if name != TLS13)


def _at(version: str) -> int:
    return VERSIONS.index(version)


def _since(version: str) -> int:
    """The first version that has a suite; OpenSSL and the registry write TLS 1.0 as TLSv1."""
    return VERSIONS.index({"TLSv1": "TLSv1.0"}.get(version, version))


def group(name: str) -> str | None:
    """The canonical name of the key exchange in a group."""
    return tls_groups.algorithm(name)


def is_safe(name: str | None) -> bool:
    """Whether a quantum computer does not break it: a strength that is only possible is not claimed."""
    if name is None:
        return False
    try:
        return algorithms.parse(name).quantum is Quantum.SAFE
    except AgilityError:
        return False


def named(name: str, origin: Origin, spelling: str | None = None) -> Algorithm:
    """An algorithm by its canonical name, or as unknown with the reason."""
    try:
        scheme = algorithms.parse(name)
    except AgilityError:
        reason = f"{showing.word(name)} is not in the table of algorithms"
        if name == "NULL":
            return Algorithm(None, "NULL", "unknown", (), origin, "no cipher: the suite sends in clear")
        return Algorithm(None, spelling or name, "unknown", (), origin, reason)
    return Algorithm(scheme.name, spelling or name, scheme.primitive, _FUNCTIONS.get(scheme.primitive, ()), origin)


def _of_versions(origins: dict[str, Origin]) -> Iterable[Algorithm]:
    """What is in a version whatever the suite: the signature and derivation of TLS 1.0 and 1.1 use MD5 and SHA-1."""
    old = [origin for name, origin in origins.items() if name in ("TLSv1.0", "TLSv1.1", "SSLv3")]
    return [named(name, old[0]) for name in ("MD5", "SHA-1")] if old else []


def _of_suites(suites: list[Offered], groups: Values, dh: Dh | None) -> Iterator[Algorithm]:
    for one in suites:
        suite = one.suite
        exchange = suite.key_exchange
        if exchange == "DH" and suite.exchange == "DHE":
            yield _finite(one.origin, dh)
        elif exchange is not None and not (exchange == "ECDH" and suite.ephemeral and groups.found):
            yield named(exchange, one.origin)
        for name in (suite.signature, suite.cipher, suite.mac, suite.hash):
            if name is not None:
                yield named(name, one.origin)


def _finite(origin: Origin, dh: Dh | None) -> Algorithm:
    if dh is not None and dh.size is not None:
        return named(f"DH-{dh.size}", dh.origin or origin)
    made = named("DH", origin)
    reason = dh.reason if dh is not None else "the size of the group is not told here"
    return Algorithm(made.name, made.spelling, made.primitive, made.functions, origin, reason)


def _of_groups(groups: Values) -> Iterator[Algorithm]:
    for name, origin in groups.found.items():
        known = group(name)
        yield named(known, origin, name) if known is not None else named(name, origin)


def _of_schemes(schemes: Values) -> Iterator[Algorithm]:
    for name, origin in schemes.found.items():
        known = tls_groups.signature(name)
        yield named(known, origin, name) if known is not None else named(name, origin)
