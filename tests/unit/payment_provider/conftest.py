"""A simulator of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.payment_provider.calls import Provider


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    return Provider(tmp_path)
