"""CPU of a job's one process beside a run of ffmpeg per rung, at equal settings: `bench/transcode.py <film> [rounds]`.

Both sides are the local MediaConvert's own commands; the second makes a job of each rung with the sound, as somebody
would who calls ffmpeg four times. The same settings on the same pictures give the same bytes, which is checked: no
measure of quality can be more equal. Writes bench/results/transcode.md.
"""

from __future__ import annotations

import hashlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "localstack" / "extension"), str(ROOT / "tests")]

from cdlc_localstack.mediaconvert import command, plan, sources  # noqa: E402  # after the path
from unit.localstack_mediaconvert.jobs import ladder, rung, sound  # noqa: E402

RUNGS = ((1920, 1080, 6_000_000), (1280, 720, 3_500_000), (854, 480, 1_600_000), (640, 360, 900_000))
Run = tuple[float, float, dict[str, str]]  # CPU seconds, wall seconds, digests of the pictures by height


def encoded(film: Path, source: sources.Source, rungs: tuple[tuple[int, int, int], ...]) -> Run:
    """One ffmpeg process for these rungs and the sound."""
    heard = [sound()] if source.audios else []
    settings = ladder(*(rung(width, height, MaxBitrate=rate) for width, height, rate in rungs), *heard)
    with tempfile.TemporaryDirectory() as folder:
        words = command.words(film, plan.plan(settings, source))
        began = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        assert status == 0, words
        digests = {str(height): digest(Path(folder) / f"0-{at}.mp4") for at, (_, height, _) in enumerate(rungs)}
    return used.ru_utime + used.ru_stime, wall, digests


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def separately(film: Path, source: sources.Source) -> Run:
    """A process per rung, one after the other."""
    runs = [encoded(film, source, (each,)) for each in RUNGS]
    return sum(run[0] for run in runs), sum(run[1] for run in runs), {k: v for run in runs for k, v in run[2].items()}


def main() -> None:
    film, rounds = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "input"
        copy.write_bytes(film.read_bytes())
        source = sources.measure(copy, film.name)
        ours, theirs = [], []
        for number in range(rounds):
            pair = (encoded(copy, source, RUNGS), separately(copy, source))
            assert pair[0][2] == pair[1][2], "the two sides did not make the same pictures"
            ours.append(pair[0])
            theirs.append(pair[1])
            print(f"round {number + 1}: {pair[0][0]:.1f} s of CPU in one process, {pair[1][0]:.1f} s in four")
    write(film, source, ours, theirs)


def write(film: Path, source: sources.Source, ours: list[Run], theirs: list[Run]) -> None:
    video = source.videos[0]
    version = subprocess.run(("ffmpeg", "-version"), check=True, capture_output=True, text=True).stdout.split()[2]
    cpu = [statistics.median(run[0] for run in side) for side in (ours, theirs)]
    wall = [statistics.median(run[1] for run in side) for side in (ours, theirs)]
    ratio = statistics.median(one[0] / four[0] for one, four in zip(ours, theirs, strict=True))
    heights = ", ".join(f"{height}p" for _, height, _ in RUNGS)
    machine = f"ffmpeg {version}, {os.cpu_count()} cores, {platform.machine()}"
    text = f"""# Four rungs in one process

`transcode.py` on `{film.name}` ({video["width"]} by {video["height"]}, {source.duration(video):.1f} s): {heights}
with H.264 (QVBR 7, `SINGLE_PASS_HQ`), AAC stereo; {len(ours)} rounds in turn, medians. {machine},
load {os.getloadavg()[1]:.1f} by others while it ran: CPU seconds hold, wall seconds say little.

| | one process | four processes | ratio |
|---|---|---|---|
| CPU, s | {cpu[0]:.2f} | {cpu[1]:.2f} | {ratio:.2f} |
| wall, s | {wall[0]:.2f} | {wall[1]:.2f} | {wall[0] / wall[1]:.2f} |

Both sides made the same bytes of every rung, so the quality is the same to the bit.
Peer: 0.65 to 0.70; aim: 0.60 at most.
"""
    (ROOT / "bench" / "results" / "transcode.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
