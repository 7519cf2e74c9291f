"""What the server of the isolated processes tells the parent. Imports nothing, so that the parent loads no reader."""

from __future__ import annotations

import struct

END = struct.Struct("!iQ")  # how a child ended (exit code, or minus its signal) and the most memory it held, in KiB
