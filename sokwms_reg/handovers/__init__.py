"""Lists handed over to hotel, caterer, coach, printer and interpreters: what each holds, and what has changed since.

The pages of the register of disclosures stand here too.
"""
