"""The sign-in board in memory: what a tap means."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from records.codes import SessionStatus, VolunteerField
from records.ids import new_id
from records.volunteering import HoursDispute, VolunteerActivity, VolunteerSession
from views.kiosk_board import PER_PAGE, SETTLES, Board, Face, Said, Served, day_numbers
from views.state.keeping import SaveFailed

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ME, SITE, DEVICE = new_id(), new_id(), new_id()


def born(at=NOW):
    return {
        "id": new_id(),
        "site_id": SITE,
        "actor_id": ME,
        "device_id": DEVICE,
        "recorded_at": at,
        "occurred_at": at,
    }


def an_activity():
    return VolunteerActivity(
        **born(),
        title="河道清洁",
        field=VolunteerField.ENVIRONMENT,
        leader_id=ME,
        recorder_id=ME,
        place="村东",
        content="清河道",
        planned_end=NOW + timedelta(hours=2),
    )


@pytest.fixture
def kept():
    return []


@pytest.fixture
def board(kept):
    faces = [Face(new_id(), name, str(101 + n)) for n, name in enumerate(("张桂芳", "王守义", "刘淑琴"))]
    return Board(an_activity(), faces, [], born, kept.append)


def test_one_tap_in_and_one_tap_out(board, kept):
    face = board.faces[0]
    told = board.tap(face.id, NOW)
    assert (told.said, board.inside(face.id), board.inside_count) == (Said.IN, True, 1)
    told = board.tap(face.id, NOW + timedelta(minutes=95))
    assert (told.said, told.minutes, board.inside(face.id), board.came_count) == (Said.OUT, 95, False, 1)
    assert [s.id for s in kept] == [kept[0].id] * 2
    assert (kept[1].status, kept[1].minutes, kept[1].in_at) == (SessionStatus.OUT, 95, NOW)


def test_a_second_tap_right_after_changes_nothing(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    told = board.tap(face.id, NOW + timedelta(seconds=1))
    assert (told.said, board.inside(face.id), len(kept)) == (Said.JUST_IN, True, 1)
    board.tap(face.id, NOW + timedelta(hours=1))
    told = board.tap(face.id, NOW + timedelta(hours=1, seconds=1))
    assert (told.said, told.minutes, len(kept)) == (Said.JUST_OUT, 60, 2)


def test_what_was_just_done_can_be_taken_back(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    assert board.undo(NOW).said is Said.UNDONE
    assert board.session(face.id) is None
    assert kept[-1].void_reason == "undo"


def test_a_sign_out_taken_back_is_a_sign_in_again(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    board.tap(face.id, NOW + timedelta(hours=1))
    board.undo(NOW + timedelta(hours=1))
    assert board.inside(face.id)
    assert (kept[-1].out_at, kept[-1].status, kept[-1].minutes) == (None, SessionStatus.IN, 0)


def test_the_words_of_a_second_tap_take_the_first_one_back_too(board):
    face = board.faces[0]
    board.tap(face.id, NOW)
    board.tap(face.id, NOW + timedelta(seconds=2))
    board.undo(NOW + timedelta(seconds=3))
    assert board.session(face.id) is None


def test_somebody_who_left_long_ago_is_asked_before_a_second_time_begins(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    board.tap(face.id, NOW + timedelta(hours=1))
    told = board.tap(face.id, NOW + timedelta(hours=2))
    assert (told.said, told.can_undo, len(kept)) == (Said.AGAIN, False, 2)
    board.again(face.id, NOW + timedelta(hours=2))
    assert board.inside(face.id)
    assert len({s.id for s in kept}) == 2
    board.undo(NOW + timedelta(hours=2))
    assert board.session(face.id).out_at == NOW + timedelta(hours=1)


def test_everybody_leaves_but_those_who_came_just_now(board, kept):
    first, second, third = board.faces
    board.tap(first.id, NOW)
    board.tap(second.id, NOW)
    later = NOW + timedelta(hours=1)
    board.tap(third.id, later)
    told = board.everybody_out(later + SETTLES / 2)
    assert (told.said, len(told.before), board.inside_count) == (Said.ALL_OUT, 2, 1)
    board.undo(later)
    assert board.inside_count == 3


def test_a_tap_that_cannot_be_kept_changes_nothing():
    def full(_record):
        raise SaveFailed("disk_full")

    face = Face(new_id(), "张桂芳", "101")
    board = Board(an_activity(), [face], [], born, full)
    with pytest.raises(SaveFailed):
        board.tap(face.id, NOW)
    assert board.session(face.id) is None
    assert board.told is None


def test_a_board_stood_up_again_knows_who_is_here(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    again = Board(board.activity, board.faces, kept, born, kept.append)
    assert again.inside(face.id)
    void = msgspec.structs.replace(kept[0], void_reason="undo")
    assert Board(board.activity, board.faces, [void], born, kept.append).came_count == 0


def test_a_claim_is_kept_and_stands_beside_its_line(kept):
    session = new_id()
    line = Served(session, "河道清洁", date(2026, 11, 1), 90, confirmed=True)
    face = Face(new_id(), "张桂芳", "101", 90, 0, (line,))
    board = Board(an_activity(), [face], [], born, kept.append)
    board.claim(face.id, session, "时间记少了", date(2026, 12, 9), NOW)
    [claim] = kept
    assert isinstance(claim, HoursDispute)
    assert (claim.session_id, claim.claim, claim.due_on) == (session, "时间记少了", date(2026, 12, 9))
    assert board.faces[0].lines[0].disputed


def test_twelve_cards_are_a_page():
    faces = [Face(new_id(), f"志愿{n}", str(100 + n)) for n in range(25)]
    board = Board(an_activity(), faces, [], born, lambda _record: None)
    assert (board.pages, len(board.page(0)), len(board.page(2))) == (3, PER_PAGE, 1)
    assert Board(an_activity(), [], [], born, lambda _record: None).pages == 1


def test_numbers_come_from_the_local_number_and_never_clash_with_free_ones():
    first, second, third = new_id(), new_id(), new_id()
    assert day_numbers([(first, ""), (second, "HD-2026-101"), (third, "")]) == {
        first: "102",
        second: "101",
        third: "103",
    }


def test_a_session_over_twelve_hours_keeps_to_the_limit_of_its_field(board, kept):
    face = board.faces[0]
    board.tap(face.id, NOW)
    board.tap(face.id, NOW + timedelta(hours=13))
    assert isinstance(kept[-1], VolunteerSession)
    assert kept[-1].minutes == 720
