package com.acme;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import io.jsonwebtoken.security.Keys;
import java.security.Key;
import java.security.KeyPair;
import java.util.Date;
import javax.crypto.SecretKey;

/** Tokens as 0.9 and 0.12 make them. */
class Tokens {
  private final SecretKey made = Keys.secretKeyFor(SignatureAlgorithm.HS512);

  String old(String secret, String subject) {
    return Jwts.builder()
        .setSubject(subject)
        .claim("role", "admin")
        .setExpiration(new Date())
        .signWith(SignatureAlgorithm.HS256, secret)
        .compact();
  }

  String middle(Key key) {
    return Jwts.builder().setIssuer("acme").signWith(key, SignatureAlgorithm.ES384).compact();
  }

  String byKey(byte[] secret, Key given) {
    Jwts.builder().signWith(made).compact();
    Jwts.builder().signWith(Keys.hmacShaKeyFor(secret)).compact();
    return Jwts.builder().signWith(given).compact();
  }

  String current(Key key) {
    SecretKey mac = Jwts.SIG.HS384.key().build();
    KeyPair pair = Jwts.SIG.RS256.keyPair().build();
    return Jwts.builder().header().keyId("1").and().subject("joe").signWith(key, Jwts.SIG.EdDSA).compact();
  }

  String encrypted(SecretKey key, KeyPair pair) {
    Jwts.builder().subject("joe").encryptWith(key, Jwts.ENC.A256GCM).compact();
    return Jwts.builder().encryptWith(pair.getPublic(), Jwts.KEY.ECDH_ES_A128KW, Jwts.ENC.A128CBC_HS256).compact();
  }

  void parsed(SecretKey key, String token) {
    Jwts.parser().setSigningKey(key).parseClaimsJws(token);
    Jwts.parser().verifyWith(key).build().parseSignedClaims(token);
    KeyPair pair = Keys.keyPairFor(SignatureAlgorithm.PS256);
    Jwts.builder().signWith(key, SignatureAlgorithm.forName("RS384"));
    Jwts.builder().signWith(SignatureAlgorithm.NONE, key);
  }
}
