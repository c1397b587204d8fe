package com.acme;

import java.security.*;
import java.security.spec.*;
import java.util.Arrays;
import javax.crypto.*;
import javax.crypto.spec.*;

/** Every service of the architecture, as programs use it. */
class Provider {
  byte[] digest(byte[] data) throws GeneralSecurityException {
    MessageDigest.getInstance("RIPEMD160", "BC").digest(data);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    SecretKeySpec key = new SecretKeySpec(sha.digest(data), "AES");
    Cipher cipher = Cipher.getInstance("AES");
    cipher.init(Cipher.DECRYPT_MODE, key);
    return cipher.doFinal(data);
  }

  void unknownNames() throws GeneralSecurityException {
    MessageDigest.getInstance("HOUSE-MADE-512");
    Cipher.getInstance("Homebrew/CBC/PKCS5Padding");
    Signature.getInstance("SHA256withHOUSE");
    Mac.getInstance("HouseMac");
    SecureRandom.getInstance("HousePRNG");
  }

  void ciphers(Key key, byte[] iv, int mode) throws GeneralSecurityException {
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"), new GCMParameterSpec(96, iv));
    Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cbc.init(mode, new SecretKeySpec(iv, 0, 16, "AES"), new IvParameterSpec(iv));
    Cipher des = Cipher.getInstance("DES/ECB/PKCS5Padding");
    des.init(2, SecretKeyFactory.getInstance("DES").generateSecret(new DESKeySpec(iv)));
    Cipher triple = Cipher.getInstance("DESede/CBC/NoPadding");
    triple.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[24], "DESede"));
    Cipher cut = Cipher.getInstance("AES/CBC/NoPadding");
    cut.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(MessageDigest.getInstance("SHA-384").digest(iv), "AES"));
    Cipher wrap = Cipher.getInstance("AESWrap");
    wrap.init(Cipher.WRAP_MODE, key);
    Cipher unwrap = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    unwrap.init(Cipher.UNWRAP_MODE, key);
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(Cipher.ENCRYPT_MODE, key,
        new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
    Cipher password = Cipher.getInstance("PBEWithMD5AndDES");
    password.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(iv, 1000));
    Cipher.getInstance("ChaCha20-Poly1305");
    Cipher.getInstance("RSA");
    new SealedObject("secret", gcm);
  }

  void keys() throws GeneralSecurityException {
    KeyGenerator aes = KeyGenerator.getInstance("AES");
    aes.init(256, SecureRandom.getInstanceStrong());
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, aes.generateKey());
    KeyGenerator.getInstance("HmacSHA512").generateKey();
    KeyGenerator triple = KeyGenerator.getInstance("DESede");
    triple.init(168);
    KeyGenerator old = KeyGenerator.getInstance("RC2");
    old.init(40);
  }

  void passwords(char[] password, byte[] salt) throws GeneralSecurityException {
    SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
    SecretKey derived = factory.generateSecret(new PBEKeySpec(password, salt, 310_000, 256));
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(derived.getEncoded(), "AES"));
    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(new PBEKeySpec(password, new byte[8], 1000, 128));
    SecretKeyFactory.getInstance("PBEWithSHA1AndDESede");
    SecretKeyFactory.getInstance("DESede");
    new SecretKeySpec(Arrays.copyOf(salt, 24), "DESede");
  }

  void signatures(PrivateKey given) throws GeneralSecurityException {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair pair = rsa.generateKeyPair();
    Signature sign = Signature.getInstance("SHA1withRSA");
    sign.initSign(pair.getPrivate());
    Signature verify = Signature.getInstance("SHA1withRSA");
    verify.initVerify(pair.getPublic());

    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp384r1"), new SecureRandom());
    Signature ecdsa = Signature.getInstance("SHA384withECDSA");
    ecdsa.initSign(ec.genKeyPair().getPrivate());

    java.security.interfaces.ECPublicKey cast = (java.security.interfaces.ECPublicKey) ec.genKeyPair().getPublic();
    Signature.getInstance("SHA384withECDSA").initVerify(cast);

    KeyPairGenerator exponent = KeyPairGenerator.getInstance("RSA");
    exponent.initialize(new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4));
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
    pss.initSign(given);

    KeyPairGenerator edwards = KeyPairGenerator.getInstance("EdDSA");
    edwards.initialize(NamedParameterSpec.ED25519);
    Signature eddsa = Signature.getInstance("EdDSA");
    eddsa.initSign(edwards.generateKeyPair().getPrivate());
    Signature.getInstance("ML-DSA-65").initVerify(KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair().getPublic());
    KeyPairGenerator lattice = KeyPairGenerator.getInstance("ML-DSA");
    lattice.initialize(NamedParameterSpec.ML_DSA_87);
    Signature later = Signature.getInstance("ML-DSA");
    later.initSign(lattice.generateKeyPair().getPrivate());
    SignedObject signed = new SignedObject("x", given, Signature.getInstance("SHA256withDSA"));
    signed.verify(ec.genKeyPair().getPublic(), Signature.getInstance("NONEwithECDSA"));
    KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
    dsa.initialize(2048);
  }

  void agreements(Key own, byte[] der) throws GeneralSecurityException {
    KeyAgreement dh = KeyAgreement.getInstance("DH");
    dh.init(own);
    KeyPairGenerator x = KeyPairGenerator.getInstance("XDH");
    x.initialize(new NamedParameterSpec("X25519"));
    KeyAgreement xdh = KeyAgreement.getInstance("XDH");
    xdh.init(x.generateKeyPair().getPrivate());
    KeyAgreement ecdh = KeyAgreement.getInstance("ECDH");
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(256);
    ecdh.init(ec.generateKeyPair().getPrivate());
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    KeyFactory factory = KeyFactory.getInstance("EC");
    PublicKey peer = factory.generatePublic(new ECPublicKeySpec(null, curve.getParameterSpec(ECParameterSpec.class)));
    Signature.getInstance("SHA256withECDSA").initVerify(peer);
    AlgorithmParameterGenerator generator = AlgorithmParameterGenerator.getInstance("DH");
    generator.init(2048);
    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  void encapsulation(PublicKey peer) throws GeneralSecurityException {
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("ML-KEM");
    pairs.initialize(NamedParameterSpec.ML_KEM_768);
    KEM kem = KEM.getInstance("ML-KEM");
    KEM.Decapsulator opened = kem.newDecapsulator(pairs.generateKeyPair().getPrivate());
    KEM.getInstance("DHKEM").newEncapsulator(peer).encapsulate();
  }

  SecretKey expand(SecretKey shared, byte[] info) throws GeneralSecurityException {
    KDF kdf = KDF.getInstance("HKDF-SHA256");
    return kdf.deriveKey("AES", HKDFParameterSpec.ofExtract().addIKM(shared).thenExpand(info, 32));
  }

  void codes(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    Mac.getInstance("AESCMAC", "BC");
  }

  void given(Cipher cipher, Signature signature, Key key, PrivateKey own) throws GeneralSecurityException {
    cipher.init(Cipher.ENCRYPT_MODE, key);
    signature.initSign(own);
  }

  void identifiers() throws GeneralSecurityException {
    MessageDigest.getInstance("2.16.840.1.101.3.4.2.1");
    MessageDigest.getInstance("KECCAK-256", "BC");
    Signature.getInstance("1.2.840.113549.1.1.11");
    Signature.getInstance("Dilithium3", "BCPQC");
    Cipher.getInstance("1.2.840.113549.3.2");
    Cipher.getInstance("Twofish/CBC/PKCS7Padding", "BC");
    KeyPairGenerator.getInstance("Kyber", "BCPQC");
    KeyAgreement.getInstance("ECDHwithSHA256KDF", "BC");
    SecretKeyFactory.getInstance("SCRYPT", "BC");
    Mac.getInstance("DESEDEMAC", "BC");
  }

  void random() throws GeneralSecurityException {
    new SecureRandom().nextBytes(new byte[16]);
    SecureRandom.getInstance("SHA1PRNG");
    SecureRandom.getInstance("DRBG");
  }
}
