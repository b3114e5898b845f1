"""Everything that may be done to people and households, by one name each.

The verbs stand in files by their subject; every change keeps before and after, and is audited.
"""

from hamyar.registry.circumstances import (
    change_dwelling,
    change_household,
    end_absence,
    move_house,
    record_prison,
    record_treatment,
    set_decile,
    set_head_condition,
    set_responsible_person,
)
from hamyar.registry.exchange import import_document
from hamyar.registry.guardians import end_guardianship, record_guardianship, rulings_fall_due, services_attach
from hamyar.registry.households import add_member, change_head, end_membership, entrust, move_to_unit, open_household
from hamyar.registry.marriages import link_household_of_man, unlink_household_of_man
from hamyar.registry.merging import merge_people, unmerge_people
from hamyar.registry.people import change_person, create_person, look_up, record_illness, register_person
from hamyar.registry.served import end_service, resume_service

__all__ = [
    "add_member",
    "change_dwelling",
    "change_head",
    "change_household",
    "change_person",
    "create_person",
    "end_absence",
    "end_guardianship",
    "end_membership",
    "end_service",
    "entrust",
    "import_document",
    "link_household_of_man",
    "look_up",
    "merge_people",
    "move_house",
    "move_to_unit",
    "open_household",
    "record_guardianship",
    "record_illness",
    "record_prison",
    "record_treatment",
    "register_person",
    "resume_service",
    "rulings_fall_due",
    "services_attach",
    "set_decile",
    "set_head_condition",
    "set_responsible_person",
    "unlink_household_of_man",
    "unmerge_people",
]
