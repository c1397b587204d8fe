from jose import jwt
from jose.utils import base64url_decode

# jwt.encode({}, key, algorithm="HS256")


def header(token: str) -> dict:
    base64url_decode(b"")
    return {**jwt.get_unverified_header(token), **jwt.get_unverified_claims(token)}
