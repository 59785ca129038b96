"""What a saved check or visit brings with it."""

from datetime import date
from uuid import UUID

import pytest

from records.alert import Alert
from records.codes import AlertType, Kinship, LivingArrangement, PersonStatus, RiskLevel, RiskSource, VisitOutcome
from records.codes import MrCircumstance as Mr
from records.person import Person, Relation
from records.rules.consequences import after_check, after_visit
from records.rules.ruleset import load_ruleset
from records.rules.standing import standing
from records.visit import VisitPerson
from records.welfare_check import ChildCheck, ElderCheck, RiskAssessment
from tests.records.making import MIN_ZHOU, NOON, TODAY, at, birth, contact, person, relation, risk, visit

C, H, M, L, U = RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW, RiskLevel.UNKNOWN
SUPERVISOR = UUID(int=0x5)
ALONE = person(living_arrangement=LivingArrangement.ALONE)


def stood(level, of=ALONE):
    risks = [risk(of, level, at(days=-9))] if level else []
    return standing(of, categories=(), risks=risks, contacts=(), plans=())


def check(kind, answers=None, **fields):
    item = "E" if kind is ElderCheck else "K"
    all_well = {i.code: 0 for i in load_ruleset().check_list("elder" if item == "E" else "child").items}
    return kind(**{**birth(), "person_id": ALONE.id, "answers": all_well | (answers or {}), **fields})


def follows(made, before, **more):
    return after_check(made, previous=stood(before), author=MIN_ZHOU, born=birth, **more)


def levels(records):
    return [r.level for r in records if isinstance(r, RiskAssessment)]


def alerts(records):
    return [(r.alert_type, r.level) for r in records if isinstance(r, Alert)]


def test_a_level_that_changes_is_set_with_its_reasons():
    made = check(ElderCheck, {"E02": 1}, level_confirmed=M, reasons=("E02=1",))
    [assessment] = follows(made, L)
    assert (assessment.level, assessment.source, assessment.source_id) == (M, RiskSource.CHECK, made.id)
    assert (assessment.reasons, assessment.person_id, assessment.occurred_at) == (("E02=1",), ALONE.id, NOON)


def test_a_level_that_stays_is_not_set_again():
    assert follows(check(ElderCheck, {"E02": 1}, level_confirmed=M), M) == ()


def test_a_level_nobody_confirmed_raises_and_never_lowers():
    assert levels(follows(check(ElderCheck, {"E02": 2}), L)) == [H]
    assert levels(follows(check(ElderCheck), M)) == []


def test_a_confirmed_level_falls_one_step_and_only_after_seeing_the_person():
    lower = {"level_confirmed": L, "lower_reason": "x"}
    assert levels(follows(check(ElderCheck, **lower), H)) == [M]
    assert levels(follows(check(ElderCheck, **lower, in_person=False), H)) == []
    assert levels(follows(check(ElderCheck, answers={}, **lower), None)) == [L]


def test_only_with_a_supervisor_does_somebody_leave_critical():
    lower = check(ElderCheck, level_confirmed=H, lower_reason="x")
    assert levels(follows(lower, C)) == []
    [assessment] = follows(lower, C, supervisor=SUPERVISOR)
    assert (assessment.level, assessment.confirmed_by) == (H, SUPERVISOR)


def test_of_a_child_only_the_level_leaves_the_protection_ring():
    made = check(ChildCheck, {"K05": 2}, reasons=("K05=2",), level_confirmed=M, lower_reason="x")
    [assessment] = follows(made, L)
    assert (assessment.reasons, assessment.reason, assessment.level) == ((), "", M)


def test_a_red_answer_alerts_at_once_each_time_it_is_found():
    made = check(ElderCheck, {"E11": 2}, level_confirmed=C)
    assert alerts(follows(made, L)) == [(AlertType.ELDER_CRITICAL, C)]
    assert alerts(follows(made, C)) == [(AlertType.ELDER_CRITICAL, C)]
    [alert] = [r for r in follows(made, C) if isinstance(r, Alert)]
    assert (alert.subject_id, alert.source_id, alert.due_at) == (ALONE.id, made.id, at(hours=1))
    assert (alert.assignee_id, alert.occurred_at, alert.is_open) == (MIN_ZHOU, NOON, True)


def test_who_only_stays_critical_for_want_of_a_supervisor_raises_no_new_alert():
    assert follows(check(ElderCheck, level_confirmed=C), C) == ()


def test_a_red_answer_that_the_worker_set_lower_still_reaches_the_street():
    made = check(ElderCheck, {"E11": 2}, level_confirmed=M, lower_reason="x")
    found = follows(made, L)
    assert (levels(found), alerts(found)) == ([M], [(AlertType.ELDER_CRITICAL, H)])


def test_rising_to_high_alerts_once():
    made = check(ElderCheck, {"E02": 2}, level_confirmed=H)
    assert alerts(follows(made, M)) == [(AlertType.CARE_LEVEL_CHANGE, H)]
    assert alerts(follows(made, H)) == []
    assert alerts(follows(check(ElderCheck, {"E02": 1}, level_confirmed=M), L)) == []


@pytest.mark.parametrize(
    ("made", "alert_type"),
    [
        (check(ChildCheck, {"K06": 3}, mr_hits=(Mr.MR4,)), AlertType.MANDATORY_REPORT),
        (check(ChildCheck, {"K09": 3}), AlertType.CHILD_CRITICAL),
        (check(ElderCheck, {"E10": 1}, flags=("dementia",)), AlertType.MANDATORY_REPORT),
        (check(ElderCheck, {"E10": 2}), AlertType.ELDER_CRITICAL),
    ],
)
def test_what_the_law_wants_reported_is_named_so(made, alert_type):
    assert alerts(follows(made, L)) == [(alert_type, C)]


def test_a_carer_who_is_not_capable_is_told_to_the_street():
    assert (AlertType.CARER_INCAPABLE, H) in alerts(follows(check(ChildCheck, {"K03": 2}), H))


def tried(*earlier, level=H, of=ALONE, outcome=VisitOutcome.NOT_HOME):
    tries = {of.id: [contact(when, outcome=what) for when, what in earlier]}
    made = after_visit(visit(of, outcome=outcome), standings={of.id: stood(level, of)}, earlier_tries=tries, born=birth)
    return [(r.alert_type, r.level, r.subject_id) for r in made]


NOBODY = (AlertType.NO_CONTACT, C, ALONE.id)
NOT_HOME, UNREACHABLE, SEEN = VisitOutcome.NOT_HOME, VisitOutcome.UNREACHABLE, VisitOutcome.SEEN_OK


def test_two_failed_tries_within_a_day_of_somebody_alone_and_at_high_risk_alert():
    assert tried((at(hours=-3), UNREACHABLE)) == [NOBODY]
    assert tried((at(hours=-24), NOT_HOME), level=C) == [NOBODY]


def test_one_try_or_tries_far_apart_or_with_a_contact_between_do_not():
    assert tried() == []
    assert tried((at(hours=-25), NOT_HOME)) == []
    assert tried((at(hours=-5), NOT_HOME), (at(hours=-2), SEEN)) == []
    assert tried((at(hours=-5), VisitOutcome.REFUSED)) == []
    assert tried((at(hours=-3), NOT_HOME), outcome=SEEN) == []


def test_others_are_looked_for_without_an_alert():
    assert tried((at(hours=-3), NOT_HOME), level=M) == []
    assert tried((at(hours=-3), NOT_HOME), of=person()) == []


def test_a_third_try_soon_after_the_alert_is_not_told_again_but_one_a_day_later_is():
    assert tried((at(hours=-5), NOT_HOME), (at(hours=-3), NOT_HOME)) == []
    assert tried((at(hours=-30), NOT_HOME), (at(hours=-20), NOT_HOME)) == [NOBODY]


def test_each_person_of_a_visit_counts_as_it_went_for_them():
    neighbour = person(living_arrangement=LivingArrangement.ALONE)
    both = visit(ALONE, neighbour)
    result = VisitPerson(**birth(), visit_id=both.id, person_id=ALONE.id, outcome=NOT_HOME)
    made = after_visit(
        both,
        standings={p.id: stood(H, p) for p in (ALONE, neighbour)},
        earlier_tries={p.id: [contact(at(hours=-3), outcome=NOT_HOME)] for p in (ALONE, neighbour)},
        born=birth,
        results=[result],
    )
    assert [alert.subject_id for alert in made] == [ALONE.id]


def ended(outcome, relations=()):
    made = visit(ALONE, outcome=outcome)
    return after_visit(made, standings={}, earlier_tries={}, born=birth, persons={ALONE.id: ALONE}, relations=relations)


def test_a_death_ends_the_schedule_and_leaves_the_spouse_bereaved():
    spouse, neighbour = person(), person()
    married = relation(spouse, Kinship.SPOUSE, other_person_id=ALONE.id)
    others = [
        relation(ALONE, Kinship.NEIGHBOUR, other_person_id=neighbour.id),
        relation(ALONE, Kinship.SPOUSE, other_person_id=neighbour.id, to_on=date(2001, 1, 1)),
        relation(spouse, Kinship.SPOUSE, other_person_id=neighbour.id),
        relation(spouse, Kinship.SPOUSE, other_person_id=ALONE.id, void_reason="x"),
    ]
    dead, widowed = ended(VisitOutcome.DECEASED, [married, *others])
    assert isinstance(dead, Person)
    assert isinstance(widowed, Relation)
    assert (dead.id, dead.status, dead.deceased_on) == (ALONE.id, PersonStatus.DECEASED, TODAY)
    assert (widowed.id, widowed.to_on) == (married.id, TODAY)


def test_who_moved_away_is_marked_so():
    [moved] = ended(VisitOutcome.MOVED)
    assert (moved.id, moved.status, moved.deceased_on) == (ALONE.id, PersonStatus.MOVED, None)


def test_without_the_persons_record_nobody_is_changed():
    made = visit(ALONE, outcome=VisitOutcome.DECEASED)
    assert after_visit(made, standings={}, earlier_tries={}, born=birth) == ()
