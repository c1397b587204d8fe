import random
import secrets

secrets.compare_digest("a", "b")
random.random()
random.randint(0, 9)
random.Random(7).getrandbits(128)
