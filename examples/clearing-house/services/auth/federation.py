"""Sign-in through the members' own identity providers: JWS and JWE with python-jose and Authlib."""

import json

from authlib.jose import JsonWebSignature, JsonWebToken
from authlib.jose import jwt as authlib_jwt
from jose import jwe, jws
from jose import jwt as jose_jwt
from jose.constants import ALGORITHMS

REQUEST_ALGORITHM = ALGORITHMS.ES256
ASSERTION_HEADER = {"alg": "PS384", "typ": "JWT", "kid": "rsa-2024"}


def sign_request(request: dict, key: dict) -> str:
    """A signed authorisation request, as the bigger members ask for."""
    return jws.sign(request, key, algorithm=REQUEST_ALGORITHM)


def read_identity_token(token: str, keys: dict, client: str) -> dict:
    """The claims of the identity token."""
    return jose_jwt.decode(token, keys, algorithms=[ALGORITHMS.RS256, ALGORITHMS.RS512], audience=client)


def seal_user_record(record: dict, key: str) -> bytes:
    """The user record for the member, readable by the member only."""
    plaintext = json.dumps(record).encode()
    return jwe.encrypt(plaintext, key, algorithm=ALGORITHMS.RSA_OAEP_256, encryption=ALGORITHMS.A256GCM)


def client_assertion(claims: dict, key: str) -> bytes:
    """What proves to the identity provider who we are."""
    return authlib_jwt.encode(ASSERTION_HEADER, claims, key)


def sign_document(document: bytes, key: str) -> bytes:
    """A compact JWS over a signed consent document."""
    signer = JsonWebSignature(algorithms=["ES512"])
    return signer.serialize_compact({"alg": "ES512"}, document, key)


class LogoutReader:
    """Reads logout tokens, which two providers sign in two ways."""

    def __init__(self) -> None:
        self._reader = JsonWebToken(["RS256", "EdDSA"])

    def read(self, token: str, keys: dict) -> dict:
        """The claims of the token."""
        claims = self._reader.decode(token, keys)
        claims.validate()
        return dict(claims)


def algorithm_of(token: str) -> str:
    """The name that a token claims for its algorithm, for the log."""
    return jose_jwt.get_unverified_header(token)["alg"]
