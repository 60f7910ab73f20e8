"""One simulator for all tests that leave it alive, and one of its own for a test that kills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.payment_provider.provider_process import ProviderProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import stripe


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderProcess]:
    process = ProviderProcess(tmp_path_factory.mktemp("provider"))
    process.start()
    yield process
    assert process.stop() == 0, process.log


@pytest.fixture
def provider(shared: ProviderProcess) -> Iterator[ProviderProcess]:
    yield shared
    shared.http.delete("/_faults")


@pytest.fixture
def api(provider: ProviderProcess) -> stripe.StripeClient:
    return provider.client()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ProviderProcess]:
    process = ProviderProcess(tmp_path)
    process.start()
    yield process
    process.kill()
