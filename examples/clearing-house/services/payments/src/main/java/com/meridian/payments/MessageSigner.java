package com.meridian.payments;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Signs payment orders. */
final class MessageSigner {
    // Signature.getInstance("SHA1withRSA") was replaced in 2019.

    KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Algorithms.KEY_BITS);
        return generator.generateKeyPair();
    }

    byte[] sign(PrivateKey key, byte[] order) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(Algorithms.MESSAGE_SIGNATURE);
        signature.initSign(key);
        signature.update(order);
        return signature.sign();
    }

    boolean verify(PublicKey key, byte[] order, byte[] bytes, boolean legacyMember) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(legacyMember ? "SHA1withDSA" : Algorithms.MESSAGE_SIGNATURE);
        signature.initVerify(key);
        signature.update(order);
        return signature.verify(bytes);
    }
}
