"""Private and public keys and parameters in the forms of PKCS#1, PKCS#8, SEC 1, SPKI, PEM encryption and CryptoAPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..errors import Unreadable
from ..formats import der, msblob, parameters, private_keys, protection, spki
from ..formats.identifiers import identifier
from ..formats.key_findings import Extra, Place, private_key, public_key
from ..formats.objects import KEYS, Object, may_hold, objects
from ..formats.private_keys import PrivateKey
from ..formats.public_parts import Budget
from ..formats.shapes import Shape
from ..formats.spki import PublicKey
from ..model import Finding, Problem
from .detector import File, Stub

_Found = Iterator[Finding | Problem]

_INSIDE = "the key type is inside the encrypted part"
_SIZE_INSIDE = "its size is inside the encrypted part"
_UNKNOWN_FORM = "a private key in a form that is not known here"


class Keys:
    """Finds keys in clear and encrypted keys; of those it tells how they are encrypted and never tries a password."""

    name = "keys"

    def wants(self, stub: Stub) -> bool:
        """Any file that is not compressed: keys are pasted into everything."""
        return may_hold(stub.head)

    def detect(self, file: File) -> _Found:
        """Each key, its public part and the algorithms that protect it."""
        if msblob.claims(file.data):
            yield from _blob(Place(self.name, file.path, None, 0, 0), file.data)
            return
        budget = Budget()
        waiting: Object | None = None
        for one in (one for one in objects(file.data) if one.family == KEYS):
            if waiting is not None and one.label != "EC PRIVATE KEY":
                yield from self._one(file, waiting, budget)
            # `openssl ecparam -genkey` writes the parameters before the key, which names its curve again.
            waiting = one if one.label == "EC PARAMETERS" else None
            if waiting is None:
                yield from self._one(file, one, budget)
        if waiting is not None:
            yield from self._one(file, waiting, budget)

    def _one(self, file: File, one: Object, budget: Budget) -> _Found:
        place = Place(self.name, file.path, one.line, one.offset, one.index)
        try:
            yield from _read(place, one, budget)
        except Unreadable as error:
            yield place.problem(f"{one.label or one.shape}: {error}")


def _read(place: Place, one: Object, budget: Budget) -> _Found:
    if one.trouble is not None:
        raise Unreadable(one.trouble)
    dek_info = next((value for key, value in one.headers if key.lower() == "dek-info"), None)
    if dek_info is not None:
        yield from _pem_encrypted(place, one.label or "", dek_info)
    elif one.label in parameters.labels():
        yield parameters.finding(place, parameters.read(one.label or "", one.data))
    elif one.shape is not None:
        yield from _READERS[one.shape](place, one.data, budget)
    elif one.label in _BY_LABEL:
        yield from _READERS[_BY_LABEL[one.label]](place, one.data, budget)
    else:
        about = PublicKey(b"", "", reason=_UNKNOWN_FORM)
        yield from private_key(place, PrivateKey(one.label or "", about), Extra())


def _pem_encrypted(place: Place, label: str, dek_info: str) -> _Found:
    """The label tells the family, the headers the cipher; everything else is encrypted."""
    family = _FAMILIES.get(label)
    reason = _SIZE_INSIDE if family is not None else _INSIDE
    key = PrivateKey("PEM encryption", PublicKey(b"", "", algorithm=family, reason=reason))
    yield from private_key(place, key, Extra(), protection.legacy(dek_info))


def _encrypted(place: Place, data: bytes, _budget: Budget) -> _Found:
    how = protection.of(identifier(der.sequence(data).take()))
    yield from private_key(place, PrivateKey("PKCS#8", PublicKey(b"", "", reason=_INSIDE)), Extra(), how)


def _blob(place: Place, data: bytes) -> _Found:
    public, private = msblob.read(data)
    if private:
        yield from private_key(place, PrivateKey("PRIVATEKEYBLOB", public, public), Extra())
    else:
        yield from public_key(place, public, Extra("PUBLICKEYBLOB"))


def _parameters(label: str) -> Callable[[Place, bytes, Budget], _Found]:
    def read(place: Place, data: bytes, _budget: Budget) -> _Found:
        yield parameters.finding(place, parameters.read(label, data))

    return read


def _private(reader: Callable[[bytes, Budget], PrivateKey]) -> Callable[[Place, bytes, Budget], _Found]:
    return lambda place, data, budget: private_key(place, reader(data, budget), Extra())


def _public(format: str, reader: Callable[[bytes], PublicKey]) -> Callable[[Place, bytes, Budget], _Found]:
    def read(place: Place, data: bytes, _budget: Budget) -> _Found:
        found = reader(data)
        if found.defect is not None:
            raise Unreadable(found.defect)
        return public_key(place, found, Extra(format))

    return read


_READERS: Mapping[Shape, Callable[[Place, bytes, Budget], _Found]] = MappingProxyType(
    {
        Shape.PKCS8: _private(private_keys.pkcs8),
        Shape.PKCS1_PRIVATE: _private(lambda data, _: private_keys.pkcs1(data)),
        Shape.SEC1: _private(private_keys.sec1),
        Shape.DSA_PRIVATE: _private(lambda data, _: private_keys.dsa(data)),
        Shape.ENCRYPTED_PKCS8: _encrypted,
        Shape.SPKI: _public("SubjectPublicKeyInfo", spki.read),
        Shape.PKCS1_PUBLIC: _public("PKCS#1", spki.pkcs1),
        Shape.DH_PARAMETERS: _parameters("DH PARAMETERS"),
        Shape.X942_PARAMETERS: _parameters("X9.42 DH PARAMETERS"),
        Shape.DSA_PARAMETERS: _parameters("DSA PARAMETERS"),
        Shape.EC_PARAMETERS: _parameters("EC PARAMETERS"),
    }
)
_BY_LABEL: Mapping[str | None, Shape] = MappingProxyType(
    {
        "PRIVATE KEY": Shape.PKCS8,
        "ENCRYPTED PRIVATE KEY": Shape.ENCRYPTED_PKCS8,
        "RSA PRIVATE KEY": Shape.PKCS1_PRIVATE,
        "EC PRIVATE KEY": Shape.SEC1,
        "DSA PRIVATE KEY": Shape.DSA_PRIVATE,
        "PUBLIC KEY": Shape.SPKI,
        "DSA PUBLIC KEY": Shape.SPKI,
        "RSA PUBLIC KEY": Shape.PKCS1_PUBLIC,
    }
)
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {"RSA PRIVATE KEY": "RSA", "EC PRIVATE KEY": "EC", "DSA PRIVATE KEY": "DSA"}
)
