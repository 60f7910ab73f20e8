"""The extension is installed beside LocalStack only; what is pure in it needs no LocalStack."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "localstack" / "extension"))
