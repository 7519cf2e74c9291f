"""Lets the tests of this folder import the builders beside them (`surveys`) and those of the schema (`replies`)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "schema")]
