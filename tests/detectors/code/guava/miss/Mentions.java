package com.acme;

import com.google.common.hash.Hashing;

/** Hashing.md5() in a comment; checksums are not cryptography. */
class Mentions {
  int bucket(byte[] data) {
    Hashing.crc32().hashBytes(data);
    return Hashing.murmur3_128().hashBytes(data).asInt() + Hashing.consistentHash(7L, 3);
  }
}
