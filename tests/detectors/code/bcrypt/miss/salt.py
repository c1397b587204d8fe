import bcrypt

salt = bcrypt.gensalt(12)  # no password is hashed here
print("bcrypt.hashpw(password, salt)", bcrypt.__version__)
