import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_merging_people"),
    ]

    operations = [
        migrations.AlterField(
            model_name="household",
            name="responsible_person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.person",
                verbose_name="مسئول خانوار",
            ),
        ),
        migrations.AlterField(
            model_name="household",
            name="responsible_since_on",
            field=models.DateField(blank=True, null=True, verbose_name="مسئول از تاریخ"),
        ),
    ]
