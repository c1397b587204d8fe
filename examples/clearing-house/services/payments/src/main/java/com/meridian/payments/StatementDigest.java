package com.meridian.payments;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.beans.factory.annotation.Value;

/** Digests of statements; which hash is a matter of the configuration. */
class StatementDigest {
    @Value("${statements.digest}")
    private String digestName;

    byte[] digest(byte[] statement) throws GeneralSecurityException {
        return MessageDigest.getInstance(digestName).digest(statement);
    }

    byte[] tag(SecretKey key, byte[] statement, Properties settings) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(settings.getProperty("statements.mac", "HmacSHA256"));
        mac.init(key);
        return mac.doFinal(statement);
    }

    byte[] archived(byte[] statement) throws GeneralSecurityException {
        return MessageDigest.getInstance(System.getenv("ARCHIVE_DIGEST")).digest(statement);
    }
}
