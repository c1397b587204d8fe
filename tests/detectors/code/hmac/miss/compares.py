import hmac

# hmac.new(key, b"", "sha1")


def same(left: bytes, right: bytes) -> bool:
    return hmac.compare_digest(left, right)
