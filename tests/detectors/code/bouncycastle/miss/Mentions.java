package com.acme;

import java.security.Security;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.encoders.Hex;

/** new DESEngine() in a comment; a provider, a key and an encoding say nothing of an algorithm. */
class Mentions {
  private static final String HELP = "new MD5Digest()";

  static {
    Security.addProvider(new BouncyCastleProvider());
  }

  String name(Digest digest, byte[] key) {
    new KeyParameter(key);
    return digest.getAlgorithmName() + Hex.toHexString(key) + HELP;
  }

  static class DESEngine {
    void init(boolean forward, Object parameters) {}
  }

  void own() {
    new DESEngine().init(true, null);
  }
}
