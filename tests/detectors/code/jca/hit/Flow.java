package com.acme;

import static javax.crypto.Cipher.*;

import java.security.MessageDigest;
import java.util.*;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

class Flow {
  void withoutBraces(boolean old) throws Exception {
    String name = "SHA-256";
    if (old) name = "SHA-1";
    MessageDigest.getInstance(name);
    String other;
    if (old) other = "MD5";
    else other = "SHA-512";
    MessageDigest.getInstance(other);
  }

  void declared(SecretKey key) throws Exception {
    Cipher cipher;
    try {
      cipher = getInstance("RC2");
    } catch (Exception e) {
      throw e;
    }
    cipher.init(ENCRYPT_MODE, key);
  }

  void tables(String wanted) throws Exception {
    Map<String, String> names = Map.of("a", "SHA-224", "b", "SHA-384");
    MessageDigest.getInstance(names.get("b"));
    for (String one : new ArrayList<>(List.of("SHA3-256", "SHA3-512"))) MessageDigest.getInstance(one);
  }

  void all(String first, String... more) throws Exception {
    for (String one : more) MessageDigest.getInstance(one);
  }

  void calls() throws Exception {
    all("x", "MD2", "SHA-512/256");
  }
}
