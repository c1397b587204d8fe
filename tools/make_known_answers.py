"""Make `cryptoagility/providers/known_answers.cbor`: a key pair and its answers for each algorithm that is offered.

Keys are thrown away ones that are made here. Each answer is checked with every backend that has the algorithm before
it is written. Run: `python -m tools.make_known_answers`.
"""

from __future__ import annotations

from pathlib import Path

from cryptoagility.encoding.canonical_cbor import encode
from cryptoagility.errors import AgilityError
from cryptoagility.providers.keys import KemScheme, SignatureScheme
from cryptoagility.providers.provider import CONTEXT_LIMIT
from cryptoagility.providers.registry import PROVIDERS, provider
from cryptoagility.providers.selftest import MESSAGE
from cryptoagility.secret_access import SECRETS

LARGEST_TWICE = 8_000  # bytes of a signature that is kept a second time, with a context: the file travels in the wheel
TARGET = Path(__file__).resolve().parent.parent / "cryptoagility" / "providers" / "known_answers.cbor"


def main() -> None:
    signatures: dict[str, dict[str, bytes | None]] = {}
    kems: dict[str, dict[str, bytes | None]] = {}
    for one in PROVIDERS:
        backend = provider(one)
        assert backend is not None, one
        for name, row in backend.signatures().items():
            if name not in signatures:
                signatures[name] = signature_answer(SignatureScheme(name, (row,)))
        for name, mechanism in backend.kems().items():
            if name not in kems:
                kems[name] = kem_answer(KemScheme(name, (mechanism,)))
    for one in PROVIDERS:
        backend = provider(one)
        assert backend is not None
        for name, row in backend.signatures().items():
            answer = signatures[name]
            SignatureScheme(name, (row,)).public_key(answer["public"]).verify(MESSAGE, answer["signature"])
    data = encode({"signatures": signatures, "kems": kems})
    TARGET.write_bytes(data)
    print(f"{len(signatures)} signature schemes, {len(kems)} KEMs, {len(data)} bytes")


def signature_answer(scheme: SignatureScheme) -> dict[str, bytes | None]:
    key = scheme.generate()
    signature = key.sign(MESSAGE)
    has_context = scheme.rows[0].contexts == CONTEXT_LIMIT and len(signature) < LARGEST_TWICE
    return {
        "private": key.private_bytes(access=SECRETS),
        "public": key.public_key().public_bytes(),
        "signature": signature,
        "long_context": key.sign(MESSAGE, context=bytes(CONTEXT_LIMIT)) if has_context else None,
    }


def kem_answer(scheme: KemScheme) -> dict[str, bytes | None]:
    key = scheme.generate()
    secret, ciphertext = key.public_key().encapsulate()
    try:
        rejected: bytes | None = key.decapsulate(ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]))
    except AgilityError:
        rejected = None
    return {
        "private": key.private_bytes(access=SECRETS),
        "public": key.public_key().public_bytes(),
        "ciphertext": ciphertext,
        "secret": secret,
        "rejected": rejected,
    }


if __name__ == "__main__":
    main()
