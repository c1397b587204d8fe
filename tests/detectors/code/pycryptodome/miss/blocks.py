from Crypto.Cipher import AES
from Crypto.Util import Counter
from Crypto.Util.Padding import pad, unpad

# DES.new(key, DES.MODE_ECB)
counter = Counter.new(128)
padded = pad(b"data", AES.block_size)
unpad(padded, AES.block_size)
print("AES.new(key, AES.MODE_ECB)", AES.key_size)
