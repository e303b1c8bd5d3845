"""The form itself, for any WSGI server."""

from html import escape
from urllib.parse import parse_qsl

from . import notify, report, settings

PAGE = """<!doctype html>
<html lang="en-GB">
<title>Report a missed bin - {council}</title>
<h1>Report a missed bin</h1>
{body}
<footer><a href="{website}/privacy">Privacy</a> {council}, {phone},
<a href="mailto:{email}">{email}</a></footer>
</html>
"""

FORM = """<form method="post">
<label>Address <input name="address"></label>
<label>Email <input name="email" type="email"></label>
<label>Bin <input name="bin"></label>
<label>Day <input name="day" type="date"></label>
<button>Send</button>
</form>"""


def page(body):
    return PAGE.format(
        council=escape(settings.COUNCIL_NAME),
        website=escape(settings.COUNCIL_WEBSITE),
        phone=escape(settings.CONTACT_PHONE),
        email=escape(settings.CONTACT_EMAIL),
        body=body,
    )


def make_application(send):
    """`send` takes the body of a request to GOV.UK Notify."""

    def application(environ, start_response):
        status, body = "200 OK", FORM
        if environ["REQUEST_METHOD"] == "POST":
            length = int(environ.get("CONTENT_LENGTH") or 0)
            form = dict(parse_qsl(environ["wsgi.input"].read(length).decode()))
            found, wrong = report.parse(form)
            if wrong:
                status, body = "400 Bad Request", "<p>Please fill in: %s</p>" % escape(", ".join(wrong)) + FORM
            else:
                reference = "MB-%05d" % (sum(found.address.encode()) % 100000)
                send(notify.message(found, reference))
                body = "<p>Thank you. Your reference is %s.</p>" % reference
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [page(body).encode()]

    return application
