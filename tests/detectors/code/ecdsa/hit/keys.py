import hashlib

import ecdsa
from ecdsa import NIST384p, SigningKey, VerifyingKey
from ecdsa.curves import SECP256k1

key = SigningKey.generate()
key.sign(b"data")
coin = SigningKey.generate(curve=SECP256k1, hashfunc=hashlib.sha256)
signature = coin.sign(b"data")
coin.verifying_key.verify(signature, b"data")
coin.sign_deterministic(b"data", hashfunc=hashlib.sha512)
bank = ecdsa.SigningKey.generate(NIST384p)
bank.get_verifying_key().verify(bank.sign(b"data", hashfunc=hashlib.sha384), b"data", hashfunc=hashlib.sha384)
exchange = ecdsa.ECDH(curve=NIST384p)
exchange.generate_private_key()


def loaded(pem: str, signature: bytes) -> bool:
    return VerifyingKey.from_pem(pem).verify(signature, b"data")
