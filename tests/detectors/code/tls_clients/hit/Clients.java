package com.acme;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import okhttp3.ConnectionSpec;
import okhttp3.TlsVersion;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.ssl.SSLContexts;

/** Netty, OkHttp and Apache HttpClient. */
class Clients {
  private static final List<String> SUITES = Arrays.asList("TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA");

  SslContext netty(java.io.File chain, java.io.File key) throws Exception {
    SslContextBuilder.forServer(chain, key).protocols("TLSv1.2", "TLSv1.3").ciphers(SUITES).build();
    return SslContextBuilder.forClient().protocols("TLSv1").build();
  }

  ConnectionSpec okhttp() {
    return new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS).tlsVersions(TlsVersion.TLS_1_1).build();
  }

  void apache(SSLContext given) throws Exception {
    SSLContext context = SSLContexts.custom().setProtocol("TLSv1.2").build();
    new SSLConnectionSocketFactory(given, new String[] {"TLSv1.1"}, null, SSLConnectionSocketFactory.getDefaultHostnameVerifier());
  }
}
