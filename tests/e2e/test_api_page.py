"""The page of the API: every operation to browse, with its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selenium.webdriver.common.by import By

from local_cloud import eventually

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from local_cloud import Cloud


def test_the_merged_document_can_be_browsed(cloud: Cloud, browser: Chrome) -> None:
    browser.get(f"{cloud.settings.public_url}/api/docs/#/catalogue/catalogue.search_titles")
    opened = eventually(
        lambda: browser.find_elements(By.CSS_SELECTOR, ".opblock.is-open"), 30, "the operation is shown"
    )
    told = opened[0].text
    assert "/api/catalogue/titles" in told
    assert {"genre", "vote_average", "cursor"} <= set(told.split())
    tags = {each.get_attribute("data-tag") for each in browser.find_elements(By.CSS_SELECTOR, ".opblock-tag")}
    assert {"catalogue", "booking", "orders", "social"} <= tags
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]
