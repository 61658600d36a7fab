"""A registration as a calendar, and as data."""

from sokwms_reg.registration.exports.attendance import calendar
from sokwms_reg.registration.exports.own_data import own_data

__all__ = ["calendar", "own_data"]
