"""Any mixture of what can happen to a notebook in a day, with a centre that merges like a real one."""

import tempfile
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from records.base import Ring
from records.ids import new_id
from records.kinds import raw
from records.merge import apply
from records.op import Act, Edit, Op, content_id, encode_op
from records.sites import scope
from records.wire import Change, Cursor, Pulled
from storage.notebook import Notebook
from tests.storage.amounts import amount
from tests.storage.made import a_person, a_session, edited
from tests.storage.tablets import DEVICE_SECRET, SITE_CODE, Centre, Template, open_for

STATION = scope(SITE_CODE, Ring.STATION)
WORDS = st.sampled_from(["耳背", "爱听吕剧", "怕狗", ""])
PICK = st.integers(0, 1000)
DAYS = amount("LINLI_DAYS", 30)


class Merging(Centre):
    """A centre that makes states of the ops it gets, as `centre.merging` does, and lets others edit them too."""

    def __init__(self, *keys) -> None:
        super().__init__(*keys)
        self.states = {}
        self.seen = set()

    def absorb(self, device) -> None:
        """Merge what has come in since."""
        for op in self.ops:
            self.put(op, device)

    def put(self, op: Op, device) -> None:
        edit = Edit(content_id(encode_op(op)), op.hlc, op.author, device)
        if edit.id not in self.seen:
            self.seen.add(edit.id)
            self.states[op.record_id] = apply(self.states.get(op.record_id), op, edit).state

    def somebody_edits(self, record_id, hint: str, number: int) -> None:
        state = self.states[record_id]
        field = {"talk_hint" if state.kind == "person" else "content": raw(hint)}
        op = Op(state.kind, record_id, Act.PUT, field, new_id(), number, parents=state.seen(field))
        self.put(op, new_id())

    def everything(self, number: int) -> Pulled:
        changes = tuple(Change(STATION, state.kind, state.id, state) for state in self.states.values())
        return Pulled(changes, (Cursor(STATION, number, b"t", False),))


class Day(RuleBasedStateMachine):
    template: Template

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = self.template.copy(Path(self.folder.name) / "tablet.linli")
        known = self.template.enrolment
        self.centre = Merging(known.centre.receipt_key, known.centre.box)
        self.chief = known.chief.id
        self.tablet = Notebook.open(self.path, DEVICE_SECRET)
        self.kiosk, self.saved, self.ids, self.n = None, [], [], 0
        self.said = {}
        """Person -> the hint that was typed here last, and the seq of the op that carries it."""
        self.unlock()

    def teardown(self) -> None:
        self.tablet.close()
        self.folder.cleanup()

    def unlock(self) -> None:
        if self.tablet.locked:
            open_for(self.tablet, self.chief, self.template.keks)

    @rule(hint=WORDS)
    def saves(self, hint: str) -> None:
        self.unlock()
        person = a_person(self.tablet, talk_hint=hint)
        self.saved.append(saved := self.tablet.save(person))
        self.ids.append(person.id)
        self.said[person.id] = (hint, saved.seqs[0] if hint else 0)

    @precondition(lambda self: self.ids)
    @rule(pick=PICK, hint=WORDS)
    def edits(self, pick: int, hint: str) -> None:
        self.unlock()
        record_id = self.ids[pick % len(self.ids)]
        saved = self.tablet.save(edited(self.tablet.get(record_id), talk_hint=hint))
        if saved.ids:
            self.saved.append(saved)
            self.said[record_id] = (hint, saved.seqs[0])

    @precondition(lambda self: self.ids)
    @rule(pick=PICK)
    def voids(self, pick: int) -> None:
        self.unlock()
        self.tablet.void(self.ids[pick % len(self.ids)], "重复")

    @precondition(lambda self: self.saved)
    @rule()
    def takes_back(self) -> None:
        self.unlock()
        back = self.tablet.undo(self.saved.pop())
        for record_id, seq in zip(back.ids, back.seqs, strict=True):
            state = self.tablet.state(record_id)
            edit = state.edit_of("talk_hint")
            if edit and edit.id in back.edits:
                self.said[record_id] = (state.record().talk_hint, seq)

    @rule()
    def taps(self) -> None:
        if self.kiosk is None:
            self.unlock()
            self.kiosk = self.tablet.open_kiosk()
            self.tablet.lock()
        self.kiosk.save(a_session(self.kiosk))

    @rule()
    def locks(self) -> None:
        self.tablet.lock()

    @rule()
    def restarts(self) -> None:
        if self.kiosk is not None:
            self.kiosk.close()
            self.kiosk = None
        self.tablet.close()
        self.tablet = Notebook.open(self.path, DEVICE_SECRET)

    @precondition(lambda self: self.centre.states)
    @rule(pick=PICK, hint=WORDS)
    def somebody_else_edits(self, pick: int, hint: str) -> None:
        self.n += 1
        ids = list(self.centre.states)
        self.centre.somebody_edits(ids[pick % len(ids)], hint, (1 << 59) + self.n)

    @rule(most=st.sampled_from([1, 400, 1 << 20]), pulls=st.booleans(), backed_up=PICK)
    def syncs(self, most: int, pulls: bool, backed_up: int) -> None:
        self.n += 1
        receipt = self.centre.take(self.tablet, most)
        self.centre.absorb(self.tablet.device_id)
        pulled = self.centre.everything(self.n) if pulls else None
        self.tablet.accept(receipt, (), pulled, backed_up % (receipt.acked + 1))

    @rule()
    def the_centre_is_put_back(self) -> None:
        """To an older backup: it knows what it had let the tablet let go of, and nothing after."""
        floor = self.tablet.outgoing(1, 1).first - 1
        self.centre.ops, self.centre.boxes = self.centre.ops[:floor], self.centre.boxes[:floor]
        self.centre.states, self.centre.seen = {}, set()
        self.centre.absorb(self.tablet.device_id)
        self.tablet.rewind(floor)
        self.said = dict.fromkeys(self.said, ("", 0))  # what others had said on top is gone there, and still shown here

    @invariant()
    def every_save_is_here_and_nothing_is_damaged(self) -> None:
        if self.tablet.locked:
            return
        assert self.tablet.damaged() == 0
        for record_id, (hint, seq) in self.said.items():
            record = self.tablet.get(record_id)
            assert record is not None
            if seq > self.tablet.acked:
                assert record.talk_hint == hint
        [[rows]] = self.tablet._shut.file.execute("select count(*) from rows").fetchall()
        shown = sum(
            self.tablet.query(f"select count(*) as n from {kind}")[0]["n"]
            for kind in ("person", "volunteer_session", "site", "staff")
        )
        assert rows == shown

    @rule()
    def both_sides_come_to_the_same(self) -> None:
        while self.tablet.acked < self.tablet.last:
            self.syncs(1 << 20, False, 0)
        self.syncs(1 << 20, True, 0)
        self.unlock()
        for record_id, state in self.centre.states.items():
            mine = self.tablet.state(record_id)
            assert msgspec.structs.replace(mine, same={}, edits=(), by={}) == msgspec.structs.replace(
                state, same={}, edits=(), by={}
            )
            assert {name: mine.edit_of(name) for name in mine.fields} == {
                name: state.edit_of(name) for name in state.fields
            }
        before = self._tables()
        open_for(self.tablet, self.chief, self.template.keks)
        assert self._tables() == before

    def _tables(self):
        names = ("person", "volunteer_session", "link", "text", "standing")
        return [sorted(map(str, self.tablet.query(f"select * from {name}"))) for name in names]


def test_whatever_happens_in_a_day_nothing_saved_is_lost_and_both_sides_agree(template):
    class ThisDay(Day):
        """A day on this template."""

    ThisDay.template = template
    run_state_machine_as_test(ThisDay, settings=settings(max_examples=DAYS, stateful_step_count=25, deadline=None))
