import io
import unittest
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from missed_bins import notify, report, settings
from missed_bins.app import make_application


class Form(unittest.TestCase):
    def setUp(self):
        self.sent = []
        self.application = make_application(self.sent.append)

    def ask(self, **form):
        body = urlencode(form).encode()
        environ = {"REQUEST_METHOD": "POST" if form else "GET", "CONTENT_LENGTH": str(len(body))}
        setup_testing_defaults(environ)
        environ["wsgi.input"] = io.BytesIO(body)
        status = []
        page = b"".join(self.application(environ, lambda line, headers: status.append(line)))
        return status[0], page.decode()

    def test_page_names_the_council(self):
        status, page = self.ask()
        self.assertEqual(status, "200 OK")
        self.assertIn(settings.COUNCIL_NAME, page)
        self.assertIn(settings.CONTACT_EMAIL, page)

    def test_resident_is_told(self):
        # Mrs Larkspur of the assisted collections, who rang about this.
        status, page = self.ask(address="4 Mill Lane", email=settings.CONTACT_EMAIL, bin="garden", day="2020-03-30")
        self.assertEqual(status, "200 OK")
        self.assertEqual(self.sent[0]["template_id"], settings.NOTIFY_TEMPLATE_ID)
        self.assertIn(self.sent[0]["personalisation"]["reference"], page)

    def test_what_is_missing_is_named(self):
        status, page = self.ask(address="4 Mill Lane", bin="blue", email="edith@example.com")
        self.assertEqual(status, "400 Bad Request")
        self.assertIn("day, bin", page)
        self.assertEqual(self.sent, [])


class Numbers(unittest.TestCase):
    def test_national_insurance_number_is_masked(self):
        number = "${made-up:NINO_6}"
        self.assertEqual(report.masked(number), number[:2] + "******" + number[-1])

    def test_nhs_number_is_masked(self):
        record = {"nhs_number": "${made-up:NHS_6}"}
        self.assertNotIn(record["nhs_number"][3:8], report.masked(record["nhs_number"]))

    def test_key_names_its_service(self):
        self.assertEqual(len(notify.service_id()), 36)
