"""What an SSH endpoint offers: key exchange, keys, ciphers, MACs, with lists that add to defaults or take from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType

from ....formats import ssh_names
from ....formats.ssh_names import Meaning
from ....model import ProtocolFacts
from .. import showing
from ..offer import Algorithm, Offer, Origin
from ..scopes import Choice, Effective, Endpoint
from .tls import is_safe, named

_PARTS: Mapping[str, Callable[[str], Meaning]] = MappingProxyType(
    {
        "kex": ssh_names.exchange,
        "host_keys": ssh_names.signature,
        "public_keys": ssh_names.signature,
        "authorities": ssh_names.signature,
        "ciphers": ssh_names.cipher,
        "macs": ssh_names.mac,
    }
)
_MOST = 500  # names of one list


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list with their origins, and what is to be said of it."""

    found: dict[str, Origin]
    reasons: tuple[str, ...] = ()


def offer(endpoint: Endpoint) -> Offer:
    """Everything that the endpoint offers."""
    lists = {one.setting.part: _names(one) for one in endpoint.settings if one.setting.part in _PARTS}
    made = Offer(_facts(endpoint, lists))
    for part, one in lists.items():
        made.reasons += one.reasons
        for name, origin in one.found.items():
            made.algorithms += _algorithms(_PARTS[part](name), name, origin)
    return made


def _facts(endpoint: Endpoint, lists: Mapping[str, Names]) -> ProtocolFacts:
    exchanges = lists["kex"].found if "kex" in lists else {}
    suites = [name for part in ("ciphers", "macs") if part in lists for name in lists[part].found]
    return ProtocolFacts(
        type="ssh",
        role=endpoint.role,
        version="2.0",
        cipher_suites=tuple(showing.word(one) for one in suites),
        groups=tuple(showing.word(name) for name, origin in exchanges.items() if origin.certain or not _strong(name)),
        signature_schemes=tuple(showing.word(one) for one in lists["host_keys"].found) if "host_keys" in lists else (),
    )


def _strong(name: str) -> bool:
    return any(is_safe(one) for one in ssh_names.exchange(name).names[:1])


def _algorithms(meaning: Meaning, name: str, origin: Origin) -> Iterator[Algorithm]:
    if not meaning.names:
        reason = f"the SSH name {showing.word(name)} is not in the table of algorithms"
        yield Algorithm(None, name, meaning.primitive, (), origin, reason)
    for one in meaning.names:
        yield named(one, origin, name)


def _names(effective: Effective) -> Names:
    """The names that are possible, each with its origin. A list of changes is applied to every default."""
    variants: list[tuple[Choice, tuple[str, ...]]] = []
    part = effective.setting.part
    reasons: list[str] = []
    for choice in effective.choices:
        if choice.default is not None:
            variants.append((choice, choice.words))
            continue
        text = ",".join(choice.words)
        if text[:1] not in ("+", "-", "^"):
            variants.append((choice, _split(text)))
            continue
        given = effective.defaults
        if not given:
            reasons.append(f"{part}: the list changes defaults that are not known")
            variants.append((choice, _split(text[1:]) if text[0] != "-" else ()))
        variants += [(choice, _changed(one.value, text)) for one in given]
    found: dict[str, Origin] = {}
    for choice, names in variants:
        for name in names:
            if name not in found:
                having = [each for each, other in variants if name in other]
                others = tuple(each for each in having if each is not choice and choice.default is not None)
                found[name] = Origin(choice, part, len(having) == len(variants), others)
    if len({frozenset(names) for _, names in variants}) > 1:
        whens = "; ".join(str(one.when) for one in effective.defaults)
        reasons.append(f"{part}: the defaults depend on the version ({whens}), which the file does not tell")
    return Names(found, tuple(reasons))


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text.replace(" ", "").split(",")[:_MOST] if name))


def _changed(default: tuple[str, ...], text: str) -> tuple[str, ...]:
    """``+`` adds at the end, ``^`` at the beginning, ``-`` takes away; patterns are allowed."""
    sign, names = text[0], _split(text[1:])
    if sign == "-":
        return tuple(one for one in default if not any(fnmatchcase(one, name) for name in names))
    rest = tuple(one for one in default if one not in names)
    return (*names, *rest) if sign == "^" else (*default, *(one for one in names if one not in default))
