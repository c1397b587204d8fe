package com.acme;
import java.security.*;
import javax.crypto.Cipher;
class A {
  private static final String ALG = "AES/" + "GCM/NoPadding";
  private final String hash;
  A(String hash) { this.hash = hash; }
  enum Alg { S("SHA256withRSA"), E("SHA384withECDSA"); final String n; Alg(String n){ this.n = n; } String n() { return n; } }
  record Conf(String digest) {}
  byte[] run(Key k, String mode) throws Exception {
    Cipher c = Cipher.getInstance(ALG);
    c.init(Cipher.ENCRYPT_MODE, k);
    Cipher c2 = Cipher.getInstance(mode);
    MessageDigest.getInstance(hash);
    Signature.getInstance(Alg.E.n());
    Signature s = Signature.getInstance(Alg.S.n); s.initSign(k);
    MessageDigest.getInstance(new Conf("MD5").digest());
    String n = x ? "SHA-1" : "SHA-512";
    MessageDigest.getInstance(n);
    MessageDigest md = MessageDigest.getInstance(switch (mode) { case "a" -> "SHA3-256"; default -> "SHA-384"; });
    return md.digest();
  }
  static A make() { return new A("SHA-256"); }
  void go() { run(null, "DESede/CBC/PKCS5Padding"); run(null, String.format("%s/%s/NoPadding", "AES", "CTR")); javax.crypto.Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding"); Cipher.getInstance(System.getProperty("alg", "RC4")); }
}
