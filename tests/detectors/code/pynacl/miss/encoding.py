import nacl.encoding
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey


def text(data: bytes) -> str:
    """SecretBox(key).encrypt(data) is not called here."""
    return nacl.encoding.HexEncoder.encode(data).decode()


def loaded(raw: bytes) -> VerifyKey:
    try:
        return VerifyKey(raw)
    except BadSignatureError:
        raise ValueError(raw) from None
