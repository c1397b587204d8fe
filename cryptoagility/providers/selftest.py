"""Whether a backend does what its standard says: known answers, long contexts, damaged input, other backends.

The known answers are in ``known_answers.cbor``; ``tools/make_known_answers.py`` makes them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import cbor2

from ..errors import AgilityError
from .keys import KemScheme, SignatureScheme
from .provider import CONTEXT_LIMIT, AnyKemRow, AnySignatureRow

MESSAGE = b"cryptoagility known answer"

# What a backend under test may raise when it should not: a test must outlive whatever it finds.
_ANYTHING = (Exception,)


@dataclass(frozen=True, slots=True)
class Check:
    """One question that was put to a backend, and whether the answer was right; ``detail`` says what was wrong."""

    provider: str
    algorithm: str
    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SignatureAnswer:
    """A key pair and its signatures of MESSAGE: without a context, and with one of 255 bytes."""

    private: bytes
    public: bytes
    signature: bytes
    long_context: bytes | None


@dataclass(frozen=True, slots=True)
class KemAnswer:
    """A key pair, a ciphertext and its secret; what a damaged ciphertext gives (None: it is refused)."""

    private: bytes
    public: bytes
    ciphertext: bytes
    secret: bytes
    rejected: bytes | None


@cache
def signature_answers() -> Mapping[str, SignatureAnswer]:
    """Known answers of signature schemes by canonical name."""
    return {name: SignatureAnswer(**facts) for name, facts in _answers()["signatures"].items()}


@cache
def kem_answers() -> Mapping[str, KemAnswer]:
    """Known answers of key encapsulation mechanisms by canonical name."""
    return {name: KemAnswer(**facts) for name, facts in _answers()["kems"].items()}


def signature_checks(
    row: AnySignatureRow,
    answer: SignatureAnswer | None,
    others: Iterable[AnySignatureRow] = (),
    *,
    signing: bool = True,
) -> Iterator[Check]:
    """All that is asked of one signature row; ``others`` are the same algorithm's rows of other backends.

    Without ``signing`` nothing is generated or signed (SLH-DSA takes seconds).
    """
    scheme = SignatureScheme(row.name, (row,))
    ask = _asker(row.provider, row.name)
    if answer is None:
        yield Check(row.provider, row.name, "known answer", False, "there is none for this algorithm")
        return
    context = bytes(CONTEXT_LIMIT)
    yield ask("known answer", lambda: scheme.public_key(answer.public).verify(MESSAGE, answer.signature))
    yield ask("damaged signatures are refused", lambda: _refuses_signatures(scheme, answer))
    yield ask("damaged public keys are refused", lambda: _refuses(scheme.public_key, _damaged(answer.public)))
    if row.contexts == CONTEXT_LIMIT and answer.long_context is not None:
        signature = answer.long_context
        yield ask(
            "context of 255 bytes",
            lambda: scheme.public_key(answer.public).verify(MESSAGE, signature, context=context),
        )
    if len(answer.private) in row.private_sizes or not row.private_sizes:
        yield ask("public key of a private key", lambda: _same_public_key(scheme, answer))
        yield ask("damaged private keys are refused", lambda: _refuses(scheme.private_key, _damaged(answer.private)))
    if not signing:
        return
    yield ask("signs and verifies", lambda: _round_trip(scheme, scheme, context[: row.contexts]))
    for other in others:
        both = SignatureScheme(row.name, (other,))
        most = context[: min(row.contexts, other.contexts)]
        yield ask(f"{other.provider} verifies what it signs", partial(_round_trip, scheme, both, most))


def kem_checks(
    row: AnyKemRow, answer: KemAnswer | None, others: Iterable[AnyKemRow] = (), *, generating: bool = True
) -> Iterator[Check]:
    """All that is asked of one KEM row; without ``generating`` no key is made."""
    scheme = KemScheme(row.name, (row,))
    ask = _asker(row.provider, row.name)
    if answer is None:
        yield Check(row.provider, row.name, "known answer", False, "there is none for this algorithm")
        return
    if len(answer.private) in row.private_sizes or not row.private_sizes:
        yield ask("known answer", lambda: _opens(scheme, answer))
        yield ask("damaged private keys are refused", lambda: _refuses(scheme.private_key, _damaged(answer.private)))
    yield ask("damaged public keys are refused", lambda: _refuses(_encapsulating(scheme), _damaged(answer.public)))
    if row.name.startswith("ML-KEM-"):
        yield ask("modulus check", lambda: _refuses(_encapsulating(scheme), [_over_the_modulus(answer.public)]))
    if not generating:
        return
    yield ask("encapsulates and decapsulates", lambda: _secret_arrives(scheme, scheme))
    for other in others:
        both = KemScheme(row.name, (other,))
        yield ask(f"{other.provider} encapsulates for it", partial(_secret_arrives, scheme, both))


def _asker(provider: str, algorithm: str) -> Callable[[str, Callable[[], str | None]], Check]:
    def ask(name: str, question: Callable[[], str | None]) -> Check:
        try:
            wrong = question()
        except _ANYTHING as error:  # a backend that raises what it should not has failed
            wrong = f"{type(error).__name__}" + (f": {error}" if isinstance(error, AgilityError) else "")
        return Check(provider, algorithm, name, not wrong, wrong or "")

    return ask


def _refuses_signatures(scheme: SignatureScheme, answer: SignatureAnswer) -> str | None:
    public = scheme.public_key(answer.public)
    cases = [(MESSAGE, bad) for bad in _damaged(answer.signature)] + [(MESSAGE + b".", answer.signature)]
    for message, signature in cases:
        try:
            public.verify(message, signature)
        except AgilityError:
            continue
        return "a wrong signature was accepted"
    return None


def _damaged(data: bytes) -> list[bytes]:
    """Cut, longer, empty, with a byte more in front; each must be refused whatever the algorithm."""
    return [b"", data[:-1], data + b"\0", b"\0" + data]


def _refuses(load: Callable[[bytes], object], damaged: list[bytes]) -> str | None:
    for bad in damaged:
        try:
            load(bad)
        except AgilityError:
            continue
        return "a damaged key was accepted"
    return None


def _encapsulating(scheme: KemScheme) -> Callable[[bytes], object]:
    """Loading and using: some backends look at a key only when it is used."""
    return lambda raw: scheme.public_key(raw).encapsulate()


def _over_the_modulus(public: bytes) -> bytes:
    """An encapsulation key whose first coefficient is not below q = 3329 (FIPS 203 section 7.2)."""
    return b"\xff\xff" + public[2:]


def _same_public_key(scheme: SignatureScheme, answer: SignatureAnswer) -> str | None:
    found = scheme.private_key(answer.private).public_key().public_bytes()
    return None if found == answer.public else "another public key comes out"


def _round_trip(signs: SignatureScheme, verifies: SignatureScheme, context: bytes) -> str | None:
    key = signs.generate()
    signature = key.sign(MESSAGE, context=context)
    public = verifies.public_key(key.public_key().public_bytes())
    public.verify(MESSAGE, signature, context=context)
    try:
        public.verify(MESSAGE + b".", signature, context=context)
    except AgilityError:
        return None
    return "a signature of another message was accepted"


def _opens(scheme: KemScheme, answer: KemAnswer) -> str | None:
    key = scheme.private_key(answer.private)
    if key.public_key().public_bytes() != answer.public:
        return "another public key comes out"
    if key.decapsulate(answer.ciphertext) != answer.secret:
        return "another secret comes out"
    damaged = answer.ciphertext[:-1] + bytes([answer.ciphertext[-1] ^ 1])
    try:
        rejected: bytes | None = key.decapsulate(damaged)
    except AgilityError:
        rejected = None
    return None if rejected == answer.rejected else "a damaged ciphertext is not treated as the standard says"


def _secret_arrives(opens: KemScheme, encapsulates: KemScheme) -> str | None:
    key = opens.generate()
    secret, ciphertext = encapsulates.public_key(key.public_key().public_bytes()).encapsulate()
    return None if key.decapsulate(ciphertext) == secret else "another secret arrives"


@cache
def _answers() -> dict[str, dict[str, dict[str, bytes]]]:
    loaded = cbor2.loads(Path(__file__).with_name("known_answers.cbor").read_bytes())
    assert isinstance(loaded, dict)
    return loaded
