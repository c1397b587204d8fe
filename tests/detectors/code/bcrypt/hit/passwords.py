import bcrypt

ROUNDS = 13

stored = bcrypt.hashpw(b"secret word", bcrypt.gensalt(4))
bcrypt.hashpw(b"secret word", bcrypt.gensalt())
bcrypt.checkpw(b"secret word", stored)
bcrypt.kdf(password=b"secret word", salt=b"salt", desired_key_bytes=32, rounds=ROUNDS)
