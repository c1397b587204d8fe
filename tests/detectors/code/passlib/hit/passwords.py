from passlib.context import CryptContext
from passlib.hash import pbkdf2_sha256, sha512_crypt

stored = pbkdf2_sha256.hash("secret word")
pbkdf2_sha256.verify("secret word", stored)
pbkdf2_sha256.using(rounds=100_000).hash("secret word")
sha512_crypt.hash("secret word")
context = CryptContext(schemes=["pbkdf2_sha512", "md5_crypt"], deprecated="auto")
context.verify("secret word", context.hash("secret word"))
