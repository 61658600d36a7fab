"""The register of disclosures: who took which personal data out, when, narrowed by what, and for whom.

Rooms above write it whenever a list leaves the office. It is a record of access, so a GET may add to it. People are
known by number only and outlive their registrations here. The pages that show it stand in `handovers`, where the words
for filters and columns are known.
"""
