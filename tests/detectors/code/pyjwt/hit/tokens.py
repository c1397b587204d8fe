import jwt
from jwt import PyJWS, PyJWT
from jwt.api_jwt import decode_complete

SECRET = "the secret of the test, which is long enough"
ALGORITHM = "HS512"
ACCEPTED = ("RS256", "ES256K")

token = jwt.encode({}, SECRET)
jwt.encode({}, SECRET, algorithm=ALGORITHM)
jwt.encode({}, SECRET, "hs384".upper())
PyJWS().encode(b"", SECRET, "HS256")
PyJWT().decode(token, SECRET, algorithms=["HS256"])


def read(token, key, partner, strict=True):
    jwt.decode(token, key, algorithms=ACCEPTED)
    jwt.decode(token, key, ["PS384", "Ed25519"])
    decode_complete(token, key, algorithms=["EdDSA"], options={"verify_exp": False})
    jwt.decode(token, key, algorithms=partner.algorithms)
    jwt.decode(token, key)
    return jwt.encode({}, key, algorithm="RS384" if strict else "none")
