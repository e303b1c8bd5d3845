import unittest

from missed_bins import settings, wards


class Wards(unittest.TestCase):
    def test_query_asks_for_our_district(self):
        self.assertIn(settings.GSS_CODE, wards.query(437010, 238450)["cql_filter"])

    def test_map_starts_at_the_civic_centre(self):
        self.assertEqual(wards.start_of_map()["lat"], settings.MAP_CENTRE[0])
