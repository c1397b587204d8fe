package com.acme;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.bouncycastle.jcajce.provider.digest.SHA3;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.jcajce.*;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.x509.X509V3CertificateGenerator;

/** Certificates, CMS and OpenPGP. */
class Messages {
  void certificates(PrivateKey key) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "BC");
    generator.initialize(3072);
    KeyPair pair = generator.generateKeyPair();
    new JcaContentSignerBuilder("SHA256withRSA").setProvider("BC").build(pair.getPrivate());
    new JcaContentSignerBuilder("SHA1WithRSAEncryption").build(key);
    var signature = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withRSA");
    new BcRSAContentSignerBuilder(signature, new DefaultDigestAlgorithmIdentifierFinder().find(signature));
    KeyPairGenerator ec = KeyPairGenerator.getInstance("ECDSA", "BC");
    ec.initialize(ECNamedCurveTable.getParameterSpec("brainpoolP256r1"));
  }

  void older(PrivateKey key, String keys) throws Exception {
    X509V3CertificateGenerator generator = new X509V3CertificateGenerator();
    generator.setSignatureAlgorithm("MD5WithRSA");
    generator.generate(key, "BC");
  }

  void messages(PrivateKey key) throws Exception {
    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider("BC").build();
    new JceCMSContentEncryptorBuilder(CMSAlgorithm.DES_EDE3_CBC);
    new JcaSimpleSignerInfoGeneratorBuilder().setProvider("BC").build("SHA512withECDSA", key, new byte[0]);
    new JcePEMEncryptorBuilder("AES-256-CBC");
    new SHA3.Digest256().digest(new byte[0]);
    new Keccak.Digest256();
  }

  void openpgp() throws Exception {
    new JcePGPDataEncryptorBuilder(PGPEncryptedData.CAST5).setWithIntegrityPacket(true);
    new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256);
    new JcaPGPContentSignerBuilder(PGPPublicKey.RSA_GENERAL, PGPUtil.SHA1);
    new JcaPGPContentSignerBuilder(PGPPublicKey.ECDSA, HashAlgorithmTags.SHA512);
    new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA256);
    new JcePBESecretKeyEncryptorBuilder(PGPEncryptedData.AES_128, null, 0x60);
  }
}
