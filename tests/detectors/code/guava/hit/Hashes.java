package com.acme;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

/** Hash functions and codes. */
class Hashes {
  private static final HashFunction OLD = Hashing.md5();

  void hashes(byte[] key, byte[] data) {
    OLD.hashBytes(data);
    Hashing.sha256().newHasher().putBytes(data).hash();
    Hashing.sha1();
    Hashing.hmacSha512(key).hashBytes(data);
    Hashing.sipHash24().hashBytes(data);
  }
}
