"""Only our own server's topmost Authentication-Results is believed."""

import pytest

from tracking.authentication import dmarc_verdict

OURS = "mx.example.org"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([f"{OURS}; dmarc=fail header.from=a.uk"], "fail"),
        ([f"{OURS}; spf=pass smtp.mailfrom=x;\n dmarc=none"], "none"),
        ([f"{OURS} 1; dkim=pass; dmarc=pass (p=reject)"], "pass"),
        (["mx.other.org; dmarc=fail"], "none"),
        ([f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"], "pass"),
        (["mx.other.org; dmarc=pass", f"{OURS}; dmarc=fail"], "fail"),
        ([f"{OURS}.evil.com; dmarc=pass"], "none"),
        ([f"{OURS}; none"], "none"),
        ([f"{OURS} (it said ; dmarc=fail); spf=pass"], "none"),
        ([], "none"),
    ],
)
def test_the_verdict(headers: list[str], verdict: str) -> None:
    assert dmarc_verdict(headers, OURS) == verdict


def test_without_a_configured_server_none_is_believed() -> None:
    assert dmarc_verdict(["mx; dmarc=fail"], "") == "none"
