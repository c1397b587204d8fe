package com.acme;

import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.commons.codec.digest.XXHash32;

/** DigestUtils.md5Hex(data) in a comment; checksums and encodings are not cryptography. */
class Mentions {
  String text(byte[] data) {
    new XXHash32().update(data, 0, data.length);
    return Hex.encodeHexString(data) + MurmurHash3.hash32x86(data) + DigestUtils.isAvailable("MD5");
  }
}
