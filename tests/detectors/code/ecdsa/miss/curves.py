from ecdsa import NIST256p, SigningKey

# SigningKey.generate(curve=NIST256p)
order = NIST256p.order


def load(path: str) -> SigningKey:
    with open(path, encoding="ascii") as stream:
        return SigningKey.from_pem(stream.read())
