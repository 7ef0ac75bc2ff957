"""The pages on which staff make spaces, put them in order and retire them; a feature says what is its own there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _

from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import row_id
from portal.people.acting import actor

from .actions import Terms, shift
from .choices import (
    Chosen,
    agreement_choices,
    audience_choices,
    chosen_in_query,
    chosen_now,
    counts_only,
    readers_label,
    with_standing,
)
from .forms import SpaceForm
from .rules import Admission
from .spaces import Space

S = TypeVar("S", bound=Space)
F = TypeVar("F", bound=SpaceForm)
P = TypeVar("P")
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class SpacePages(Generic[S, F, P]):
    """What the views of one kind of space answer. The routes, and who may open them, are the feature's.

    `name` is what the template calls the space, and `<name>_id` the argument of its routes. `form` makes the form of a
    space as it is, or of a new one; `plan` makes of it, and of whom it is for, what the space is to be.
    """

    name: str
    rules: Admission[S]
    template: str
    all_spaces: str
    """The endpoint of the list; `retired` and `opened` are those that retire a space and open it again."""
    retired: str
    opened: str
    created: LazyString
    form: Callable[[S | None], F]
    plan: Callable[[F, Mapping[str, Terms]], P]
    create: Callable[..., object]
    change: Callable[..., object]
    retire: Callable[..., bool]

    def new(self) -> ResponseReturnValue:
        """Make one."""
        form = self._form(None, {act: {} for act in self._acts})
        if request.method == "GET" or counts_only() or not form.sent():
            return self._page(form)
        if not form.submit(lambda: self.create(self._planned(form), actor()), at=form["name"]):
            return self._page(form)
        return self._done(str(self.created))

    def edit(self, space_id: int) -> ResponseReturnValue:
        """Say anew what it is and whom it is for."""
        space = self._space(space_id)
        form = self._form(space, self._chosen_for(space))
        if request.method == "GET" or counts_only() or not form.sent():
            return self._page(form, space)

        def act() -> None:
            self.change(self._space(space_id), self._planned(form), actor())

        if not form.submit(act, at=form["name"]):
            return self._page(form, self._space(space_id))
        return self._done(_("Saved. It applies from now on."))

    def count(self) -> ResponseReturnValue:
        """How many people would see a space of this rule, while it is put together."""
        people = self.rules.count_let_in(chosen_in_query("see"), request.args.get("agreement", type=row_id))
        return {"people": people, "label": readers_label(people)}

    def place(self, space_id: int) -> ResponseReturnValue:
        """Move it up or down in the order."""
        with transaction():
            space, step = self._space(space_id), STEPS.get(request.form.get("step", ""))
            if step:
                shift(space, step)
        return redirect(url_for(self.all_spaces), 303)

    def close(self, space_id: int, *, back: bool = False) -> ResponseReturnValue:
        """Retire it, or open it again; each with a way back."""
        with transaction():
            was_news = self.retire(self._space(space_id), actor(), back=back)
        place: dict[str, Any] = {f"{self.name}_id": space_id}
        undo = url_for(self.retired if back else self.opened, **place)
        told = _("Reopened.") if back else _("Archived. It stays readable, and nothing new can be started there.")
        flash_news(was_news, told, undo)
        return redirect(url_for(self.all_spaces), 303)

    @property
    def _acts(self) -> tuple[str, ...]:
        return ("see", *self.rules.acts)

    def _space(self, space_id: int) -> S:
        return db.session.get(self.rules.model, space_id) or abort(404)

    def _form(self, space: S | None, standing: Chosen) -> F:
        form, choices = self.form(space), with_standing(audience_choices(), standing)
        form.agreement.choices = [(0, _("None")), *agreement_choices()]
        for act in self._acts:
            form[act].choices = choices
            if request.method == "GET":
                form[act].data = standing[act]
        return form

    def _planned(self, form: F) -> P:
        return self.plan(form, {act: form[act].data for act in self._acts})

    def _chosen_for(self, space: S) -> Chosen:
        return chosen_now({act: getattr(space, f"{act}_audience") for act in self._acts})

    def _page(self, form: F, space: S | None = None) -> ResponseReturnValue:
        known = {choice[0] for choice in form.agreement.iter_choices() if choice[0]}
        people = self.rules.count_let_in(form.see.data, form.agreement.data if form.agreement.data in known else None)
        page = render_template(self.template, readers=readers_label(people), form=form, **{self.name: space})
        return page, 422 if request.method == "POST" else 200

    def _done(self, told: str) -> ResponseReturnValue:
        flash(told, "success")
        return redirect(url_for(self.all_spaces), 303)
