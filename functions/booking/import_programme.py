"""Task: store venues, seat plans and showings; called by the deployer with the sample programme, safe to repeat."""

from booking import _wiring
from booking._domain.programme import checked
from booking._programme_rows import ProgrammeRows
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class ImportedProgramme(Body):
    """How many plans and showings were new, and how many showings were known already (and stay as they are)."""

    plans: int
    added: int
    known: int


@task
def handler(sent: ProgrammeRows) -> ImportedProgramme:
    venues, showings = [row.planned() for row in sent.venues], [row.planned() for row in sent.showings]
    checked(venues, showings)
    stored = _wiring.programme().store(venues, showings, clock.now())
    return ImportedProgramme(plans=stored.plans, added=stored.added, known=stored.known)
