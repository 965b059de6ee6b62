"""Staff at the door: signing in and out, an invitation, and their own account."""

from surveys.web.desk.staff import authenticator, invitation, own, views
from surveys.web.desk.staff.door import pages

__all__ = ["authenticator", "invitation", "own", "pages", "views"]
