import nacl.hash
import nacl.pwhash
import nacl.secret
import nacl.utils
from nacl.public import Box, PrivateKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

key = nacl.utils.random(nacl.secret.SecretBox.KEY_SIZE)
box = nacl.secret.SecretBox(key)
box.decrypt(box.encrypt(b"data"))
nacl.secret.Aead(key).encrypt(b"data")
mine, theirs = PrivateKey.generate(), PrivateKey.generate()
Box(mine, theirs.public_key).encrypt(b"data")
SealedBox(theirs).decrypt(SealedBox(theirs.public_key).encrypt(b"data"))
signer = SigningKey.generate()
signed = signer.sign(b"data")
signer.verify_key.verify(signed)
VerifyKey(bytes(signer.verify_key)).verify(b"data", signed.signature)
nacl.hash.sha512(b"data")
nacl.hash.blake2b(b"data")
nacl.hash.siphash24(b"data", bytes(16))
nacl.pwhash.str(b"secret word")
nacl.pwhash.argon2id.kdf(32, b"secret word", nacl.utils.random(16), opslimit=2, memlimit=67108864)
nacl.pwhash.scrypt.kdf(32, b"secret word", nacl.utils.random(32), opslimit=2**15, memlimit=2**24)
nacl.pwhash.verify(nacl.pwhash.argon2i.str(b"secret word"), b"secret word")
