"""Order within partitions and offsets that never pass an unsettled record, whatever happens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kafka import TopicPartition

from cdlc_localstack.streams import events, verdicts
from cdlc_localstack.streams.backlog import Attempt, Backlog, Item, Partition

from .records import Made

NEVER = 1e12
STEP = 0.06  # seconds between two looks, shorter than the shortest pause


def filled(batch_size: int, *places: tuple[int, int]) -> Backlog:
    """A backlog with records at these (partition, offset)."""
    backlog = Backlog(batch_size)
    for partition, offset in places:
        backlog.read_to[Partition("t", partition)] = offset + 1
    backlog.add(Item(Made(offset, partition)) for partition, offset in places)
    return backlog


def places(attempt: Attempt | None) -> list[tuple[int, int]]:
    assert attempt is not None
    return [(item.record.partition, item.record.offset) for item in attempt.items]


def test_records_are_cut_into_batches_of_the_mappings_size() -> None:
    backlog = filled(2, (0, 1), (0, 2), (1, 7), (0, 3), (1, 8))
    assert [places(attempt) for attempt in backlog.attempts] == [[(0, 1), (0, 2)], [(1, 7), (0, 3)], [(1, 8)]]


def test_a_batch_stays_within_what_one_invocation_can_carry() -> None:
    backlog = Backlog(1000)
    backlog.add(Item(Made(n, value=b"x" * 1_000_000)) for n in range(9))
    for attempt in backlog.attempts:
        assert events.fits(sum(events.payload_bytes(item.record) for item in attempt.items))
    assert sum(len(attempt.items) for attempt in backlog.attempts) == 9
    assert len(backlog.attempts) == 3


def test_an_attempt_that_is_not_due_holds_up_its_own_partitions_only() -> None:
    backlog = filled(1, (0, 1), (0, 2), (1, 7))
    backlog.attempts[0].due = NEVER
    assert places(backlog.take(0)) == [(1, 7)]
    backlog.settle(backlog.attempts[2])
    assert backlog.take(0) is None
    assert backlog.due() == NEVER
    assert places(backlog.take(NEVER)) == [(0, 1)]


def test_a_partition_with_unsettled_records_is_committed_up_to_the_first_of_them() -> None:
    backlog = filled(10, (0, 5), (0, 6), (1, 3))
    attempt = backlog.attempts[0]
    backlog.settle(attempt, Attempt([item for item in attempt.items if item.record.offset == 6]))
    assert backlog.offsets() == {Partition("t", 0): 6, Partition("t", 1): 4}


def test_a_backlog_is_full_by_count_or_by_bytes() -> None:
    assert not filled(2, *((0, n) for n in range(39))).full()
    assert filled(2, *((0, n) for n in range(40))).full()
    large = Backlog(100)
    large.add(Item(Made(n, value=b"x" * 4_000_000)) for n in range(13))
    assert large.full()


def test_a_lost_partition_is_forgotten() -> None:
    backlog = filled(10, (0, 5), (1, 3))
    backlog.drop({Partition("t", 0)})
    assert places(backlog.take(0)) == [(1, 3)]
    assert backlog.offsets() == {Partition("t", 1): 3}


def test_a_partition_equals_kafka_pythons_own() -> None:
    assert {Partition("t", 1)} == {TopicPartition("t", 1)}


ANSWERS = st.sampled_from(["success", "failure", "bisected", "first", "last"])


@given(
    counts=st.lists(st.integers(0, 12), min_size=1, max_size=3),
    size=st.integers(1, 7),
    answers=st.lists(ANSWERS, max_size=60),
    retries=st.none() | st.integers(0, 2),
)
def test_no_answer_of_the_function_loses_or_overtakes_a_record(
    counts: list[int], size: int, answers: list[str], retries: int | None
) -> None:
    wanted = [(partition, offset) for offset in range(12) for partition, count in enumerate(counts) if offset < count]
    backlog = filled(size, *wanted)
    done: list[tuple[int, int]] = []
    for now, answer in enumerate([*answers, *["success"] * 200]):
        attempt = backlog.take(now * STEP)
        if attempt is not None:
            done += deliver(backlog, attempt, answer, retries, now * STEP)
        committed = backlog.offsets()
        assert all(committed[Partition("t", p)] <= offset for p, offset in set(wanted) - set(done))
    assert sorted(done) == sorted(wanted)
    for partition, count in enumerate(counts):
        in_order = list(range(count))
        assert retries is not None or [offset for p, offset in done if p == partition] == in_order
        assert backlog.offsets().get(Partition("t", partition), 0) == count


def deliver(backlog: Backlog, attempt: Attempt, answer: str, retries: int | None, now: float) -> list[tuple[int, int]]:
    """Settle an attempt as the poller does; answers what is done with: processed or given up."""
    before = places(attempt)
    ends = {"first": attempt.items[0], "last": attempt.items[-1]}
    failed = {verdicts.position(ends[answer])} if answer in ends else None
    verdict = verdicts.Verdict()
    if answer != "success":
        verdict = verdicts.judge(attempt, failed, retries, bisect=answer == "bisected", now=now)
    backlog.settle(attempt, *verdict.again)
    kept = [place for each in verdict.again for place in places(each)]
    return [place for place in before if place not in kept]
