package com.meridian.payments;

import java.security.MessageDigest;

class StatementDigestTest {
    void oldStatementsStillMatch() throws Exception {
        MessageDigest.getInstance("MD5").digest(new byte[0]);
    }
}
