import os
import random
import secrets
from os import urandom
from secrets import token_bytes as fresh

SIZE = 16

os.urandom(SIZE)
urandom(12)
secrets.token_bytes()
secrets.token_hex(32)
secrets.token_urlsafe(nbytes=24)
secrets.randbelow(10)
secrets.choice("abc")
fresh(8)
random.SystemRandom().random()
secrets.SystemRandom()
