"""`python -m sokwms_reg` is the same as `sokwms-reg`."""

from sokwms_reg.commands import main

main()
