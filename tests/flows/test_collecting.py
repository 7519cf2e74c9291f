"""A mailbox that does not let us in is asked once and not again at once; one that was away for a moment is."""

from prefect.states import Failed

from flows.collecting import may_pass, take_in
from schema.errors import UserError
from storage.oauth import LoginError


def test_a_network_that_was_away_is_tried_again_and_a_refused_login_is_not() -> None:
    assert take_in.retry_condition_fn is may_pass
    assert may_pass(None, None, Failed(data=UserError("The mail server could not be read.")))
    assert not may_pass(None, None, Failed(data=LoginError("The mail server refused the login.")))
