package com.acme;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;

/** Algorithm.HMAC256("secret") in a comment; decoding checks nothing. */
class Mentions {
  String read(String token, Algorithm algorithm) {
    return JWT.decode(token).getSubject() + algorithm.getName();
  }
}
