"""What a household sees: arriving, answering, the receipt, and the pages that explain."""

from surveys.web.lean.resident import answering, arriving, contact, deciding, door, explaining, proving, receipt, sealed
from surveys.web.lean.resident.pages import pages

__all__ = ["answering", "arriving", "contact", "deciding", "door", "explaining", "pages", "proving", "receipt", "sealed"]
