package com.acme;

import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.*;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.*;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWEDecryptionKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/** Headers, selectors, verifiers and keys. */
class Tokens {
  SignedJWT signed(JWTClaimsSet claims, RSAPrivateKey key, String name) throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(), claims);
    token.sign(new RSASSASigner(key));
    new JWSHeader(JWSAlgorithm.HS512);
    new JWSHeader(JWSAlgorithm.parse("PS384"));
    new JWSHeader(JWSAlgorithm.parse(name));
    return token;
  }

  void encrypted() {
    new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM);
    new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256).build();
    new JWEHeader(JWEAlgorithm.PBES2_HS512_A256KW, EncryptionMethod.XC20P);
  }

  void verified(JWKSource<?> source, byte[] secret, RSAPublicKey rsa, ECPublicKey ec) throws Exception {
    new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, source);
    new JWEDecryptionKeySelector<>(JWEAlgorithm.ECDH_ES, EncryptionMethod.A128GCM, source);
    new MACVerifier(secret);
    new RSASSAVerifier(rsa);
    new ECDSAVerifier(ec);
  }

  void keys() throws Exception {
    new RSAKeyGenerator(2048).keyID("1").generate();
    new ECKeyGenerator(Curve.P_256).generate();
    new OctetKeyPairGenerator(Curve.Ed25519).generate();
    new OctetSequenceKeyGenerator(256).generate();
  }
}
