"""Lets the test of this folder import the makers of mails and of documents (`corpus_mail`, `outlook`)."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "extractors")]
