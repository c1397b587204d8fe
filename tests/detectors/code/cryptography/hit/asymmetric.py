import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dh, dsa, ec, ed448, padding, rsa, x448
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA87PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

message = b"margin call"
bits = 2 * 1024

rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
signature = rsa_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
rsa_key.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
pss = padding.PSS(mgf=padding.MGF1(hashes.SHA512()), salt_length=padding.PSS.MAX_LENGTH)
signature = rsa_key.sign(message, pss, hashes.SHA512())
oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA256(), label=None)
wrapped = rsa_key.public_key().encrypt(message, oaep)
rsa_key.decrypt(wrapped, oaep)
rsa_key.decrypt(rsa_key.public_key().encrypt(message, padding.PKCS1v15()), padding.PKCS1v15())

ec_key = ec.generate_private_key(ec.SECP384R1())
signature = ec_key.sign(message, ec.ECDSA(hashes.SHA3_384()))
ec_key.public_key().verify(signature, message, signature_algorithm=ec.ECDSA(hashes.SHA3_384()))
ec_key.sign(os.urandom(32), ec.ECDSA(Prehashed(hashes.SHA256())))
ec_key.exchange(ec.ECDH(), ec_key.public_key())
brainpool = ec.derive_private_key(1234567, ec.BrainpoolP256R1())
brainpool.sign(message, ec.ECDSA(hashes.SHA256()))

dsa_key = dsa.generate_private_key(key_size=2048)
dsa_key.public_key().verify(dsa_key.sign(message, hashes.SHA224()), message, hashes.SHA224())

parameters = dh.generate_parameters(generator=2, key_size=2048)
mine, theirs = parameters.generate_private_key(), parameters.generate_private_key()
mine.exchange(theirs.public_key())

Ed25519PrivateKey.generate().sign(message)
ed448_key = ed448.Ed448PrivateKey.generate()
ed448_key.public_key().verify(ed448_key.sign(message), message)
x = X25519PrivateKey.generate()
x.exchange(x.public_key())
x448.X448PrivateKey.generate()

MLDSA44PrivateKey.generate().sign(message)
root = MLDSA87PrivateKey.from_seed_bytes(os.urandom(32))
root.public_key().verify(root.sign(message, b"context"), message, b"context")
shared, encapsulated = MLKEM1024PrivateKey.generate().public_key().encapsulate()
MLKEM1024PrivateKey.from_seed_bytes(bytes(64)).decapsulate(encapsulated)


def loaded(pem: bytes) -> bytes:
    key = load_pem_private_key(pem, password=None)
    return key.sign(message)


def proven(pem: bytes, signature: bytes) -> None:
    load_pem_public_key(pem).verify(signature, message, ec.ECDSA(hashes.SHA512()))


def unknown(key, builder: x509.CertificateBuilder, hash_of_the_ca: hashes.HashAlgorithm):
    key.verify(b"", message, padding.PKCS1v15(), hashes.MD5())
    return builder.sign(key, hash_of_the_ca)


def certificate(name: x509.Name) -> x509.Certificate:
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    return builder.public_key(ec_key.public_key()).serial_number(1).sign(ec_key, hashes.SHA384())


def request(name: x509.Name) -> x509.CertificateSigningRequest:
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    return builder.sign(rsa_key, hashes.SHA256(), rsa_padding=pss)


def by_type(key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA384())
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    raise TypeError(key)


def of_a_loaded_key(pem: bytes, signature: bytes, data: bytes) -> None:
    load_pem_private_key(pem, password=None).public_key().verify(signature, data)


class Pss:
    def __init__(self, bits: int) -> None:
        self.hash_of_the_object = getattr(hashes, f"SHA{bits}")

    def sign(self, key: rsa.RSAPrivateKey, data: bytes) -> bytes:
        pss = padding.PSS(mgf=padding.MGF1(self.hash_of_the_object()), salt_length=32)
        return key.sign(data, pss, self.hash_of_the_object())


ALGORITHMS = [Pss(256), Pss(384)]
