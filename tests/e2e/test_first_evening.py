"""A person's first evening: what is on, a film, two seats, their tickets. Everything by hand, in a browser."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.by import By

from local_cloud import cdlc, eventually

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

    from local_cloud import Cloud

_BUNNY = "video/bbb/bbb_480p_30s.mp4"
_PAST = 20.0  # seconds of the film


@pytest.fixture(scope="module")
def film(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A published film of 30 s under a title of its own: real input where there is some, else drawn here."""
    data = os.environ.get("CDLC_DATA")
    clip = Path(data) / _BUNNY if data else _drawn(tmp_path_factory.mktemp("film") / "drawn.mp4")
    name = f"An Evening {uuid.uuid4().hex[:8]}"
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    title = cloud.http.post("/api/catalogue/titles", json={"kind": "film", "name": name}, headers=headers).json()
    done = cdlc("upload", str(clip), "--title", title["id"], "--wait", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return {**title, "upload": json.loads(done.stdout)}


def _drawn(clip: Path) -> Path:
    picture, sound = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=30"), ("-f", "lavfi", "-i", "sine=f=330:d=30")
    codecs = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    subprocess.run(("ffmpeg", "-v", "error", *picture, *sound, *codecs, str(clip)), check=True)
    return clip


def test_a_person_plays_a_film_and_leaves_with_two_seats(cloud: Cloud, browser: Chrome, film: dict[str, Any]) -> None:
    browser.get(cloud.settings.public_url)
    sign_in(browser, cloud.token("viewer"))
    play(browser, film["name"])
    seats = choose_two_seats(browser)
    find(browser, "#buy").click()
    tickets = eventually(lambda: _texts(browser, "#orders > li:first-child ul li"), 60, "tickets are shown")
    assert sorted(text.partition("\n")[0] for text in tickets) == sorted(seats)
    assert all(len(text) > 40 for text in tickets), "each with its code"
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]


def sign_in(browser: Chrome, token: str) -> None:
    find(browser, "#token").send_keys(token)
    find(browser, "#sign-in button").click()
    eventually(lambda: find(browser, "#who").text == "signed in", 10, "signed in")


def play(browser: Chrome, name: str) -> None:
    """Press the film's button and see it run past its twentieth second, four times as fast as life."""
    pressed = eventually(lambda: _button(browser, f"Play {name}"), 10, f"{name} can be played")
    pressed.click()
    rate = "const film = document.getElementById('film'); film.playbackRate = 4; "
    eventually(
        lambda: browser.execute_script(rate + "return film.currentTime") > _PAST, 60, f"{name} plays past {_PAST} s"
    )
    shown = browser.execute_script("const f = document.getElementById('film'); return [f.videoWidth, f.error]")
    assert shown[0] > 0
    assert shown[1] is None


def choose_two_seats(browser: Chrome) -> list[str]:
    """Open the first showing, take the first two free seats; answers them as the tickets will name them."""
    eventually(lambda: browser.find_elements(By.CSS_SELECTOR, ".showing"), 10, "showings are listed")[0].click()
    free = eventually(
        lambda: browser.find_elements(By.CSS_SELECTOR, "#plan button:not(:disabled)"), 10, "seats are free"
    )
    taken = free[:2]
    for seat in taken:
        seat.click()
    return [str(seat.get_attribute("aria-label")).partition(",")[0] for seat in taken]


def find(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def _button(browser: Chrome, text: str) -> WebElement | None:
    found = [each for each in browser.find_elements(By.CSS_SELECTOR, ".play") if each.text == text]
    return found[0] if found else None


def _texts(browser: Chrome, selector: str) -> list[str]:
    return [each.text for each in browser.find_elements(By.CSS_SELECTOR, selector)]
