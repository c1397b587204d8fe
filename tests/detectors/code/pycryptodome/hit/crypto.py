from Crypto.Cipher import AES, ARC4, ChaCha20_Poly1305, DES, DES3, PKCS1_OAEP
from Crypto.Cipher import PKCS1_v1_5 as Wrap
from Crypto.Hash import BLAKE2b, CMAC, HMAC, KMAC128, MD5, SHA1, SHA3_256, SHA256, SHA512, SHAKE128, keccak
from Crypto.Protocol.DH import key_agreement
from Crypto.Protocol.KDF import HKDF, PBKDF2, bcrypt, scrypt
from Crypto.PublicKey import DSA, ECC, MLDSA, MLKEM, RSA
from Crypto.Random import get_random_bytes
from Crypto.Signature import DSS, PKCS1_v1_5, eddsa, mldsa, pkcs1_15, pss
from Crypto.Util.Padding import pad

KEY = get_random_bytes(32)
box = AES.new(KEY, AES.MODE_GCM)
box.encrypt_and_digest(b"data")
AES.new(KEY[:16], AES.MODE_CBC, iv=bytes(16)).decrypt(bytes(16))
AES.new(mode=AES.MODE_SIV, key=get_random_bytes(64)).encrypt_and_digest(b"data")
AES.new(KEY, AES.MODE_KW)
AES.new(SHA256.new(b"secret word").digest(), AES.MODE_CTR)
DES3.new(bytes(range(24)), DES3.MODE_ECB).encrypt(pad(b"data", 8))
DES.new(bytes(range(8)), DES.MODE_OFB)
ARC4.new(KEY).encrypt(b"data")
ChaCha20_Poly1305.new(key=KEY).encrypt_and_digest(b"data")

rsa_key = RSA.generate(3072)
PKCS1_OAEP.new(rsa_key).encrypt(b"data")
PKCS1_OAEP.new(rsa_key.public_key(), hashAlgo=SHA512).encrypt(b"data")
Wrap.new(rsa_key.public_key()).encrypt(b"data")
digest = SHA256.new(b"data")
pkcs1_15.new(rsa_key).sign(digest)
PKCS1_v1_5.new(rsa_key).verify(SHA1.new(b"data"), bytes(384))
signer = pss.new(rsa_key, salt_bytes=32)
signer.sign(SHA512.new(b"data", truncate="256"))

ec_key = ECC.generate(curve="P-256")
DSS.new(ec_key, "fips-186-3").sign(SHA3_256.new(b"data"))
ed_key = ECC.generate(curve="Ed25519")
eddsa.new(ed_key, "rfc8032").sign(b"data")
DSS.new(DSA.generate(2048), "deterministic-rfc6979").sign(digest)
x_key = ECC.generate(curve="Curve25519")
key_agreement(static_priv=x_key, static_pub=x_key.public_key(), kdf=lambda secret: secret)
mldsa.new(MLDSA.generate(param_set=MLDSA.ML_DSA_65)).sign(b"data")
MLKEM.generate(param_set=MLKEM.ML_KEM_768)

mac = HMAC.new(KEY, b"data", digestmod=SHA256)
mac.verify(mac.digest())
CMAC.new(KEY, ciphermod=AES)
KMAC128.new(key=KEY)
MD5.new()
BLAKE2b.new(digest_bits=256)
SHAKE128.new()
keccak.new(digest_bits=256)
PBKDF2("secret word", b"salt", dkLen=32, count=200_000, hmac_hash_module=SHA512)
PBKDF2("secret word", b"salt", 16, 1000, lambda word, salt: HMAC.new(word, salt, SHA256).digest())
HKDF(KEY, 32, b"salt", SHA512)
scrypt("secret word", "salt", 32, N=2**14, r=8, p=1)
bcrypt("secret word", 12)


def unknown(key, mode, pem):
    AES.new(key, mode)
    loaded = RSA.import_key(pem)
    return pkcs1_15.new(loaded).verify(digest, b"")
