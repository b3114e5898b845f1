"""What the people of an office do: the worker from the request to the running plan, the head, the province."""

from tests.journeys.visitor import Visitor

PART_LINE = "در بازدید دیده شد و با گفتهٔ خانوار یکی بود."


def given_a_member_of_staff(visitor: Visitor, username: str) -> None:
    visitor.sign_in(username)


def when_the_worker_opens(visitor: Visitor, number: str) -> None:
    """The application from the list of the worker's own work."""
    visitor.open("/")
    assert visitor.sees(number), visitor.text()
    visitor.open("/intake/")
    visitor.follow(number)


def when_the_registers_are_asked(visitor: Visitor) -> str:
    """Returns the address of the application."""
    address = visitor.page.url
    visitor.press("درخواست استعلام‌ها")
    visitor.follow("استعلام‌ها")
    return address


def then_all_registers_have_answered(visitor: Visitor) -> None:
    visitor.wait_until("همهٔ استعلام‌های لازم پاسخ گرفته")


def when_the_visit_is_planned_and_announced(visitor: Visitor, application: str, *, day: str) -> None:
    visitor.open(application)
    visitor.follow("بازدید")
    visitor.wait_until("بازدید پذیرش")
    visitor.follow("بازدید پذیرش")
    visitor.fill("روز بازدید", day)
    visitor.choose("ساعت", "۱۰:۰۰")
    visitor.fill("همراه", "دهیار محله")
    visitor.press("ثبت زمان بازدید")
    if visitor.page.locator("main .field--wrong").count():
        _give_reasons(visitor)
        visitor.press("ثبت زمان بازدید")
    visitor.pick("خانواده چگونه از زمان بازدید آگاه شد؟", "با پیامک")
    visitor.press("ثبت اعلام")
    assert visitor.sees("ثبت بازدید"), visitor.text()


def _give_reasons(visitor: Visitor) -> None:
    """A soft rule is not kept: every box that asks why gets its answer."""
    for box in visitor.page.locator("main textarea[name^=reason_]").all():
        box.fill("مددکار زن اداره در مرخصی است و دهیار همراه می‌آید.")


def when_the_visit_is_recorded(visitor: Visitor, *, day: str) -> None:
    visitor.fill("روز انجام بازدید", day)
    visitor.choose("ساعت", "۱۰:۰۰")
    visitor.pick("چه کسی از خانواده حاضر بود؟", "سرپرست")
    visitor.fill("آنچه دیده شد", "خانه دو اتاق دارد و سقف آشپزخانه نم دارد. دختر خانواده به مدرسه می‌رود.")
    if visitor.page.locator("main textarea[name^=reason_]").count():
        _give_reasons(visitor)
    visitor.press("ثبت بازدید انجام‌شده")
    assert visitor.sees("آنچه دیده شد") and visitor.sees("ادامه: پرسشنامه و ارزیابی"), visitor.text()


def when_the_questionnaire_is_filled(visitor: Visitor) -> None:
    """Every section verified as the family stated it, documents seen, members screened, the conclusion written."""
    visitor.follow("ادامه: پرسشنامه و ارزیابی")
    overview = visitor.page.url
    visitor.press("باز کردن پرسشنامه")
    visitor.open(overview)
    for name in _sections(visitor):
        visitor.follow(name)
        _fill_section(visitor)
        visitor.open(overview)
    _screen(visitor, overview)
    _capacities(visitor, overview)
    _conclude(visitor, overview)
    _see_documents(visitor, overview)
    visitor.open(overview)


def _sections(visitor: Visitor) -> list[str]:
    names = visitor.page.locator("main a[href*='/section/']").all_inner_texts()
    assert names
    return list(dict.fromkeys(name.strip() for name in names))


def _fill_section(visitor: Visitor) -> None:
    form = visitor.page.locator("main form").first
    for mark in form.locator("input[type=radio][value=watch]").all():
        mark.check()
    for box in form.locator("textarea[name$=_text]").all():
        box.fill(PART_LINE)
    if form.locator("input[name=match]").count():
        form.locator("input[name=match][value=matched]").check()
    visitor.tick("هر چه خالی گذاشته‌ام")
    visitor.press("ذخیره")
    assert not visitor.page.locator(".field--wrong").count(), visitor.text()


def _screen(visitor: Visitor, overview: str) -> None:
    visitor.follow("غربالگری آسیب‌ها")
    for box in visitor.page.locator("main input[name=people]").all():
        box.check()
    visitor.press("ثبت غربالگری و ادامه")
    visitor.open(overview)


def _capacities(visitor: Visitor, overview: str) -> None:
    visitor.follow("توانایی‌ها و ظرفیت‌ها")
    for box in visitor.page.locator("main input[name^=skill_]").all():
        box.fill("خیاطی")
    for judged in visitor.page.locator("main input[name^=judged_][value=yes]").all():
        judged.check()
    visitor.press("ذخیره")
    visitor.open(overview)


def _conclude(visitor: Visitor, overview: str) -> None:
    visitor.follow("نتیجه و گزارش مددکار")
    visitor.pick("نیازهای پایهٔ خوراکی", "بله")
    visitor.pick("نیازهای پایهٔ غیرخوراکی", "بله")
    visitor.pick("به نظر من این خانوار نیازمند است", "بله")
    visitor.fill("گزارش و نظر مددکار", "درآمد پایداری ندارد و اجاره عقب افتاده است؛ نیازمند حمایت است.")
    visitor.press("ذخیره")
    visitor.open(overview)


def _see_documents(visitor: Visitor, overview: str) -> None:
    visitor.follow("مدارک و حضور")
    for _document in range(20):
        unseen = visitor.page.locator("main").get_by_role("button", name="اصل آن را دیدم")
        if not unseen.count():
            break
        visitor.press("اصل آن را دیدم")
    visitor.unfold("ثبت حضور")
    visitor.pick("چه کسی حاضر شد؟", "سرپرست")
    visitor.fill("هویت چگونه احراز شد؟", "اصل کارت ملی")
    visitor.press("ثبت حضور")


def when_the_report_is_signed(visitor: Visitor) -> None:
    assert visitor.sees("همه چیز آماده است"), visitor.text()
    visitor.press("بستن پرسشنامه و امضای گزارش")
    if not visitor.sees("تصمیم دربارهٔ درخواست"):
        visitor.follow("تصمیم")


def then_the_score_is_explained(visitor: Visitor) -> None:
    """The explanation cites clauses and says what would change the result."""
    decision = visitor.page.url
    visitor.follow("شرح امتیاز و آنچه نتیجه را تغییر می‌دهد")
    assert visitor.sees("جدول ۱") or visitor.sees("عامل"), visitor.text()
    visitor.open(decision)


def when_the_household_is_accepted(visitor: Visitor) -> None:
    assert not visitor.sees("برقرار نیست"), visitor.text()
    visitor.press("پذیرش خانوار")
    assert visitor.sees("برنامهٔ کمکی"), visitor.text()


def when_the_plan_is_brought_to_run(visitor: Visitor) -> None:
    visitor.fill("هدف‌ها", "پرداخت اجارهٔ عقب‌افتاده\nادامهٔ تحصیل دختر خانواده")
    visitor.fill("هدف خوداتکایی", "تا پایان دوره خیاطی خانگی آغاز شود.")
    visitor.press("ذخیرهٔ هدف‌ها")
    visitor.press("تأیید برنامه")
    visitor.pick("سرپرست خانوار چگونه از برنامه آگاه شد؟", "با پیامک")
    visitor.press("ثبت اعلام")
    visitor.press("آغاز برنامه")
    assert visitor.sees("در حال اجرا"), visitor.text()


def when_the_request_is_refused(visitor: Visitor, application: str, *, clause: str, reason: str) -> None:
    visitor.open(application)
    visitor.follow("ارزیابی و تصمیم")
    visitor.follow("تصمیم")
    visitor.unfold("نپذیرفتن درخواست")
    clauses = visitor.page.locator("main select[name=clause] option").evaluate_all(
        "all => all.map(o => [o.value, o.text])"
    )
    title = next(text for value, text in clauses if value == clause)
    visitor.choose("بندی که برقرار نیست", title)
    visitor.fill("علت، آن‌گونه که متقاضی می‌خواند", reason)
    visitor.press("ثبت نپذیرفتن", asked=True)


# The office head, and those above


def when_the_head_assigns(visitor: Visitor, number: str) -> None:
    """To the first worker of the list."""
    visitor.open("/intake/queue/")
    visitor.follow(number)
    visitor.follow("سپردن به مددکار")
    workers = visitor.page.locator("main select[name=worker] option").all_inner_texts()
    visitor.choose("مددکار", workers[1])
    visitor.press("سپردن")


def when_the_head_confirms_the_refusal(visitor: Visitor, number: str, *, reason: str) -> None:
    visitor.open("/intake/queue/")
    visitor.follow(number)
    visitor.follow("تصمیم دربارهٔ بازبینی")
    visitor.pick("تصمیم", "نتیجهٔ پیشین برجا بماند")
    visitor.fill("علت", reason)
    visitor.press("ثبت تصمیم")


def then_it_was_told_to(visitor: Visitor, number: str, whom: str) -> None:
    """A duty about the application stands among what was brought to the attention of the one who is signed in."""
    visitor.open("/?whose=told")
    for _page in range(20):
        if visitor.sees(number):
            break
        assert visitor.page.get_by_role("link", name="صفحهٔ بعد").count(), f"{number} was not told to {whom}"
        visitor.follow("صفحهٔ بعد")
    assert visitor.sees("به اطلاع مافوق رسیده") and visitor.sees(whom), visitor.text()


def then_the_queue_shows(visitor: Visitor, number: str, *, reason: str, file_number: str) -> None:
    visitor.open("/intake/queue/")
    assert visitor.sees(number), visitor.text()
    visitor.follow(number)
    assert visitor.sees(reason) and visitor.sees(file_number), visitor.text()


def when_days_pass(visitor: Visitor, *steps: str) -> None:
    for days in steps:
        visitor.let_days_pass(days)


# Registers that do not answer


def then_so_many_answers_are_waited_for(visitor: Visitor, count: str) -> None:
    visitor.wait_until(f"{count} استعلام از")
    assert visitor.sees("بازدید هنوز ممکن نیست")


def when_a_body_is_recorded_as_unavailable(visitor: Visitor, body: str, *, reason: str) -> None:
    visitor.follow(f"در دسترس نیست {body}")
    visitor.fill("چرا این مرجع پاسخ نمی‌دهد", reason)
    visitor.press("ثبت")


def when_the_pension_fund_is_answered_by_hand(visitor: Visitor, *, evidence: str) -> None:
    visitor.follow("ثبت دستی پاسخ صندوق")
    visitor.pick("مستمری می‌گیرد؟", "خیر")
    visitor.fill("مستند", evidence)
    visitor.press("ثبت پاسخ")


def when_a_body_is_asked_again(visitor: Visitor, body: str) -> None:
    visitor.press(f"استعلام دوباره {body}")


def then_no_body_is_unavailable(visitor: Visitor) -> None:
    assert not visitor.page.locator("main").get_by_text("علت در دسترس نبودن").count(), visitor.text()


# Search before create


def when_a_code_is_searched_before_a_request(visitor: Visitor, code: str) -> None:
    visitor.open("/intake/start/")
    visitor.fill("کد ملی متقاضی", code)
    visitor.press("جست‌وجو")


def then_the_file_is_named(visitor: Visitor, number: str, office: str) -> None:
    assert visitor.sees(number) and visitor.sees(office) and visitor.sees("پروندهٔ فعال دارد"), visitor.text()


def then_no_request_can_begin(visitor: Visitor) -> None:
    assert not visitor.page.locator("main").get_by_role("button", name="آغاز درخواست", exact=True).count()
