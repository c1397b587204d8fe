package com.acme;

import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.*;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

/** Encoders and encryptors. */
class Passwords {
  private static final int STRENGTH = 12;

  @Bean
  PasswordEncoder encoder() {
    return new BCryptPasswordEncoder(STRENGTH);
  }

  void others(String password, String salt) {
    new BCryptPasswordEncoder();
    new BCryptPasswordEncoder(BCryptPasswordEncoder.BCryptVersion.$2B, 10);
    new Pbkdf2PasswordEncoder("", 16, 310_000, Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256);
    new SCryptPasswordEncoder(16384, 8, 1, 32, 64);
    new Argon2PasswordEncoder(16, 32, 1, 65536, 3);
    Map<String, PasswordEncoder> encoders = new HashMap<>();
    encoders.put("argon2", Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8());
    encoders.put("MD5", new MessageDigestPasswordEncoder("MD5"));
    encoders.put("sha256", new StandardPasswordEncoder());
    PasswordEncoderFactories.createDelegatingPasswordEncoder();
    BCrypt.hashpw(password, BCrypt.gensalt(11));
    BCrypt.checkpw(password, salt);
    Encryptors.stronger(password, salt);
    Encryptors.text(password, salt);
  }
}
