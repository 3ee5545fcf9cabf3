"""A mail server of the tests, by aiosmtpd: MODE (tls|starttls|plain) CERTIFICATE KEY [USER PASSWORD].

Prints its port, then one line of JSON for each mail. Ends with its standard input.
"""
import asyncio
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

# It does not know that a socket is TLS from its first byte, and warns of logins without.
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

mode, certificate, key, *login = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode("ascii"),
            "tls": mode == "tls" or session.ssl is not None,
            "authenticated": session.authenticated,
        }
        print(json.dumps(mail), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    given = [data.login.decode(), data.password.decode()]
    return AuthResult(success=given == login, handled=False)


def factory():
    return SMTP(
        Keep(),
        hostname="localhost",
        tls_context=context if mode == "starttls" else None,
        require_starttls=mode == "starttls",
        authenticator=authenticate if login else None,
        auth_required=bool(login),
        auth_require_tls=mode == "starttls",
    )


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        factory, host="127.0.0.1", port=0, ssl=context if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(serve())
