package com.meridian.payments;

/** The names that the payments service uses; they are read from here and nowhere else. */
final class Algorithms {
    static final String MESSAGE_SIGNATURE = "SHA256withRSA";
    static final String PAYLOAD_CIPHER = "AES/GCM/NoPadding";
    static final int KEY_BITS = 3072;

    private Algorithms() {
    }
}
