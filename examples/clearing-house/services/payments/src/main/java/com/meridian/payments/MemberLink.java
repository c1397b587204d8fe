package com.meridian.payments;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The TLS link to a member. */
final class MemberLink {
    SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        return engine;
    }

    SSLContext context() throws GeneralSecurityException {
        return SSLContext.getInstance("TLSv1.3");
    }
}
