package com.acme;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.SignatureAlgorithm;

/** Jwts.builder().signWith(SignatureAlgorithm.HS256, secret) in a comment, and an algorithm that is only printed. */
class Mentions {
  String subject(Claims claims) {
    return claims.getSubject() + SignatureAlgorithm.HS256.getValue();
  }
}
