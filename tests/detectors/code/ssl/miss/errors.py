import ssl

# ssl.SSLContext(ssl.PROTOCOL_SSLv3)


def reason(error: ssl.SSLError) -> str:
    return f"{error.reason} with {ssl.OPENSSL_VERSION}; ssl.create_default_context() may help"


def version(context: ssl.SSLContext) -> str:
    return context.minimum_version.name
