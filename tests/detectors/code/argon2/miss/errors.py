from argon2 import exceptions
from argon2.profiles import RFC_9106_LOW_MEMORY


def text(error: exceptions.VerifyMismatchError) -> str:
    return f"{error} (PasswordHasher().verify, {RFC_9106_LOW_MEMORY.time_cost})"
