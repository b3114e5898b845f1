"""Who may open which address: the table that `test_every_address.py` walks. One line per address, by its roles."""

from dataclasses import dataclass, field

from hamyar.org.roles import ROLES

PUBLIC: frozenset[str] = frozenset({"*public*"})
EVERYBODY: frozenset[str] = frozenset({"*staff*"})


@dataclass(frozen=True)
class Rule:
    """``roles``: who gets in. ``arguments``: which record of the world stands for each part of the address.

    ``scoped``: the same role elsewhere is not let in. ``national``: roles whose reach is the country. ``answers``: codes that
    are right although they look like refusals (a page whose account is not signed in, a link whose code is unknown).
    """

    roles: frozenset[str]
    arguments: dict[str, str | int] = field(default_factory=dict)
    post: bool = False
    scoped: bool = False
    national: frozenset[str] = frozenset({"it_admin", "hq_deputy"})
    answers: frozenset[int] = frozenset()


def may(*permissions: str) -> frozenset[str]:
    """The roles that hold one of the permissions."""
    return frozenset(name for name, role in ROLES.items() if role.permissions & set(permissions))


def page(*permissions: str, **arguments: str | int) -> Rule:
    """A page without a record, or about a unit's own matters, by permission."""
    return Rule(may(*permissions), dict(arguments))


def record(
    roles: frozenset[str], *, post: bool = False, answers: frozenset[int] = frozenset(), **arguments: str | int
) -> Rule:
    """An address about one record: the same role elsewhere finds nothing."""
    return Rule(roles, dict(arguments), post=post, scoped=True, answers=answers)


def public(*, post: bool = False, answers: tuple[int, ...] = (), **arguments: str | int) -> Rule:
    return Rule(PUBLIC, dict(arguments), post=post, answers=frozenset(answers))


STAFF = Rule(EVERYBODY)
WORKER = frozenset({"social_worker"})
HEAD = frozenset({"office_head"})
WORKER_AND_HEAD = WORKER | HEAD
UNIT_READERS = may("casefiles.read")  # worker, secretary, head, director general: of their own units
OVERSEERS = frozenset(
    {"office_head", "commission_secretary", "provincial_admission", "emdad.director_general", "hq_deputy"}
)

RULES: dict[str, Rule] = {
    "health": public(),
    "ready": public(),
    "demo_clock": public(post=True, answers=(404,)),  # the tests' settings are no demonstration
    # Desk
    "desk:worklist": STAFF,
    "desk:search": page("registry.search"),
    "desk:file": record(UNIT_READERS, casefile_id="casefile"),
    "desk:household": record(UNIT_READERS, household_id="household"),
    "desk:overview": page("obligations.oversee"),
    "desk:reviews": page("obligations.oversee"),
    "desk:review_month": Rule(HEAD, post=True),
    # Portal: the account's own, known by its session; others are sent to the mobile code
    "portal:home": public(),
    "portal:sign_in": public(),
    "portal:code": public(),
    "portal:sign_out": public(post=True),
    "portal:clause": public(clause_id="E-13.n3"),
    "portal:apply": public(),
    "portal:discard": public(post=True),
    "portal:remove_member": public(post=True, index=0),
    "portal:step": public(name="identity"),
    "portal:sent": public(pk="application"),
    "portal:donor": public(),
    "portal:offer": public(),
    "portal:report": public(),
    "portal:report_sent": public(),
    "portal:follow_report": public(),
    "portal:follow": public(),
    "portal:application": public(pk="application"),
    "portal:upload": public(post=True, pk="application"),
    "portal:answer": public(post=True, pk="application"),
    "portal:correct": public(pk="application"),
    "portal:withdraw": public(pk="application"),
    "portal:re_review": public(pk="application"),
    "portal:readings": public(pk="application"),
    "portal:visit_feedback": public(answers=(404,), code="a-code-that-nobody-was-given"),
    "portal:own_visit_feedback": public(pk="feedback"),
    # Signing in, the own account
    "org:sign_in": public(),
    "org:sign_out": public(post=True),
    "org:second_factor": STAFF,
    "org:forgotten": public(),
    "org:reset_by_code": public(),
    "org:account": STAFF,
    "org:change_password": STAFF,
    "org:second_factor_setup": STAFF,
    "org:second_factor_remove": Rule(EVERYBODY, post=True),
    "org:end_sessions": Rule(EVERYBODY, post=True),
    "org:first_run": public(answers=(403, 404, 409)),  # closed once there are units
    "org:first_run_template": public(answers=(403, 404, 409)),
    "org:first_run_apply": public(post=True, answers=(403, 404, 409)),
    # Users and units
    "org:users": page("org.manage_users", "org.manage_office"),
    "org:new_user": page("org.manage_users"),
    "org:user": record(may("org.manage_users", "org.manage_office"), user_id="user"),
    "org:change_user": record(may("org.manage_users"), user_id="user"),
    "org:give_role": record(may("org.manage_users"), post=True, user_id="user"),
    "org:end_role": record(may("org.manage_users"), post=True, user_id="user", holding_id="holding"),
    "org:reset_password": record(may("org.manage_users"), post=True, user_id="user"),
    "org:set_active": record(may("org.manage_users"), post=True, user_id="user"),
    "org:remove_second_factor": record(may("org.manage_users"), post=True, user_id="user"),
    "org:units": page("org.manage_units", "org.manage_office"),
    "org:new_unit": page("org.manage_units"),
    "org:unit": record(may("org.manage_units", "org.manage_office"), unit_id="unit"),
    "org:change_unit": record(may("org.manage_units"), unit_id="unit"),
    "org:close_unit": record(may("org.manage_units"), post=True, unit_id="unit"),
    "org:set_routing": record(may("org.manage_units", "org.manage_office"), post=True, unit_id="unit"),
    "org:assign_territory": record(may("org.manage_units", "org.manage_office"), post=True, unit_id="unit"),
    "org:end_territory": record(
        may("org.manage_units", "org.manage_office"), post=True, unit_id="unit", territory_id="territory"
    ),
    "org:substitute": record(may("org.manage_units", "org.manage_office"), post=True, unit_id="unit"),
    "org:end_substitution": record(
        may("org.manage_units", "org.manage_office"), post=True, unit_id="unit", substitution_id="substitution"
    ),
    "org:tokens": page("system.tokens"),
    "org:revoke_token": record(may("system.tokens"), post=True, token_id="token"),
    # Duties
    "obligations:duty": record(WORKER_AND_HEAD | OVERSEERS, pk="duty"),
    "obligations:waive": record(OVERSEERS, post=True, pk="duty"),
    "obligations:holidays": page("org.manage_units", "releases.publish"),
    "obligations:add_fixed_holidays": Rule(may("org.manage_units", "releases.publish"), post=True),
    "obligations:remove_holiday": Rule(may("org.manage_units", "releases.publish"), {"pk": "holiday"}, post=True),
    # The law, for everybody on the staff
    "releases:register": STAFF,
    "releases:clauses": STAFF,
    "releases:clause": Rule(EVERYBODY, {"clause_id": "E-13.n3"}),
    "releases:parameters": STAFF,
    "releases:table": STAFF,
    # Documents about a household
    "documents:upload": record(may("documents.upload"), kind="registry.household", pk="household"),
    "documents:document": record(UNIT_READERS, pk="document"),
    "documents:download": record(UNIT_READERS, pk="document"),
    # Registry
    **{
        f"registry:{name}": record(WORKER, pk="household")
        for name in (
            "household_edit",
            "circumstances",
            "dwelling",
            "move",
            "decile",
            "prison",
            "treatment",
            "responsible",
            "head",
            "history",
            "find_member",
            "add_member",
        )
    },
    "registry:person": record(WORKER, pk="household", person_pk="person"),
    "registry:illness": record(WORKER, pk="household", person_pk="person"),
    "registry:husband": record(WORKER, pk="household"),
    "registry:end_husband": record(WORKER, pk="household"),
    "registry:absence": record(WORKER, pk="household"),
    "registry:guardians": record(WORKER, pk="household"),
    "registry:add_guardian": record(WORKER, pk="household"),
    "registry:end_guardian": record(WORKER, pk="household", guardianship_pk="guardianship"),
    "registry:end_membership": record(WORKER, pk="household", person_pk="other_person"),
    "registry:duplicates": page("registry.merge"),
    "registry:pair": record(may("registry.merge"), pk="person", other_pk="other_person"),
    "registry:import": page("registry.import"),
    "registry:template": Rule(may("registry.import"), {"kind": "csv"}),
    "registry:import_preview": record(may("registry.import"), pk="import"),
    "registry:import_apply": record(may("registry.import"), post=True, pk="import"),
    "registry:import_rejects": record(may("registry.import"), pk="import"),
    # Files
    "casefiles:list": page("casefiles.read"),
    "casefiles:readings": page("casefiles.oversee"),
    "casefiles:reassign_caseload": page("casefiles.assign"),
    "casefiles:without_contact": page("casefiles.read"),
    "casefiles:contacts": record(UNIT_READERS, pk="casefile"),
    "casefiles:reason": record(UNIT_READERS, pk="casefile"),
    "casefiles:reassign": record(HEAD, pk="casefile"),
    "casefiles:continuation": record(WORKER_AND_HEAD, pk="casefile"),
    "casefiles:remarriage": record(WORKER, pk="casefile"),
    "casefiles:study": record(WORKER, pk="casefile"),
    "casefiles:study_proof": record(WORKER, pk="casefile", person_pk="adult_son"),
    "casefiles:study_end": record(WORKER, pk="casefile", person_pk="adult_son"),
    "casefiles:family_groups": record(WORKER, pk="casefile"),
    "casefiles:set_family_group": record(WORKER, post=True, pk="casefile", group="orphaned"),
    "casefiles:levels": page("casefiles.define_levels"),
    "casefiles:end_level": Rule(may("casefiles.define_levels"), {"pk": "level"}, post=True),
    "casefiles:level": record(WORKER, pk="casefile"),
    "casefiles:court_paper": record(WORKER, post=True, pk="casefile"),
    "casefiles:open_period": record(WORKER, post=True, pk="casefile"),
    "casefiles:review_absence": record(WORKER, post=True, pk="casefile"),
    # Inquiries
    "inquiries:for_household": record(UNIT_READERS, pk="household"),
    "inquiries:ask": record(WORKER, post=True, pk="household"),
    "inquiries:renewals": page("inquiries.ask", "casefiles.read"),
    "inquiries:renew": Rule(WORKER, post=True),
    "inquiries:ask_again": record(WORKER, post=True, pk="inquiry"),
    "inquiries:answer": record(WORKER, pk="inquiry"),
    "inquiries:unavailable": record(WORKER, pk="inquiry"),
    "inquiries:verify": record(WORKER, pk="inquiry"),
    # Applications
    "intake:list": page("intake.handle", "intake.oversee", "intake.assign", "intake.follow_own"),
    "intake:queue": page("intake.assign"),
    "intake:caseload": page("intake.assign"),
    "intake:start": page("intake.submit", "intake.refer"),
    "intake:draft": record(WORKER, pk="draft"),
    "intake:discard": record(WORKER, post=True, pk="draft"),
    "intake:application": record(UNIT_READERS, pk="application"),
    "intake:print": record(UNIT_READERS, pk="application"),
    "intake:assign": record(HEAD, post=True, pk="application"),
    "intake:reassign": record(HEAD, post=True, pk="application"),
    "intake:reroute": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:begin_inquiries": record(WORKER, post=True, pk="application"),
    "intake:ask_items": record(WORKER, post=True, pk="application"),
    "intake:items_supplied": record(WORKER, post=True, pk="application"),
    "intake:refer_out": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:accept_correction": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:reject_correction": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:withdraw": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:told": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:ask_re_review": record(WORKER_AND_HEAD, post=True, pk="application"),
    "intake:re_review": record(HEAD, post=True, pk="application"),
    # Leads
    "intake:leads": page("intake.find", "intake.refer"),
    "intake:new_lead": page("intake.find", "intake.refer"),
    "intake:coverage": page("intake.coverage"),
    "intake:lead": record(WORKER_AND_HEAD, pk="lead"),
    "intake:lead_assign": record(HEAD, pk="lead"),
    "intake:lead_visit": record(WORKER, pk="lead"),
    "intake:lead_apply": record(WORKER, post=True, pk="lead"),
    "intake:lead_match": record(WORKER_AND_HEAD, pk="lead"),
    "intake:lead_move": record(WORKER_AND_HEAD, pk="lead"),
    "intake:lead_dismiss": record(WORKER_AND_HEAD, pk="lead"),
    "intake:lead_reporter": record(HEAD, pk="report"),
    "intake:extracts": page("intake.import_leads"),
    "intake:extract_template": Rule(may("intake.import_leads"), {"kind": "csv"}),
    "intake:extract": record(may("intake.import_leads"), pk="extract"),
    "intake:extract_apply": record(may("intake.import_leads"), post=True, pk="extract"),
    "intake:extract_rejects": record(may("intake.import_leads"), pk="extract"),
    # Offers of donors
    "intake:offers": page("intake.answer_offers"),
    "intake:offer": record(HEAD, pk="offer"),
    "intake:offer_accept": record(HEAD, pk="offer"),
    "intake:offer_decline": record(HEAD, pk="offer"),
    "intake:offer_use": record(HEAD, pk="offer"),
    # Visits
    "visits:planner": page("visits.record", "visits.review"),
    "visits:route_sheet": page("visits.record", "visits.review"),
    "visits:exceptions": page("obligations.oversee"),
    "visits:feedback": page("visits.review"),
    "visits:for_application": record(WORKER_AND_HEAD, pk="application"),
    "visits:open_visit": record(WORKER, post=True, pk="application"),
    "visits:visit": record(WORKER_AND_HEAD, pk="visit"),
    "visits:plan": record(WORKER, pk="visit"),
    "visits:announce": record(WORKER, pk="visit"),
    "visits:record": record(WORKER, pk="visit"),
    "visits:not_at_home": record(WORKER, post=True, pk="visit"),
    "visits:postpone": record(WORKER, post=True, pk="visit"),
    "visits:review": record(HEAD, post=True, pk="visit"),
    "visits:evidence": record(WORKER, post=True, pk="visit"),
    # Messages
    "notifications:outbox": public(answers=(404,)),  # of the demonstration only
    "notifications:delivery": public(post=True, answers=(401, 403, 404)),  # the gateway's call, with its own token
    "notifications:for_application": record(WORKER_AND_HEAD, pk="application"),
    "notifications:again": record(WORKER_AND_HEAD, post=True, pk="application", message_pk="message"),
    "web:components": public(answers=(404,)),
    "web:components_in": public(answers=(404,), shell="portal"),
    # Assessment and decision
    "assessment:by_score": page("assessment.record", "assessment.decide", "casefiles.read", "intake.oversee"),
    "assessment:for_application": record(UNIT_READERS, pk="application"),
    "assessment:start": record(WORKER, post=True, pk="application"),
    "assessment:documents": record(UNIT_READERS, pk="application"),
    "assessment:see_document": record(
        WORKER, post=True, answers=frozenset({404}), pk="application"
    ),  # without an item there is nothing
    "assessment:attach_document": record(
        WORKER, post=True, answers=frozenset({404}), pk="application"
    ),  # without an item there is nothing
    "assessment:untick_document": record(
        WORKER, post=True, answers=frozenset({404}), pk="application"
    ),  # without an item there is nothing
    "assessment:presence": record(WORKER, post=True, pk="application"),
    "assessment:denomination": record(WORKER, post=True, pk="application"),
    "assessment:decision": record(UNIT_READERS, pk="application"),
    "assessment:compute": record(WORKER, post=True, pk="application"),
    "assessment:reject": record(WORKER, post=True, pk="application"),
    "assessment:forward": record(WORKER, post=True, pk="application"),
    "assessment:refer": record(WORKER, post=True, pk="application"),
    "assessment:section": record(WORKER, pk="questionnaire", name="economic"),
    "assessment:harms": record(WORKER, pk="questionnaire"),
    "assessment:screened": record(WORKER, post=True, pk="questionnaire"),
    "assessment:end_harm": record(WORKER, post=True, pk="questionnaire", harm_pk="harm"),
    "assessment:capacities": record(WORKER, pk="questionnaire"),
    "assessment:conclusion": record(WORKER, pk="questionnaire"),
    "assessment:close": record(WORKER, post=True, pk="questionnaire"),
    "assessment:explanation": record(UNIT_READERS, pk="assessment"),
    "assessment:validity": record(UNIT_READERS, pk="household"),
    "assessment:referrals": page("assessment.counsel"),
    "assessment:referral": record(may("assessment.counsel"), pk="referral"),
    "assessment:accept_referral": record(may("assessment.counsel"), post=True, pk="referral"),
    "assessment:record_result": record(may("assessment.counsel"), post=True, pk="referral"),
    "assessment:refuse_referral": record(may("assessment.counsel"), post=True, pk="referral"),
    "assessment:service_documents": page("documents.define_kinds"),
    "assessment:end_service_document": Rule(may("documents.define_kinds"), {"pk": "service_document"}, post=True),
    # Plans
    "plans:accept": record(WORKER, pk="application"),
    "plans:draft": record(WORKER, post=True, casefile_pk="casefile"),
    "plans:follow_ups": record(UNIT_READERS, casefile_pk="casefile"),
    "plans:renewal": record(WORKER, casefile_pk="ending_file"),
    "plans:late": page("plans.draft", "casefiles.read"),
    "plans:packages": page("plans.define_packages"),
    "plans:end_package": Rule(may("plans.define_packages"), {"pk": "package"}, post=True),
    "plans:plan": record(UNIT_READERS, pk="plan"),
    "plans:item": record(UNIT_READERS, pk="item"),
    **{
        f"plans:{name}": record(WORKER, post=True, pk="plan")
        for name in (
            "goals",
            "add_item",
            "approve",
            "announce",
            "start",
            "close",
            "stop",
            "go_on",
        )
    },
    **{f"plans:{name}": record(WORKER, post=True, pk="item") for name in ("remove_item", "follow_up", "end_item")},
    "operations:health": page("system.health"),
}
