import argon2
from argon2 import PasswordHasher, Type
from argon2.low_level import hash_secret_raw

hasher = PasswordHasher(time_cost=2, memory_cost=65536)
hasher.verify(hasher.hash("secret word"), "secret word")
argon2.PasswordHasher(type=Type.I).hash("secret word")
hash_secret_raw(b"secret word", b"salt of sixteen.", 2, 65536, 4, 32, Type.D)
