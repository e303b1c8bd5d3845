"""The message that a resident gets."""

from . import settings


def message(report, reference):
    """The body of a request to GOV.UK Notify; sending it is the caller's job."""
    return {
        "email_address": report.email,
        "template_id": settings.NOTIFY_TEMPLATE_ID,
        "personalisation": {
            "council": settings.COUNCIL_NAME,
            "address": report.address,
            "reference": reference,
            "phone": settings.CONTACT_PHONE,
        },
    }


def service_id():
    """A key is name, service id and secret, joined by hyphens."""
    return settings.NOTIFY_API_KEY[-73:-37]
