"""How a workspace has its documents read: under which limits, and with which readers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.settings import Settings
    from extractors.isolation.pool import Pool


@dataclass(frozen=True, slots=True)
class Readers:
    """``cpu_s``: seconds of processor time for one file, to which one a page comes. ``ocr``: recognise scans."""

    cpu_s: int = 20
    ocr: bool = True

    @classmethod
    def configured(cls, settings: Settings) -> Readers:
        """As the settings say."""
        cpu_s = max(1, ceil(settings.number("ROUNDROBIN_READ_CPU_S")))
        return cls(cpu_s, settings.flag("ROUNDROBIN_OCR"))

    def pool(self) -> Pool:
        """Isolated processes under these limits."""
        from extractors.isolation.pool import Limits, Pool

        return Pool(limits=Limits(cpu_s=self.cpu_s), ocr=self.ocr)

    @property
    def versions(self) -> str:
        """One name for the readers as installed and as set: with another, everything is read again."""
        from extractors import recognition

        return _named(self.ocr and recognition.installed())


AS_SHIPPED = Readers()


def any_versions() -> list[str]:
    """The names of the readers as installed, scans recognised or not."""
    return [_named(False), _named(True)]


@cache
def _named(recognises: bool) -> str:
    from extractors import registry

    told = [[extractor.name, extractor.version] for extractor in registry.load()]
    return hashlib.sha256(json.dumps([told, recognises]).encode()).hexdigest()[:16]
