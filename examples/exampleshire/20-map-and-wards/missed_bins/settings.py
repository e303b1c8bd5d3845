"""What differs from one place to the next."""

COUNCIL_NAME = "Exampleshire District Council"
COUNCIL_WEBSITE = "https://www.exampleshire.gov.uk"
CONTACT_EMAIL = "waste.services@exampleshire.gov.uk"
CONTACT_PHONE = "${made-up:SWITCHBOARD}"

DATABASE_HOST = "exsql01.ad.exampleshire.gov.uk"
UPLOAD_SHARE = r"\\exfs02.ad.exampleshire.gov.uk\WasteUploads"

GSS_CODE = "E07000999"
MAP_CENTRE = (52.0412, -1.4725)
WARDS_SERVICE = "https://maps.exampleshire.gov.uk/geoserver/boundaries/wfs"

NOTIFY_API_KEY = "${made-up:NOTIFY_LIVE}"
NOTIFY_TEMPLATE_ID = "${made-up:NOTIFY_TEMPLATE_BINS}"
