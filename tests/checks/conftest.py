"""Lets the tests of this folder import the builder of the schema's tests (`replies`)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "schema"))
