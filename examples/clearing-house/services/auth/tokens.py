"""Access tokens of the member portal and of the services behind it, on PyJWT."""

from datetime import UTC, datetime, timedelta

import jwt as pyjwt
from jwt import PyJWKClient

ISSUER = "https://auth.meridian-clearing.example"
PORTAL_ALGORITHM = "RS256"
ACCEPTED = ["RS256", "ES256"]
INTERNAL = "HS" + "256"


class TokenIssuer:
    """Issues the tokens of one service."""

    def __init__(self, service: str, key: str, algorithm: str = "ES384") -> None:
        self.service = service
        self._key = key
        self._algorithm = algorithm

    def issue(self, member: str, scopes: list[str]) -> str:
        """A token for a quarter of an hour."""
        claims = {"iss": ISSUER, "aud": self.service, "sub": member, "scope": " ".join(scopes)}
        claims["exp"] = datetime.now(UTC) + timedelta(minutes=15)
        return pyjwt.encode(claims, self._key, algorithm=self._algorithm)


def issue_portal_token(claims: dict, private_key: str) -> str:
    """The token that a browser holds."""
    return pyjwt.encode(claims, private_key, algorithm=PORTAL_ALGORITHM, headers={"kid": "rsa-2024"})


def read_portal_token(token: str) -> dict:
    """The claims of a token that the portal or a member's own server issued."""
    signing_key = PyJWKClient(f"{ISSUER}/jwks").get_signing_key_from_jwt(token)
    return pyjwt.decode(token, signing_key.key, algorithms=ACCEPTED, audience="portal")


def issue_internal_token(claims: dict, secret: bytes) -> str:
    """A token between two services of one host."""
    return pyjwt.encode(claims, secret, INTERNAL)


def read_internal_token(token: str, secret: bytes) -> dict:
    """The claims of such a token."""
    return pyjwt.decode(token, secret, algorithms=["HS256"])


def read_pilot_token(token: str, public_key: str) -> dict:
    """The claims of a token of the Edwards-curve pilot."""
    return pyjwt.decode(token, public_key, algorithms=["EdDSA", "PS256"], audience="pilot")


def read_without_check(token: str) -> dict:
    """The claims for the access log, before anything is decided; the signature is checked later."""
    return pyjwt.decode(token, options={"verify_signature": False})


def read_partner_token(token: str, key: str, partner: dict) -> dict:
    """The claims of a partner's token; the contract with the partner names the algorithm."""
    return pyjwt.decode(token, key, algorithms=partner["algorithms"])
