"""What an applicant does at the portal, step by step."""

import re

from tests.journeys.family import Family
from tests.journeys.visitor import Visitor


def given_somebody_signed_in(visitor: Visitor, mobile: str) -> None:
    """With the code that the demonstration's page of messages shows."""
    visitor.open("/portal/sign-in/")
    visitor.fill("شمارهٔ تلفن همراه", mobile)
    visitor.press("فرستادن کد")
    code_address = visitor.page.url
    visitor.open(f"/messages/?mobile={mobile}")
    code = re.search(r"(?<![۰-۹])[۰-۹]{6}(?![۰-۹])", visitor.text())
    assert code, visitor.text()
    visitor.open(code_address)
    visitor.fill("کد شش‌رقمی", code[0])
    visitor.press("ورود")


def when_the_family_applies(visitor: Visitor, family: Family) -> str:
    """Through all steps of the form; returns the number of the application as it is shown."""
    visitor.open("/portal/")
    visitor.follow("آغاز درخواست")
    visitor.press("آغاز")
    _say_who(visitor, family)
    _say_where(visitor, family)
    _add_daughter(visitor, family)
    visitor.tick("معیشت")
    visitor.tick("تحصیل")
    visitor.fill("هرچه می‌خواهید بگویید", "از مهر اجاره عقب افتاده است.")
    visitor.press("نگه داشتن و ادامه")
    assert visitor.sees(family.given_name) and visitor.sees("معیشت")
    visitor.press("فرستادن درخواست")
    return then_number_and_term_are_shown(visitor)


def _say_who(visitor: Visitor, family: Family) -> None:
    visitor.pick("تابعیت", "ایرانی")
    visitor.fill("کد ملی", family.code)
    visitor.fill("نام", family.given_name)
    visitor.fill("نام خانوادگی", family.family_name)
    visitor.fill("نام پدر", "حسین")
    visitor.fill("تاریخ تولد", family.born_on)
    visitor.pick("جنس", family.sex)
    visitor.choose("وضعیت تأهل", "همسر درگذشته")
    visitor.choose("وضعیت کار", "خانه‌دار")
    visitor.pick("این شماره", "خود")
    visitor.press("نگه داشتن و ادامه")


def _say_where(visitor: Visitor, family: Family) -> None:
    visitor.fill("کدپستی", family.postal_code)
    visitor.fill("نشانی", "خیابان آزادی، کوچهٔ دوم، پلاک ۱۴")
    visitor.pick("خانه در کجاست؟", "شهر")
    visitor.choose("خانه از آنِ کیست؟", "اجاره‌ای")
    visitor.choose("وضع خانه", "نیازمند تعمیر")
    visitor.press("نگه داشتن و ادامه")


def _add_daughter(visitor: Visitor, family: Family) -> None:
    visitor.unfold("افزودن یک نفر")
    visitor.fill("نام", "زهرا")
    visitor.fill("نام خانوادگی", family.family_name)
    visitor.choose("نسبت با متقاضی", "فرزند")
    visitor.pick("جنس", "زن")
    visitor.fill("تاریخ تولد", "۱۳۹۵/۰۷/۰۱")
    visitor.fill("کد ملی", family.daughters_code)
    visitor.press("افزودن")
    assert visitor.sees("زهرا")
    visitor.press("ادامه")


def then_number_and_term_are_shown(visitor: Visitor) -> str:
    assert visitor.sees("درخواست شما ثبت شد") and visitor.sees("پاسخ می‌گیرید تا")
    number = re.search(r"[۰-۹]{4}-[۰-۹]{6}", visitor.text())
    assert number, visitor.text()
    return number[0]


def then_the_portal_says(visitor: Visitor, number: str, *texts: str) -> None:
    """On the page of the applicant's own application."""
    visitor.open("/portal/follow/")
    visitor.follow(f"درخواست {number}")
    for text in texts:
        visitor.wait_until(text)


def then_a_message_was_sent_without(visitor: Visitor, mobile: str, number: str, *words: str) -> None:
    """The message about the answer names the request and keeps the reason to itself."""
    visitor.open(f"/messages/?mobile={mobile}")
    visitor.wait_until("نتیجه")
    messages = " ".join(visitor.page.locator("main article").all_inner_texts())
    assert number in messages, messages
    for word in words:
        assert word not in messages, f"«{word}» stands in a message"


def when_a_re_review_is_asked(visitor: Visitor, number: str, *, reason: str) -> None:
    visitor.open("/portal/follow/")
    visitor.follow(f"درخواست {number}")
    visitor.follow("درخواست بازبینی")
    visitor.fill("چرا بازبینی می‌خواهید؟", reason)
    visitor.press("فرستادن")


def then_no_second_re_review_is_offered(visitor: Visitor) -> None:
    assert not visitor.page.locator("main").get_by_role("link", name="درخواست بازبینی").count()
