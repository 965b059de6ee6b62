"""What a household sees: arriving, answering, the receipt, and the pages that explain."""

from surveys.web.resident import answering, arriving, contact, explaining, receipt
from surveys.web.resident.pages import pages

__all__ = ["answering", "arriving", "contact", "explaining", "pages", "receipt"]
