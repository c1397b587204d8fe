from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt


def session(client: str) -> OAuth2Session:
    return OAuth2Session(client, scope="jwt.encode(header, payload, key)")


def keys(data: dict):
    return JsonWebKey.import_key_set(data), jwt
