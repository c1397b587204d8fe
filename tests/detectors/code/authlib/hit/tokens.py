from authlib.jose import ECKey, JsonWebEncryption, JsonWebKey, JsonWebSignature, JsonWebToken, OctKey, OKPKey, RSAKey, jwt

key = OctKey.generate_key(256)
token = jwt.encode({"alg": "HS256"}, {}, key)
jwt.decode(token, key)
JsonWebToken(["HS256", "HS512"]).decode(token, key)
signer = JsonWebSignature(algorithms=["HS384"])
text = signer.serialize_compact({"alg": "HS384"}, b"data", key)
signer.deserialize_compact(text, key)
RSAKey.generate_key(3072, is_private=True)
RSAKey.generate_key(is_private=True)
curve = ECKey.generate_key("P-384", is_private=True)
OKPKey.generate_key("X25519", is_private=True)
JsonWebKey.generate_key("EC", "secp256k1", is_private=True)
JsonWebEncryption().serialize_compact({"alg": "ECDH-ES+A128KW", "enc": "A256GCM"}, b"data", curve)


def named(header, claims):
    return jwt.encode(header, claims, key)
