"""Signs margin calls so that a clearing member can prove what was asked for, and when.

The first version of this module fingerprinted calls with hashlib.md5(); nothing here does so now.
"""

import os
from dataclasses import dataclass
from decimal import Decimal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

CALL_HASH = hashes.SHA256()
CURVE = ec.SECP256R1


@dataclass(frozen=True)
class MarginCall:
    """What a member owes, and until when."""

    member: str
    account: str
    amount: Decimal
    currency: str
    due: str

    def canonical(self) -> bytes:
        """The octets that are signed."""
        return "|".join((self.member, self.account, f"{self.amount:.2f}", self.currency, self.due)).encode()


class CallSigner:
    """Signs calls of one trading day with a key made for that day."""

    def __init__(self) -> None:
        self.hash = hashes.SHA256()
        self._key = ec.generate_private_key(CURVE())

    def sign(self, call: MarginCall) -> bytes:
        """The signature of one call."""
        return self._key.sign(call.canonical(), ec.ECDSA(self.hash))

    def verify(self, call: MarginCall, signature: bytes) -> bool:
        """Whether the signature is one of ours."""
        try:
            self._key.public_key().verify(signature, call.canonical(), ec.ECDSA(CALL_HASH))
        except InvalidSignature:
            return False
        return True


def sign_batch(key: ec.EllipticCurvePrivateKey, calls: list[MarginCall], algorithm: hashes.HashAlgorithm) -> bytes:
    """One signature over the calls of a whole run; the key comes from the HSM session of the caller."""
    run = digest_of(calls, algorithm)
    return key.sign(run, ec.ECDSA(Prehashed(algorithm)))


def digest_of(calls: list[MarginCall], algorithm: hashes.HashAlgorithm) -> bytes:
    """The hash of all calls, in order of member."""
    running = hashes.Hash(algorithm)
    for call in sorted(calls, key=lambda call: call.member):
        running.update(call.canonical())
    return running.finalize()


def sign_intraday_run(key: ec.EllipticCurvePrivateKey, calls: list[MarginCall]) -> bytes:
    """The noon run."""
    return sign_batch(key, calls, CALL_HASH)


def sign_end_of_day_run(key: ec.EllipticCurvePrivateKey, calls: list[MarginCall]) -> bytes:
    """The last run is kept for ten years and therefore uses the longer hash."""
    return sign_batch(key, calls, hashes.SHA384())


def receipt_digest(receipt: bytes) -> bytes:
    """The hash that the member portal prints on receipts; operations choose it for each site."""
    chosen = getattr(hashes, os.environ["RECEIPT_DIGEST"])
    running = hashes.Hash(chosen())
    running.update(receipt)
    return running.finalize()
