import org.bouncycastle.jce.X509V3CertificateGenerator;
import org.spongycastle.asn1.x9.ECNamedCurveTable;
import org.spongycastle.crypto.digests.SHA256Digest;
import org.spongycastle.operator.jcajce.JcaContentSignerBuilder;

class Renamed {
  void sign(X509V3CertificateGenerator made) throws Exception {
    new X509V3CertificateGenerator().setSignatureAlgorithm("MD5WithRSAEncryption");
    new JcaContentSignerBuilder("SHA256withRSA");
    new SHA256Digest();
  }
}
