"""Loading, writing and shifting editions. Times in a file are local to the edition's zone, lists count from 1."""

from sokwms_reg.transfer.service.loading import LoadReport, load, load_demonstration
from sokwms_reg.transfer.service.shipped import shipped
from sokwms_reg.transfer.service.text import LoadError
from sokwms_reg.transfer.service.writing import UnknownEditionError, dump

__all__ = ["LoadError", "LoadReport", "UnknownEditionError", "dump", "load", "load_demonstration", "shipped"]
