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

  static class Provider {
    static String getInstance(String name) {
      return name;
    }
  }
}
