package com.acme;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Tokens made and verified. */
class Tokens {
  private final Algorithm hmac = Algorithm.HMAC256("secret");

  String signed(ECPublicKey open, ECPrivateKey secret) {
    JWT.create().withIssuer("acme").withClaim("id", 7).sign(Algorithm.ECDSA384(open, secret));
    return JWT.create().withSubject("joe").sign(hmac);
  }

  void verified(RSAPublicKey key, String token, Algorithm given) {
    JWT.require(Algorithm.RSA512(key, null)).withIssuer("acme").build().verify(token);
    JWT.require(hmac).build().verify(token);
    JWT.require(given).build().verify(token);
  }
}
