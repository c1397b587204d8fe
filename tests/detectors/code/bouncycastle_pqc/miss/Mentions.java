package com.acme;

import org.bouncycastle.pqc.crypto.crystals.kyber.KyberParameters;
import org.bouncycastle.pqc.jcajce.provider.BouncyCastlePQCProvider;

/** new KyberKEMGenerator(random) in a comment; a parameter set that is only printed is no use. */
class Mentions {
  String name() {
    java.security.Security.addProvider(new BouncyCastlePQCProvider());
    return KyberParameters.kyber768.getName() + "new DilithiumSigner()";
  }
}
