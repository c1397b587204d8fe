from joserfc import jwe, jws, jwt
from joserfc.jwk import ECKey, OctKey

key = OctKey.generate_key(256)
token = jwt.encode({"alg": "HS256"}, {"sub": "test"}, key)
jwt.decode(token, key, algorithms=["HS256"])
jws.serialize_compact({"alg": "ES256"}, b"data", ECKey.generate_key("P-256"))
jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, b"data", key)
