"""The ward that a point is in."""

from . import settings


def query(easting, northing):
    """The query for the boundary service."""
    point = "INTERSECTS(shape,POINT(%d %d))" % (easting, northing)
    return {"typeNames": "exdc:wards", "cql_filter": "lad_code='%s' AND %s" % (settings.GSS_CODE, point)}


def start_of_map():
    latitude, longitude = settings.MAP_CENTRE
    return {"lat": latitude, "lng": longitude, "zoom": 13}
