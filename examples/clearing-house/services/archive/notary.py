"""The notary of the archive, on PyNaCl: signs what enters, seals what leaves."""

import nacl.utils
from nacl import pwhash
from nacl.exceptions import BadSignatureError
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey


class Notary:
    """Signs the entry of each document."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    def sign(self, entry: bytes) -> bytes:
        """The detached signature of one entry."""
        return self._key.sign(entry).signature


def new_notary() -> Notary:
    """A notary with a fresh key."""
    return Notary(SigningKey.generate())


def is_genuine(entry: bytes, signature: bytes, notary_key: bytes) -> bool:
    """Whether the entry was signed by this notary."""
    try:
        VerifyKey(notary_key).verify(entry, signature)
    except BadSignatureError:
        return False
    return True


def seal(document: bytes, officer_passphrase: bytes) -> bytes:
    """A document for an outside auditor."""
    salt = nacl.utils.random(pwhash.argon2id.SALTBYTES)
    key = pwhash.argon2id.kdf(SecretBox.KEY_SIZE, officer_passphrase, salt)
    return salt + SecretBox(key).encrypt(document)


def unseal(blob: bytes, officer_passphrase: bytes) -> bytes:
    """The document again."""
    salt, body = blob[: pwhash.argon2id.SALTBYTES], blob[pwhash.argon2id.SALTBYTES :]
    key = pwhash.argon2id.kdf(SecretBox.KEY_SIZE, officer_passphrase, salt)
    return SecretBox(key).decrypt(body)
