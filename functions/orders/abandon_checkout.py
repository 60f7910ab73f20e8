"""Task of the checkout: turn back, if it is not too late; from here on no step forward is taken."""

from chassis import clock
from chassis.task import task
from orders import _wiring
from orders._domain.checkout import abandoned, problem_of, to_undo
from orders._tasks import Abandoned, AbandonRequest


@task
def handler(asked: AbandonRequest) -> Abandoned:
    problem = problem_of(asked.failure.Error, asked.failure.Cause)
    with _wiring.checkouts().transaction() as checkouts:
        before = checkouts.lock(asked.checkout_id)
        after = abandoned(before, problem, clock.now())
        checkouts.replace(before, after)
        checkouts.save()
    return Abandoned(checkout_id=after.id, status=after.status, undo=to_undo(after))
