package com.acme;

import io.netty.handler.ssl.SslContext;
import okhttp3.TlsVersion;

/** SslContextBuilder.forClient().protocols("SSLv3") in a comment, and a version that is only compared. */
class Mentions {
  boolean old(TlsVersion version, SslContext context) {
    return version == TlsVersion.TLS_1_0 && context.isClient();
  }
}
