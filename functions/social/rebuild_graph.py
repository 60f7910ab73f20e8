"""Task: make the graph what MySQL says; called by `cdlc rebuild graph`, safe to repeat, also while events arrive."""

from chassis.reply import Body
from chassis.task import task
from social import _wiring

BATCH = 2000


class RebuildOrder(Body):
    """Nothing to say."""


class GraphRebuilt(Body):
    """How many pairs were written, and how many the graph had that never were."""

    written: int
    forgotten: int


@task
def handler(_: RebuildOrder) -> GraphRebuilt:
    follows, graph = _wiring.follows(), _wiring.graph()
    written = forgotten = 0
    for batch in follows.batches(BATCH):
        graph.apply(batch, again=True)
        written += len(batch)
    for pairs in graph.pairs(BATCH):
        known = {(follow.follower_id, follow.followed_id) for follow in follows.of(pairs)}
        strangers = [pair for pair in pairs if pair not in known]
        graph.remove(strangers)
        graph.apply(follows.of(strangers), again=True)  # one that began meanwhile: its event may have come too early
        forgotten += len(strangers)
    return GraphRebuilt(written=written, forgotten=forgotten)
