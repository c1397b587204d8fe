package com.acme;

import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;
import org.bouncycastle.jcajce.spec.MLKEMParameterSpec;
import org.bouncycastle.jcajce.spec.SLHDSAParameterSpec;
import org.bouncycastle.pqc.crypto.crystals.dilithium.*;
import org.bouncycastle.pqc.crypto.crystals.kyber.*;
import org.bouncycastle.pqc.crypto.falcon.*;
import org.bouncycastle.pqc.crypto.frodo.FrodoKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.frodo.FrodoKeyPairGenerator;
import org.bouncycastle.pqc.crypto.frodo.FrodoParameters;
import org.bouncycastle.pqc.crypto.lms.LMSSigner;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAPublicKeyParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSASigner;
import org.bouncycastle.pqc.jcajce.spec.KyberParameterSpec;

/** Lattices, hashes and codes. */
class PostQuantum {
  void lightweight(byte[] key, byte[] message) {
    MLDSASigner verifier = new MLDSASigner();
    verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, key));
    KyberKeyPairGenerator kyber = new KyberKeyPairGenerator();
    kyber.init(new KyberKeyGenerationParameters(new SecureRandom(), KyberParameters.kyber768));
    AsymmetricCipherKeyPair pair = kyber.generateKeyPair();
    new KyberKEMGenerator(new SecureRandom()).generateEncapsulated(pair.getPublic());
    new KyberKEMExtractor((KyberPrivateKeyParameters) pair.getPrivate()).extractSecret(message);
    DilithiumSigner dilithium = new DilithiumSigner();
    dilithium.init(true, new DilithiumPrivateKeyParameters(DilithiumParameters.dilithium3, key, key, key, key, key, key, key));
    FalconKeyPairGenerator falcon = new FalconKeyPairGenerator();
    falcon.init(new FalconKeyGenerationParameters(new SecureRandom(), FalconParameters.falcon_512));
    FrodoKeyPairGenerator frodo = new FrodoKeyPairGenerator();
    frodo.init(new FrodoKeyGenerationParameters(new SecureRandom(), FrodoParameters.frodokem640aes));
    new LMSSigner();
  }

  void moved(byte[] key) {
    var generator = new org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator();
    generator.init(
        new org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters(
            new SecureRandom(), org.bouncycastle.crypto.params.MLKEMParameters.ml_kem_1024));
  }

  void provider() throws Exception {
    KeyPairGenerator signing = KeyPairGenerator.getInstance("ML-DSA", "BC");
    signing.initialize(MLDSAParameterSpec.ml_dsa_44);
    Signature signature = Signature.getInstance("ML-DSA", "BC");
    signature.initSign(signing.generateKeyPair().getPrivate());
    KeyPairGenerator kem = KeyPairGenerator.getInstance("ML-KEM", "BC");
    kem.initialize(MLKEMParameterSpec.ml_kem_512, new SecureRandom());
    KeyPairGenerator hashes = KeyPairGenerator.getInstance("SLH-DSA", "BC");
    hashes.initialize(SLHDSAParameterSpec.slh_dsa_sha2_128s);
    KeyPairGenerator round3 = KeyPairGenerator.getInstance("Kyber", "BCPQC");
    round3.initialize(KyberParameterSpec.kyber512);
  }

  void hybrid() {
    HPKE hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    hpke.setupBaseS(null, null);
  }
}
