"""Lets the test of this folder import the makers of mails beside it (`corpus_mail`, `corpus_kinds`)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
