package com.acme;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.*;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.*;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.encodings.*;
import org.bouncycastle.crypto.engines.*;
import org.bouncycastle.crypto.generators.*;
import org.bouncycastle.crypto.macs.*;
import org.bouncycastle.crypto.modes.*;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.*;
import org.bouncycastle.crypto.prng.SP800SecureRandomBuilder;
import org.bouncycastle.crypto.signers.*;
import org.bouncycastle.crypto.util.DigestFactory;

/** Engines, modes, signers and generators. */
class Lightweight {
  private final BlockCipher engine = new BlowfishEngine();

  void digests(byte[] out) {
    SHA256Digest sha = new SHA256Digest();
    sha.update((byte) 1);
    sha.doFinal(out, 0);
    new KeccakDigest(256).doFinal(out, 0);
    new SHA3Digest().doFinal(out, 0);
    new Blake2bDigest(256).doFinal(out, 0);
    DigestFactory.createSHA1().doFinal(out, 0);
    Digest given = new RIPEMD128Digest();
    given.doFinal(out, 0);
    new SHAKEDigest(256).doOutput(out, 0, 64);
  }

  void ciphers(byte[] key, byte[] iv, boolean forward) throws Exception {
    PaddedBufferedBlockCipher cbc = new PaddedBufferedBlockCipher(new CBCBlockCipher(new AESEngine()));
    cbc.init(true, new ParametersWithIV(new KeyParameter(key, 0, 32), iv));
    GCMBlockCipher gcm = new GCMBlockCipher(new AESEngine());
    gcm.init(false, new AEADParameters(new KeyParameter(new byte[16]), 128, iv));
    BufferedBlockCipher ctr = new BufferedBlockCipher(SICBlockCipher.newInstance(AESEngine.newInstance()));
    ctr.init(forward, new KeyParameter(key));
    engine.init(true, new KeyParameter(key));
    StreamCipher rc4 = new RC4Engine();
    rc4.init(true, new KeyParameter(key));
    ChaCha20Poly1305 chacha = new ChaCha20Poly1305();
    chacha.init(true, new AEADParameters(new KeyParameter(key), 128, iv));
    new AESWrapEngine().init(true, new KeyParameter(new byte[32]));
    new DESEngine().init(false, new DESParameters(key));
    TwofishEngine twofish = new TwofishEngine();
    new CBCBlockCipher(twofish).init(true, new KeyParameter(key));
  }

  void given(BlockCipher cipher, KeyParameter key) {
    cipher.init(true, key);
  }

  void rsa(CipherParameters key) throws Exception {
    OAEPEncoding oaep = new OAEPEncoding(new RSAEngine(), new SHA256Digest());
    oaep.init(true, key);
    AsymmetricBlockCipher old = new PKCS1Encoding(new RSAEngine());
    old.init(false, key);
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65537), new SecureRandom(), 2048, 100));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    Signer signer = new RSADigestSigner(new SHA512Digest());
    signer.init(true, pair.getPrivate());
    PSSSigner pss = new PSSSigner(new RSAEngine(), new SHA256Digest(), new SHA1Digest(), 20);
    pss.init(false, key);
  }

  void curves(byte[] hash) {
    X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
    ECDomainParameters domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(domain, new SecureRandom()));
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(BigInteger.ONE, domain));
    DSADigestSigner both = new DSADigestSigner(new ECDSASigner(), new SHA384Digest());
    both.init(false, generator.generateKeyPair().getPublic());
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(generator.generateKeyPair().getPrivate());
    new X25519Agreement().init(null);
    new Ed25519Signer().init(true, null);
    new Ed25519KeyPairGenerator().init(new Ed25519KeyGenerationParameters(new SecureRandom()));
  }

  void codes() {
    new HMac(new SHA256Digest());
    new HMac(new MD5Digest());
    new CMac(new AESEngine());
    new GMac(new GCMBlockCipher(new AESEngine()));
    new Poly1305();
    new KMAC(256, null);
    new CBCBlockCipherMac(new DESEngine());
  }

  void derivation(byte[] password, byte[] salt) {
    new HKDFBytesGenerator(new SHA256Digest());
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA256Digest());
    pbkdf2.init(password, salt, 10_000);
    CipherParameters key = pbkdf2.generateDerivedParameters(256);
    new PKCS5S2ParametersGenerator();
    SCrypt.generate(password, salt, 16384, 8, 1, 32);
    BCrypt.generate(password, salt, 12);
    OpenBSDBCrypt.generate(new char[0], salt, 10);
    OpenBSDBCrypt.checkPassword("$2a", new char[0]);
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withIterations(3).withMemoryAsKB(65536).withParallelism(4).build();
    Argon2BytesGenerator argon = new Argon2BytesGenerator();
    argon.init(parameters);
    new SP800SecureRandomBuilder().buildHMAC(new HMac(new SHA512Digest()), null, false);
  }
}
