"""A clock that jumps by hours while people register: forms stay good, nobody is registered twice or lost."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from sokwms_reg.core import clock
from tests.drills.conftest import FORM, Say, filled_in

pytestmark = pytest.mark.both_databases


@pytest.mark.usefixtures("edition")
def test_forms_outlive_the_jump(
    client: FlaskClient, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    """Before the opening nothing is taken, whoever's fault it is; the same form is taken when the clock is right."""
    now = datetime.now(UTC).replace(microsecond=0)
    forms = [filled_in(settings["SOKWMS_SECRET_KEY"], number) for number in range(4)]

    def sent(form: dict[str, str], hours: float) -> tuple[int, str]:
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=hours))
        answer = client.post(FORM, data=form)
        return answer.status_code, answer.headers.get("Location", "")

    jumps = (-5, 5, 100, 0)
    results = [sent(form, hours) for form, hours in zip(forms, jumps, strict=True)]
    assert [status for status, _address in results] == [303] * 4
    assert [sent(form, 0) for form in forms] == results, "the same form again is the same registration"
    early = filled_in(settings["SOKWMS_SECRET_KEY"], 9)
    assert sent(early, -48)[0] == 422
    assert sent(early, 0)[0] == 303
    say(f"forms sent after jumps of {jumps} hours were taken, and once; before the opening 422, and taken later.")
