from pqcrypto import kem

# kem.ml_kem_512.keygen()
print(dir(kem), "ml_kem_512.keygen()")
