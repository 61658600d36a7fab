"""No edition can take an address that the office needs."""

from flask import Flask

from sokwms_reg.editions.states import KEY, RESERVED_SLUGS


def test_every_literal_segment_under_the_office_is_reserved(app: Flask) -> None:
    addresses = [rule.rule.split("/") for rule in app.url_map.iter_rules() if rule.rule.startswith("/office/")]
    literal = {segments[2] for segments in addresses if KEY.fullmatch(segments[2])}
    assert literal - RESERVED_SLUGS == set()
