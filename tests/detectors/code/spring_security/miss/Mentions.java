package com.acme;

import org.springframework.security.crypto.codec.Hex;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** new BCryptPasswordEncoder() in a comment; an encoder from elsewhere, an encoding, and one that does nothing. */
class Mentions {
  private final PasswordEncoder plain = NoOpPasswordEncoder.getInstance();

  boolean matches(PasswordEncoder encoder, String password) {
    return encoder.matches(password, new String(Hex.encode(password.getBytes())));
  }
}
