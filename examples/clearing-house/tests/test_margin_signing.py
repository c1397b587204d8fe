"""What the margin desk relies on when it signs calls."""

import hashlib
from decimal import Decimal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from services.margin.signing import CallSigner, MarginCall, digest_of, sign_end_of_day_run

CALL = MarginCall("member-042", "house", Decimal("1250000"), "EUR", "2026-03-31T12:00Z")


def test_a_call_verifies_under_the_key_of_the_day():
    signer = CallSigner()
    assert signer.verify(CALL, signer.sign(CALL))


def test_another_amount_does_not_verify():
    signer = CallSigner()
    other = MarginCall("member-042", "house", Decimal("1250001"), "EUR", "2026-03-31T12:00Z")
    assert not signer.verify(other, signer.sign(CALL))


def test_the_digest_is_the_hash_of_the_canonical_call():
    assert digest_of([CALL], hashes.SHA256()) == hashlib.sha256(CALL.canonical()).digest()


def test_the_last_run_uses_the_longer_hash():
    key = ec.generate_private_key(ec.SECP384R1())
    signature = sign_end_of_day_run(key, [CALL])
    key.public_key().verify(signature, CALL.canonical(), ec.ECDSA(hashes.SHA384()))
