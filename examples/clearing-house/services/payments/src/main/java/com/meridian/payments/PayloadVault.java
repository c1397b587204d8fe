package com.meridian.payments;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;

/** Encrypts payloads at rest. */
final class PayloadVault {
    private static final int ITERATIONS = 210_000;

    enum Grade {
        STANDARD("AES", 128), HIGH("AES", 256);

        final String cipher;
        final int bits;

        Grade(String cipher, int bits) {
            this.cipher = cipher;
            this.bits = bits;
        }
    }

    SecretKey newKey(Grade grade) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(grade.cipher);
        generator.init(grade.bits);
        return generator.generateKey();
    }

    byte[] seal(SecretKey key, byte[] nonce, byte[] payload) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(Algorithms.PAYLOAD_CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        return cipher.doFinal(payload);
    }

    SecretKey fromPassphrase(char[] passphrase, byte[] salt) throws GeneralSecurityException {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        return factory.generateSecret(new PBEKeySpec(passphrase, salt, ITERATIONS, 256));
    }

    String describe() {
        return "sealed with Cipher.getInstance(\"AES/ECB/PKCS5Padding\") until 2021";
    }
}
