"""COSE_Sign1 and COSE_Sign (RFC 9052) with a detached payload: the smallest envelope, for any message.

The header is protected: ``alg``, ``kid``, CWT Claims (RFC 9597) with ``iat`` and ``exp``, and our own ``flow``,
``mid``, ``epoch``, ``seq`` and ``sigset``, which ``crit`` lists. With several signatures they are in the body's
protected header, so that each signature covers them. Algorithms without a COSE number are written under their names: a
private use, as long as their numbers are drafts. Nothing in an unprotected header is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..algorithms import parse
from ..encoding.canonical_cbor import decode, encode
from ..encoding.ecdsa import der_from_raw, raw_from_der
from ..errors import InvalidSignature, MalformedInput
from .envelope import MOST_SIGNATURES, Header, Signature, Signer, Unverified

Covered = Callable[[bytes], bytes]

NAME = "cose"
MOST_BYTES = 1024 * 1024

_SIGN1, _SIGN = b"\xd2", b"\xd8\x62"  # tags 18 and 98
_ALG, _CRIT, _KID, _CLAIMS = 1, 2, 4, 15
_EXP, _IAT = 4, 6
_OURS = ("epoch", "flow", "mid", "seq", "sigset")
_DEEPEST = 8

# ECDSA: the hash that an algorithm number of COSE implies for a curve (RFC 9053 section 2.1, RFC 9864).
_CURVE_HASHES = {
    "P256": "SHA256",
    "P384": "SHA384",
    "P521": "SHA512",
    "secp256k1": "SHA256",
    "brainpoolP256r1": "SHA256",
    "brainpoolP384r1": "SHA384",
    "brainpoolP512r1": "SHA512",
}
_PSS = {"SHA256": -37, "SHA384": -38, "SHA512": -39}


def identifiers(algorithm: str) -> tuple[int | str, ...]:
    """What COSE calls an algorithm, the preferred identifier first; its name where COSE has no number for it."""
    scheme = parse(algorithm)
    if scheme.family.name == "RSA-PSS" and scheme.hash in _PSS:
        return (_PSS[scheme.hash],)
    numbers: tuple[int, ...] = () if scheme.row is None or scheme.composite else scheme.row.cose
    if scheme.family.name == "ECDSA" and _CURVE_HASHES.get(str(scheme.curve)) != scheme.hash:
        numbers = ()
    # The fully specified one (RFC 9864) was registered later and has the number further from zero.
    return tuple(sorted(numbers)) or (scheme.name,)


def seal(header: Header, payload: bytes, signers: Sequence[Signer]) -> bytes:
    """As Envelope.seal."""
    if tuple(signer.key_id for signer in signers) != header.sigset:
        raise MalformedInput("the signers are not those that the header names")
    if len(signers) == 1:
        protected = encode({**_own(signers[0]), **_shared(header)})
        signature = _written(signers[0], _sign1_bytes(protected, payload))
        return _SIGN1 + encode([protected, {}, None, signature])
    body = encode(_shared(header))
    signatures = []
    for signer in signers:
        protected = encode(_own(signer))
        signatures.append([protected, {}, _written(signer, _sign_bytes(body, protected, payload))])
    return _SIGN + encode([body, {}, None, signatures])


def read(data: bytes) -> Unverified:
    """As Envelope.read."""
    if len(data) > MOST_BYTES:
        raise MalformedInput(f"the envelope has {len(data)} bytes; at most {MOST_BYTES} are read")
    if data.startswith(_SIGN1):
        return _read_sign1(data[len(_SIGN1) :])
    if data.startswith(_SIGN):
        return _read_sign(data[len(_SIGN) :])
    raise MalformedInput("not a COSE_Sign1 or COSE_Sign with its tag")


def _read_sign1(data: bytes) -> Unverified:
    protected, signature = _four(data, "COSE_Sign1")
    if not isinstance(signature, bytes):
        raise MalformedInput("a COSE_Sign1 has one signature")
    headers = _headers(protected)
    key_id, algorithm = _key(headers)
    header = _header({key: value for key, value in headers.items() if key not in (_ALG, _KID)})
    if header.sigset != (key_id,):
        raise MalformedInput("the header names other keys than the one that signed")
    return Unverified(
        header, (_signature(key_id, algorithm, signature, lambda payload: _sign1_bytes(protected, payload)),)
    )


def _read_sign(data: bytes) -> Unverified:
    body, listed = _four(data, "COSE_Sign")
    if not isinstance(listed, list) or not 2 <= len(listed) <= MOST_SIGNATURES:
        raise MalformedInput(f"a COSE_Sign has 2 to {MOST_SIGNATURES} signatures here; one alone is a COSE_Sign1")
    header = _header(_headers(body))
    signatures = []
    for one in listed:
        if not isinstance(one, list) or len(one) != 3:
            raise MalformedInput("a COSE_Signature has three parts")
        protected, unprotected, signature = one
        if not isinstance(protected, bytes) or unprotected != {} or not isinstance(signature, bytes):
            raise MalformedInput("a COSE_Signature has a protected header, nothing unprotected, and a signature")
        headers = _headers(protected)
        key_id, algorithm = _key(headers)
        if len(headers) != 2:
            raise MalformedInput("a COSE_Signature has alg and kid in its header")
        signatures.append(_signature(key_id, algorithm, signature, _covering(body, protected)))
    ids = [one.key_id for one in signatures]
    if len(set(ids)) != len(ids) or not set(ids) <= set(header.sigset):
        raise MalformedInput("signatures by keys that the header does not name, or twice by one")
    return Unverified(header, tuple(signatures))


def _covering(body: bytes, protected: bytes) -> Covered:
    return lambda payload: _sign_bytes(body, protected, payload)


def _four(data: bytes, what: str) -> tuple[bytes, object]:
    """The protected header and the last of the four parts; the payload is detached, nothing is unprotected."""
    value = decode(data, f"the {what}", most=MOST_BYTES, deepest=_DEEPEST, ordered=False)
    if not isinstance(value, list) or len(value) != 4:
        raise MalformedInput(f"a {what} has four parts")
    protected, unprotected, payload, last = value
    if not isinstance(protected, bytes) or not protected:
        raise MalformedInput(f"a {what} here has a protected header")
    if unprotected != {}:
        raise MalformedInput("something stands in the unprotected header, which no signature covers")
    if payload is not None:
        raise MalformedInput("the payload is in the envelope; it travels beside it")
    return protected, last


def _headers(protected: bytes) -> dict[int | str, object]:
    value = decode(protected, "the protected header", most=MOST_BYTES, deepest=_DEEPEST, ordered=False)
    if not isinstance(value, dict) or not all(isinstance(key, int | str) for key in value):
        raise MalformedInput("a protected header is a map of labels")
    return value


def _key(headers: Mapping[int | str, object]) -> tuple[bytes, int | str]:
    key_id, algorithm = headers.get(_KID), headers.get(_ALG)
    if not isinstance(key_id, bytes) or not 0 < len(key_id) <= 64:
        raise MalformedInput("no kid in the protected header")
    if isinstance(algorithm, bool) or not isinstance(algorithm, int | str):
        raise MalformedInput("no alg in the protected header")
    return key_id, algorithm


def _header(headers: Mapping[int | str, object]) -> Header:
    """The shared part. A label that is not known here, critical or not, is refused: it would be a promise unread."""
    if set(headers) != {_CRIT, _CLAIMS, *_OURS}:
        raise MalformedInput("the header does not have exactly the labels of this version")
    claims, sigset = headers[_CLAIMS], headers["sigset"]
    if headers[_CRIT] != list(_OURS):
        raise MalformedInput("crit does not list our labels")
    if not isinstance(claims, dict) or set(claims) != {_EXP, _IAT}:
        raise MalformedInput("the claims are not iat and exp")
    if not isinstance(sigset, list) or not all(isinstance(one, bytes) for one in sigset):
        raise MalformedInput("sigset is not a list of key ids")
    return Header(
        flow=_text(headers["flow"]),
        message_id=_text(headers["mid"]),
        epoch=_number(headers["epoch"]),
        issued=_number(claims[_IAT]),
        expires=_number(claims[_EXP]),
        sequence=_number(headers["seq"]),
        sigset=tuple(sigset),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedInput("text is expected in the header")
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedInput("a number is expected in the header")
    return value


def _shared(header: Header) -> dict[int | str, object]:
    return {
        _CRIT: list(_OURS),
        _CLAIMS: {_EXP: header.expires, _IAT: header.issued},
        "epoch": header.epoch,
        "flow": header.flow,
        "mid": header.message_id,
        "seq": header.sequence,
        "sigset": list(header.sigset),
    }


def _own(signer: Signer) -> dict[int | str, object]:
    return {_ALG: identifiers(signer.algorithm)[0], _KID: signer.key_id}


def _sign1_bytes(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure of RFC 9052 section 4.4; COSE signatures use the empty context."""
    return encode(["Signature1", protected, b"", payload])


def _sign_bytes(body: bytes, protected: bytes, payload: bytes) -> bytes:
    return encode(["Signature", body, protected, b"", payload])


def _written(signer: Signer, data: bytes) -> bytes:
    made = signer.sign(data)
    curve = _curve(signer.algorithm)
    return made if curve is None else raw_from_der(made, curve)


def _curve(algorithm: str) -> str | None:
    """The curve of an ECDSA signature, which COSE writes as two numbers side by side (RFC 9053 section 2.1)."""
    scheme = parse(algorithm)
    return scheme.curve if scheme.family.name == "ECDSA" else None


def _signature(key_id: bytes, algorithm: int | str, signature: bytes, covered: Covered) -> Signature:
    def native(name: str) -> bytes:
        curve = _curve(name)
        try:
            return signature if curve is None else der_from_raw(signature, curve)
        except MalformedInput:
            raise InvalidSignature("the signature is wrong") from None

    return Signature(key_id, covered, lambda name: algorithm in identifiers(name), native)
