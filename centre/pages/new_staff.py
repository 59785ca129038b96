"""Whose login it will be: somebody on the roster, or somebody who is written down with it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from centre.duties import DUTIES, Act
from centre.pages.visitor import Visitor
from records.base import InvalidRecord
from records.codes import Role
from records.complete import complete
from records.platform import Post, Site, Staff


def sites(visitor: Visitor) -> list[Site]:
    """Sites at which this visitor may give somebody a login."""
    return [site for site in visitor.sight.sites.values() if visitor.may(Act.USERS, site.code)]


def known(visitor: Visitor) -> list[tuple[str, str]]:
    """People on the roster with a post at those sites and no login yet."""
    taken = {login.staff_id for login in visitor.office.accounts.logins()}
    theirs = {site.id for site in sites(visitor)}
    return [
        (str(one.id), one.name)
        for one in visitor.sight.records(Staff, order="name")
        if one.id not in taken
        and not one.is_void
        and any(post.role in DUTIES and post.held_on(visitor.today) for post in one.posts)
        and all(post.site_id in theirs for post in one.posts if post.held_on(visitor.today))
        and may_give(visitor, [post.role for post in one.posts if post.held_on(visitor.today)])
    ]


def may_give(visitor: Visitor, roles: Iterable[Role]) -> bool:
    """Whether this visitor may hand out these roles: none that may do more with logins than they may themselves."""
    wider = {Act.USERS, Act.ENROL}
    own = {act for post in visitor.reader.posts for act in post.duties.acts}
    return all(DUTIES[role].acts & wider <= own for role in roles if role in DUTIES)


def owner_of(visitor: Visitor, values: dict[str, str]) -> Staff:
    """The member of staff that a form names or describes; one who is new is not kept yet.

    Raises:
        InvalidRecord: naming the field of the form to mend.
    """
    if values["staff"] != "new":
        choices = dict(known(visitor))
        found = visitor.sight.known(UUID(values["staff"])) if values["staff"] in choices else None
        if not isinstance(found, Staff):
            raise InvalidRecord("staff", "required")
        return found
    site = next((s for s in sites(visitor) if s.code == values["site"]), None)
    if not values["staff_name"]:
        raise InvalidRecord("staff_name", "required")
    if values["role"] not in {role.value for role in DUTIES} or not may_give(visitor, [Role(values["role"])]):
        raise InvalidRecord("role", "required")
    if site is None:
        raise InvalidRecord("site", "required")
    return _described(visitor, values, site)


def _described(visitor: Visitor, values: dict[str, str], site: Site) -> Staff:
    born = visitor.office.archive.born(site.id, visitor.reader.staff_id)
    post = Post(Role(values["role"]), site.id, visitor.today)
    try:
        return complete(Staff, {**born, "name": values["staff_name"], "posts": (post,), "started_on": visitor.today})
    except InvalidRecord as invalid:
        raise InvalidRecord("staff_name", invalid.reason, **invalid.about) from invalid


def keep(visitor: Visitor, owner: Staff) -> None:
    """Keep somebody new."""
    if visitor.sight.known(owner.id) is None:
        visitor.write(owner)
