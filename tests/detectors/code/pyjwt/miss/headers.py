import jwt


def claims(token: str) -> dict:
    jwt.get_unverified_header(token)
    jwt.decode(token, options={"verify_signature": False})
    return jwt.decode(token, algorithms=["RS256"], options={"verify_signature": False})


class Codec:
    def encode(self, payload, key, algorithm):
        return payload


codec = Codec()
codec.encode({}, "", algorithm="HS256")
