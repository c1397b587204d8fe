package com.acme;

import java.security.Key;
import javax.crypto.Cipher;

/** Nothing here is a use: MessageDigest.getInstance("MD5") in a comment, a string, a type, an import. */
class Mentions {
  // Cipher.getInstance("DES");
  private static final String HELP = "call Cipher.getInstance(\"RC4\") or java.security.MessageDigest.getInstance";
  private Cipher cipher;

  /* MessageDigest.getInstance("SHA-1") */
  String name(Key key) {
    return Provider.getInstance("MD5") + key.getAlgorithm() + HELP;
  }

  /** Containers, parsers and specifications: they name no algorithm that is used here. */
  void containers(byte[] key) throws Exception {
    java.security.KeyStore.getInstance("PKCS12");
    java.security.cert.CertificateFactory.getInstance("X.509");
    java.security.cert.CertPathValidator.getInstance("PKIX");
    java.security.AlgorithmParameters.getInstance("EC");
    new javax.crypto.spec.SecretKeySpec(key, "AES");
    new javax.crypto.spec.IvParameterSpec(key);
  }

  static class Provider {
    static String getInstance(String name) {
      return name;
    }
  }
}
