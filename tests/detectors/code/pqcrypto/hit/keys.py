from pqcrypto.kem import hqc_128, ml_kem_768
from pqcrypto.kem.mceliece_348864f import keygen as classic
from pqcrypto.sign import slh_dsa_shake_256f

public, secret = ml_kem_768.keygen()
ciphertext, shared = ml_kem_768.encaps(public)
ml_kem_768.decaps(secret, ciphertext)
hqc_128.keygen()
classic()
verify, sign = slh_dsa_shake_256f.keygen()
slh_dsa_shake_256f.verify(verify, b"data", slh_dsa_shake_256f.sign(sign, b"data"))
