from records.ids import new_id
from sealing.hpke import new_box_key, public_of
from sealing.street_code import DIGITS, street_code


def test_tablet_and_centre_work_out_the_same_code_without_a_line_between_them():
    tablet, centre, device = new_box_key(), new_box_key(), new_id()
    code = street_code(tablet, public_of(centre), device, "1a2b3c-1")
    assert code == street_code(centre, public_of(tablet), device, "1a2b3c-1")
    assert len(code) == DIGITS
    assert code.isdigit()


def test_every_challenge_device_and_centre_has_its_own_code():
    tablet, centre, device = new_box_key(), new_box_key(), new_id()
    codes = {
        street_code(tablet, public_of(centre), device, "1a2b3c-1"),
        street_code(tablet, public_of(centre), device, "1a2b3c-2"),
        street_code(tablet, public_of(centre), new_id(), "1a2b3c-1"),
        street_code(tablet, public_of(new_box_key()), device, "1a2b3c-1"),
    }
    assert len(codes) == 4
