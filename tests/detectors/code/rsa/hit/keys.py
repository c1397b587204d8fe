import rsa

(public, private) = rsa.newkeys(512)
signature = rsa.sign(b"data", private, "SHA-1")
rsa.verify(b"data", signature, public)
rsa.decrypt(rsa.encrypt(b"data", public), private)
rsa.compute_hash(b"data", "SHA-256")


def other(message, key, method):
    return rsa.sign(message, key, method)
