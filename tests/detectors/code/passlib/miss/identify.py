from passlib.hash import bcrypt

print(bcrypt.identify("$2b$12$..."), "bcrypt.hash(password)")
