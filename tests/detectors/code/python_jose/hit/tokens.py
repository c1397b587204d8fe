from jose import jwe, jwk, jws, jwt
from jose.constants import ALGORITHMS

SECRET = "the secret of the test, which is long enough"

token = jwt.encode({}, SECRET)
jwt.encode({}, SECRET, algorithm=ALGORITHMS.HS384)
jwt.decode(token, SECRET, algorithms=[ALGORITHMS.HS256])
jws.sign({}, SECRET, algorithm="HS512")
jws.verify(jws.sign({}, SECRET), SECRET, ["HS256", "HS512"])
box = jwe.encrypt("data", b"k" * 32, algorithm="dir", encryption=ALGORITHMS.A256GCM)
jwe.decrypt(box, b"k" * 32)
jwe.encrypt("data", b"k" * 16, encryption="A128CBC-HS256", algorithm=ALGORITHMS.A128KW)
key = jwk.construct(SECRET, ALGORITHMS.HS256)
key.sign(b"data")


def sealed(public_key, name):
    jwe.encrypt("data", public_key, algorithm=ALGORITHMS.RSA_OAEP_256)
    return jws.sign({}, public_key, algorithm=name)
