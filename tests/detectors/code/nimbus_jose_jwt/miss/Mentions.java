package com.acme;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;

/** new JWSHeader(JWSAlgorithm.HS256) in a comment; a comparison makes no token. */
class Mentions {
  boolean isRsa(SignedJWT token) {
    return JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm());
  }
}
