"""The extension is installed beside LocalStack, not here: these tests read its parts that need no LocalStack."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "localstack" / "extension"))
