import signal
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from records.ids import new_id
from storage.errors import DiskFull, Locked
from storage.notebook import Draft, Notebook
from tests.storage.tablets import DEVICE_SECRET, open_for


def a_draft(tablet, form="visit", **values):
    return Draft(new_id(), form, new_id(), values, datetime(2026, 11, 3, 8, tzinfo=UTC), tablet.me)


def test_a_draft_comes_back_with_every_value_as_the_form_held_it(tablet):
    draft = a_draft(
        tablet,
        text="半句",
        number=3,
        yes=True,
        nothing=None,
        who=new_id(),
        on=date(2026, 11, 3),
        at=datetime(2026, 11, 3, 8, 30, tzinfo=UTC),
        several=(new_id(), new_id()),
        listed=["a", "b"],
        answers={"E01": 2},
    )
    tablet.keep_draft(draft)
    assert tablet.drafts() == [draft]


def test_a_later_version_takes_the_place_of_an_earlier_one(tablet):
    draft = a_draft(tablet, text="半")
    tablet.keep_draft(draft)
    later = Draft(draft.id, draft.form, draft.person_id, {"text": "半句"}, draft.updated_at, draft.actor)
    tablet.keep_draft(later)
    assert tablet.drafts() == [later]
    tablet.drop_draft(draft.id)
    assert tablet.drafts() == []


def test_a_draft_never_travels(tablet):
    tablet.keep_draft(a_draft(tablet, text="半句"))
    assert (tablet.last, tablet.waiting().count) == (0, 0)


def test_a_draft_of_a_protected_form_opens_only_for_who_holds_that_ring(shut, template, chief, assistant):
    open_for(shut, chief, template.keks)
    shut.keep_draft(a_draft(shut, "child_check", words="我想妈妈"))
    shut.keep_draft(a_draft(shut, "visit", content="聊天"))
    open_for(shut, assistant, template.keks)
    assert [draft.form for draft in shut.drafts()] == ["visit"]
    assert shut.damaged() == 0
    with pytest.raises(Locked):
        shut.keep_draft(a_draft(shut, "child_check"))


def test_a_draft_outlives_a_change_of_keys(tablet, template, chief, assistant):
    draft = a_draft(tablet, text="半句")
    tablet.keep_draft(draft)
    tablet.remove_user(assistant)
    open_for(tablet, chief, template.keks)
    open_for(tablet, chief, template.keks)
    assert tablet.drafts() == [draft]
    assert len(tablet._book.vault.keys) == 2


def test_a_locked_tablet_shows_no_drafts(tablet):
    tablet.keep_draft(a_draft(tablet, text="半句"))
    tablet.lock()
    with pytest.raises(Locked):
        tablet.drafts()


def test_a_draft_that_was_kept_survives_a_killed_process(path, template, chief):
    died = subprocess.run(
        [sys.executable, "-c", KEEP_AND_DIE, str(path), str(chief), template.keks[chief].hex()],
        capture_output=True,
        check=False,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = Notebook.open(path, DEVICE_SECRET)
    open_for(again, chief, template.keks)
    assert [draft.values for draft in again.drafts()] == [{"content": "半句话"}]
    again.close()


KEEP_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from uuid import UUID
from records.ids import new_id
from storage.notebook import Draft, Notebook
notebook = Notebook.open(sys.argv[1], bytes(range(32)))
attempt = notebook.begin_unlock(UUID(sys.argv[2]))
notebook.finish_unlock(attempt, bytes.fromhex(sys.argv[3]))
draft_id = new_id()
for words in ("半", "半句", "半句话"):
    notebook.keep_draft(Draft(draft_id, "visit", None, {"content": words}, datetime.now(UTC), notebook.me))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_full_disk_keeps_the_earlier_version(tablet):
    draft = a_draft(tablet, text="半")
    tablet.keep_draft(draft)
    [[pages]] = tablet._shut.file.execute("pragma page_count").fetchall()
    tablet._shut.file.execute(f"pragma max_page_count = {pages}").fetchall()
    longer = Draft(draft.id, draft.form, draft.person_id, {"text": "长" * 20000}, draft.updated_at, draft.actor)
    with pytest.raises(DiskFull):
        tablet.keep_draft(longer)
    assert tablet.drafts() == [draft]
