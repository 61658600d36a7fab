"""The way back for those who have lost their link. The answer never tells whether an address is known."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from sokwms_reg.core import clock, limits
from sokwms_reg.core.db import writing
from sokwms_reg.core.i18n import current_language
from sokwms_reg.outbox import tasks as outbox
from sokwms_reg.registration import forms, service
from sokwms_reg.registration.views import registration
from sokwms_reg.registration.views.registering import MOST, UNUSABLE


@registration.get("/find")
def find() -> ResponseReturnValue:
    """Ask for the address."""
    return _page(forms.FindForm(formdata=None), 200)


@registration.post("/find")
def find_sent() -> ResponseReturnValue:
    """Send the links of an address; the page is the same for one that nobody has registered with."""
    request.max_content_length = MOST
    form = forms.FindForm(formdata=request.form)
    if not form.validate():
        return _page(form, UNUSABLE)
    limits.check("find")
    with writing() as session:
        service.send_links(session, form.email.data or "", current_language(), clock.now())
    outbox.wake()
    return render_template("registration/found.html")


def _page(form: forms.FindForm, status: int) -> ResponseReturnValue:
    return render_template("registration/find.html", form=form, page_error=bool(form.errors)), status
