"""The committee's desk: one folder for each noun, its views hung on the blueprint in `pages`."""

from surveys.web.desk.account import district
from surveys.web.desk.account import views as account
from surveys.web.desk.amendment import views as amendment
from surveys.web.desk.ballot import views as ballot
from surveys.web.desk.community import views as community
from surveys.web.desk.compound import views as compound
from surveys.web.desk.contact import views as contact
from surveys.web.desk.due import views as due
from surveys.web.desk.edition import beginning, item, question, sketches
from surveys.web.desk.edition import views as edition
from surveys.web.desk.entry_lot import typing
from surveys.web.desk.entry_lot import views as entry_lot
from surveys.web.desk.entry_mark import views as entry_mark
from surveys.web.desk.form_entry import views as form_entry
from surveys.web.desk.gates import finding
from surveys.web.desk.gates import views as gates
from surveys.web.desk.help import views as help_
from surveys.web.desk.ledger import views as ledger
from surveys.web.desk.letter import views as letter
from surveys.web.desk.life import views as life
from surveys.web.desk.mandate import co_owners
from surveys.web.desk.mandate import views as mandate
from surveys.web.desk.matter import views as matter
from surveys.web.desk.menu import views as menu
from surveys.web.desk.notice import views as notice
from surveys.web.desk.objection import views as objection
from surveys.web.desk.outcome import views as outcome
from surveys.web.desk.package import views as package
from surveys.web.desk.pages import pages
from surveys.web.desk.paper import views as paper
from surveys.web.desk.paper_form import views as paper_form
from surveys.web.desk.paper_photo import views as paper_photo
from surveys.web.desk.recheck import views as recheck
from surveys.web.desk.recheck import visits as recheck_visits
from surveys.web.desk.roster import home, living, owner, place
from surveys.web.desk.roster import views as roster
from surveys.web.desk.rules import calculator, silence
from surveys.web.desk.table import views as table
from surveys.web.desk.visit import views as visit
from surveys.web.desk.waiting import views as waiting
from surveys.web.desk.wave import views as wave

__all__ = [
    "account",
    "amendment",
    "ballot",
    "beginning",
    "calculator",
    "co_owners",
    "community",
    "compound",
    "contact",
    "district",
    "due",
    "edition",
    "entry_lot",
    "entry_mark",
    "finding",
    "form_entry",
    "gates",
    "help_",
    "home",
    "item",
    "ledger",
    "letter",
    "life",
    "living",
    "mandate",
    "matter",
    "menu",
    "notice",
    "objection",
    "outcome",
    "owner",
    "package",
    "pages",
    "paper",
    "paper_form",
    "paper_photo",
    "place",
    "question",
    "recheck",
    "recheck_visits",
    "roster",
    "silence",
    "sketches",
    "table",
    "typing",
    "visit",
    "waiting",
    "wave",
]
