from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.notebook import Notebook
from tests.storage.tablets import DEVICE_SECRET, Centre, Template, make_template, open_for


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Template:
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def path(template: Template, tmp_path: Path) -> Path:
    """A notebook file of two users, never unlocked since."""
    return template.copy(tmp_path / "tablet.linli")


@pytest.fixture
def centre(template: Template) -> Centre:
    """The centre that this file's tablet is enrolled at; it has seen nothing yet."""
    known = template.enrolment.centre
    return Centre(known.receipt_key, known.box)


@pytest.fixture
def shut(path: Path) -> Iterator[Notebook]:
    """The tablet, locked."""
    notebook = Notebook.open(path, DEVICE_SECRET)
    yield notebook
    notebook.close()


@pytest.fixture
def tablet(shut: Notebook, template: Template) -> Notebook:
    """The tablet, unlocked by the chief, who holds both rings."""
    open_for(shut, template.enrolment.chief.id, template.keks)
    return shut


@pytest.fixture
def chief(template: Template):
    return template.enrolment.chief.id


@pytest.fixture
def assistant(template: Template):
    return template.enrolment.assistant.id
