import os

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.primitives import cmac, hashes, hmac, hpke, keywrap, poly1305
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, AESGCMSIV, AESOCB3, AESSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.kbkdf import CounterLocation, KBKDFHMAC, Mode
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from cryptography.x509 import load_pem_x509_certificate

iv = os.urandom(16)
key = os.urandom(32)
encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
decryptor = Cipher(algorithms.AES(key[:16]), modes.GCM(iv, bytes(16))).decryptor()
Cipher(algorithms.AES(os.urandom(64)), modes.XTS(iv)).encryptor()
Cipher(algorithms.AES256(key), mode=modes.CTR(iv)).encryptor()
Cipher(algorithms.ChaCha20(key, iv), mode=None).encryptor()
Cipher(old.TripleDES(bytes(range(24))), modes.CBC(bytes(8))).decryptor()
Cipher(old.ARC4(bytes(16)), None).encryptor()
Cipher(algorithms.Camellia(key) if hasattr(algorithms, "Camellia") else old.Camellia(key), modes.CBC(iv)).encryptor()

aead = AESGCM(AESGCM.generate_key(bit_length=128))
aead.decrypt(iv[:12], aead.encrypt(iv[:12], b"data", None), None)
AESCCM(key, tag_length=8).encrypt(iv[:12], b"data", None)
AESGCMSIV(key).encrypt(iv[:12], b"data", None)
AESOCB3(key).encrypt(iv[:12], b"data", None)
AESSIV(AESSIV.generate_key(512)).encrypt(b"data", None)
ChaCha20Poly1305(ChaCha20Poly1305.generate_key()).encrypt(iv[:12], b"data", None)

token = Fernet(Fernet.generate_key()).encrypt(b"data")
MultiFernet([Fernet(Fernet.generate_key())]).encrypt(b"data")
keywrap.aes_key_wrap(key, bytes(16))
keywrap.aes_key_wrap_with_padding(key[:24], bytes(16))

digest = hashes.Hash(hashes.SHA512_256())
hashes.Hash(hashes.BLAKE2b(64))
hashes.XOFHash(hashes.SHAKE256(32))
tag = hmac.HMAC(key, hashes.SHA256())
cmac.CMAC(algorithms.AES(key))
poly1305.Poly1305.generate_tag(key, b"data")

HKDF(hashes.SHA256(), 32, None, b"info").derive(key)
PBKDF2HMAC(algorithm=hashes.SHA1(), length=16, salt=iv, iterations=1000).derive(b"secret word")
AESGCM(PBKDF2HMAC(hashes.SHA256(), 16, iv, 600_000).derive(b"secret word")).encrypt(iv[:12], b"data", None)
Scrypt(salt=iv, length=32, n=2**14, r=8, p=1).derive(b"secret word")
Argon2id(salt=iv, length=32, iterations=2, lanes=4, memory_cost=64 * 1024).derive(b"secret word")
ConcatKDFHash(hashes.SHA256(), 32, None)
X963KDF(hashes.SHA384(), 32, None)
KBKDFHMAC(hashes.SHA256(), Mode.CounterMode, 32, 4, 4, CounterLocation.BeforeFixed, b"", b"", None)
TOTP(key, 6, hashes.SHA1(), 30).generate(0)

suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
private = X25519PrivateKey.generate()
hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA512, hpke.AEAD.CHACHA20_POLY1305).encrypt(b"data", private.public_key())
private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret word"))
private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def fingerprint(pem: bytes) -> bytes:
    return load_pem_x509_certificate(pem).fingerprint(hashes.SHA1())


def kind(name: str, secret: bytes):
    return Cipher(algorithms.AES(secret), getattr(modes, name)(iv))
