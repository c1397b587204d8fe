import rsa

# rsa.newkeys(1024)


def load(data: bytes) -> rsa.PrivateKey:
    return rsa.PrivateKey.load_pkcs1(data)
