package com.acme;

import static org.apache.commons.codec.digest.DigestUtils.sha256Hex;

import org.apache.commons.codec.digest.*;

/** Digests, message authentication codes and password hashes. */
class Digests {
  void digests(byte[] data, String name) {
    DigestUtils.md5Hex(data);
    DigestUtils.sha1(data);
    sha256Hex(data);
    DigestUtils.sha512_256(data);
    new DigestUtils("SHA3-256").digestAsHex(data);
    new DigestUtils(MessageDigestAlgorithms.SHA_224).digest(data);
    DigestUtils.getSha512Digest().digest(data);
    DigestUtils.getDigest(name);
  }

  void codes(byte[] key, String text) {
    HmacUtils.hmacSha1Hex(key, key);
    new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key).hmacHex(text);
    new HmacUtils("HmacSHA512", key).hmac(text);
    HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_MD5, key);
  }

  void passwords(String password, byte[] secret, String salt) {
    Md5Crypt.apr1Crypt(password);
    Sha2Crypt.sha512Crypt(secret);
    UnixCrypt.crypt(password);
    Crypt.crypt(password);
    Crypt.crypt(password, salt);
  }
}
