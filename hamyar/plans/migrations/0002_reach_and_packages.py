"""The second wall, and the packages shipped with the product: labelled as ours, since the text attaches none (A-35)."""

from datetime import date

from django.db import migrations

from hamyar.org.database_law import ProtectRows, through

PACKAGES = (
    ("livelihood", "کمک‌معیشت ماهانه", "واریز ماهانه به حساب سرپرست یا مسئول خانوار.", 12),
    ("livelihood", "سبد غذایی فصلی", "چهار نوبت در سال، به شمار اعضای خانوار.", 12),
    ("training", "آموزش مهارت فنی‌وحرفه‌ای", "معرفی به مرکز آموزش و هزینهٔ دوره و آزمون.", 6),
    ("training", "آموزش کسب‌وکار خانگی", "دورهٔ کوتاه راه‌اندازی و نگه‌داری کسب‌وکار.", 3),
    ("employment_facility", "تسهیلات قرض‌الحسنهٔ اشتغال", "معرفی به بانک با طرح تأییدشدهٔ کسب‌وکار.", 12),
    ("housing", "تعمیر خانه", "بازدید فنی، برآورد و پرداخت مرحله‌ای.", 6),
    ("housing", "کمک ودیعهٔ مسکن", "پرداخت یک‌باره برای رهن یا اجاره.", 12),
    ("health", "بیمهٔ درمان", "پوشش بیمهٔ پایه و تکمیلی اعضا.", 12),
    ("health", "کمک‌هزینهٔ درمان", "پرداخت هزینهٔ درمان با مدرک پزشکی.", 6),
    ("education", "کمک‌هزینهٔ تحصیل", "برای هر دانش‌آموز در هر نوبت تحصیلی.", 10),
    ("education", "کلاس تقویتی", "برگزاری یا پرداخت هزینهٔ کلاس.", 9),
    ("counselling", "مشاورهٔ خانواده", "شش نشست با مشاور اداره یا مرکز طرف قرارداد.", 6),
)


def add_packages(apps, schema_editor):
    package = apps.get_model("plans", "ServicePackage")
    package.objects.bulk_create(
        package(
            service=service, title=title, contents=contents, months=months, origin="default", from_on=date(2024, 3, 20)
        )
        for service, title, contents, months in PACKAGES
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("registry", "0001_initial")]

    operations = [
        ProtectRows("plans_serviceplan", through("registry_household", "household_id")),
        ProtectRows("plans_planitem", through("plans_serviceplan", "plan_id")),
        ProtectRows("plans_planevent", through("plans_serviceplan", "plan_id")),
        ProtectRows("plans_followup", through("plans_planitem", "item_id")),
        migrations.RunPython(add_packages, migrations.RunPython.noop),
    ]
