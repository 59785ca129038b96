import random
from pathlib import Path

from records.codes import SessionStatus
from records.ids import new_id
from records.wire import Pulled
from storage.errors import NotebookError
from storage.notebook import Draft, Notebook
from tests.storage.amounts import amount
from tests.storage.made import a_person, a_session, a_visit, edited
from tests.storage.power import Connection, Tape, cut_at
from tests.storage.tablets import DEVICE_SECRET, Centre, open_for, state_of
from tests.storage.test_receiving import down

CUTS = amount("LINLI_CUTS", 200)


def a_days_work(path: Path, template, chief, synchronous: str) -> Tape:
    """Saves, edits, drafts, taps, receipts, pulls, a wrong PIN; everything that was acknowledged is on the tape."""
    tape = Tape()
    known = template.enrolment.centre
    centre = Centre(known.receipt_key, known.box)
    tablet = Notebook.open(path, DEVICE_SECRET, connect=lambda name: Connection(name, tape, synchronous))
    tablet._shut.file.execute("pragma wal_autocheckpoint = 60").fetchall()
    open_for(tablet, chief, template.keks)
    for n in range(14):
        person = a_person(tablet)
        tablet.save(person, a_visit(tablet, person))
        tape.said(("record", person.id, ""))
        tablet.save(edited(person, talk_hint=f"第{n}次"))
        tape.said(("record", person.id, f"第{n}次"))
        draft = Draft(new_id(), "visit", person.id, {"n": n}, person.recorded_at, chief)
        tablet.keep_draft(draft)
        tape.said(("draft", draft.id))
        if n % 4 == 1:
            pulled = a_person(tablet)
            tablet.accept(centre.take(tablet), pulled=down(state_of(pulled)), backed_up=n)
            tape.said(("acked", tablet.acked))
            tape.said(("record", pulled.id, ""))
        if n % 4 == 3:
            kiosk = tablet.open_kiosk()
            tablet.lock()
            kiosk.save(session := a_session(kiosk))
            tape.said(("record", session.id, None))
            kiosk.save(edited(session, status=SessionStatus.OUT))
            tablet.accept(centre.take(tablet), pulled=Pulled((), ()))
            tape.said(("acked", tablet.acked))
            tablet.begin_unlock(chief)
            tape.said(("tries", 1))
            tape.said(("tries", 0))  # the right PIN forgives the attempt from here on
            open_for(tablet, chief, template.keks)
    tablet.close()
    return tape


def lost_after(files: dict[str, bytes], said, folder: Path, template, chief) -> list[str]:
    """What of what was acknowledged is not in the notebook after the cut."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    try:
        tablet = Notebook.open(folder / "tablet.linli", DEVICE_SECRET)
    except NotebookError as error:
        return [f"does not open: {error!r}"]
    try:
        return list(missing(tablet, said, template, chief))
    finally:
        tablet.close()
        for each in folder.iterdir():
            each.unlink()


def missing(tablet, said, template, chief):
    newest = {what[0]: what[1] for what in said if what[0] in ("acked", "tries")}
    if tablet.acked < newest.get("acked", 0):
        yield f"acked went back to {tablet.acked}"
    if tablet._shut.attempts.read(chief).failed < newest.get("tries", 0):
        yield "an attempt at a PIN was forgotten"
    open_for(tablet, chief, template.keks)
    if tablet.damaged():
        yield f"{tablet.damaged()} damaged"
    drafts = {draft.id for draft in tablet.drafts()}
    records = {what[1]: what[2] for what in said if what[0] == "record"}
    for record_id, hint in records.items():
        record = tablet.get(record_id)
        if record is None or (hint and record.talk_hint != hint):
            yield f"{record_id} is not as it was saved"
    yield from (f"draft {what[1]}" for what in said if what[0] == "draft" and what[1] not in drafts)
    waiting = tablet.outgoing(tablet.acked + 1, 1 << 30).ops
    if len(waiting) != tablet.last - tablet.acked:
        yield "the log has a gap"


def cut_often(template, chief, tmp_path, synchronous: str, cuts: int) -> list[list[str]]:
    path = template.copy(tmp_path / "tablet.linli")
    begun = {"tablet.linli": path.read_bytes()}
    tape = a_days_work(path, template, chief, synchronous)
    chance = random.Random(synchronous)
    after_words = [n for n, event in enumerate(tape.events, 1) if event[0] == "said"]
    folder = tmp_path / "after"
    folder.mkdir()
    found = []
    for n in range(cuts):
        at = chance.choice(after_words) if n % 2 else chance.randrange(len(tape.events) + 1)
        files, said = cut_at(tape, begun, at, chance)
        found.append(lost_after(files, said, folder, template, chief))
    return found


def test_a_power_cut_anywhere_loses_nothing_that_was_saved(template, chief, tmp_path):
    found = cut_often(template, chief, tmp_path, "full", CUTS)
    assert [lost for lost in found if lost] == []


def test_the_same_cuts_do_lose_saves_when_sqlite_is_told_not_to_wait_for_the_disk(template, chief, tmp_path):
    """This shows that the simulation bites: with `synchronous = normal` acknowledged saves are gone."""
    found = cut_often(template, chief, tmp_path, "normal", 60)
    assert len([lost for lost in found if lost]) > 10
