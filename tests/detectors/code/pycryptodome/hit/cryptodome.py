import Cryptodome.Cipher.AES
from Cryptodome import Random
from Cryptodome.Hash import SHA
from Cryptodome.PublicKey import RSA as Keys

rng = Random.new()
Cryptodome.Cipher.AES.new(rng.read(24), Cryptodome.Cipher.AES.MODE_EAX)
Keys.generate(bits=1024)
SHA.new(b"data")
