"""Task: index all names of titles and people; called by `cdlc rebuild search` and the deployer, safe to repeat."""

from catalogue import _wiring
from chassis.reply import Body
from chassis.task import task


class RebuildOrder(Body):
    """`only_if_empty`: nothing is done where the index holds anything, as after its migration it does not."""

    only_if_empty: bool = False


class SearchRebuilt(Body):
    """How many titles and people were looked at."""

    titles: int
    people: int


@task
def handler(order: RebuildOrder) -> SearchRebuilt:
    index = _wiring.name_index()
    if order.only_if_empty and not index.is_empty():
        return SearchRebuilt(titles=0, people=0)
    return SearchRebuilt(**index.rebuild())
