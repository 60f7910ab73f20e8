"""The pure parts of the extension need no LocalStack, only its folder on the path."""

import sys

from cdlc.settings import ROOT

sys.path.append(str(ROOT / "localstack" / "extension"))
