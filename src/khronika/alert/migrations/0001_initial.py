
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.CharField(max_length=26, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=12, null=True, unique=True)),
                ('cadence', models.CharField(choices=[('weekly', 'Every Monday'), ('daily', 'Every morning'), ('at_once', 'At once')], max_length=8)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('drafted_at', models.DateTimeField()),
                ('addressed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.CharField(max_length=26, primary_key=True, serialize=False)),
                ('address_sealed', models.BinaryField(null=True)),
                ('address_hash', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(choices=[('en', 'en'), ('ru', 'ru'), ('kk', 'kk'), ('ar', 'ar')], max_length=8)),
                ('cadence', models.CharField(choices=[('weekly', 'Every Monday'), ('daily', 'Every morning'), ('at_once', 'At once')], default='weekly', max_length=8)),
                ('topics', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('pending', 'waiting for confirmation'), ('active', 'on the list'), ('left', 'left the list')], default='pending', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.CharField(max_length=26, primary_key=True, serialize=False)),
                ('occasion', models.CharField(max_length=64)),
                ('message_id', models.CharField(max_length=255, unique=True)),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('claimed', 'being sent'), ('handed', 'handed over, no reply yet'), ('accepted', 'taken by the relay'), ('refused', 'refused by the relay'), ('unclear', 'handed over, reply lost'), ('dropped', 'no longer wanted')], default='queued', max_length=8)),
                ('claim', models.CharField(default='', max_length=26)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('handed_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('reply', models.CharField(default='', max_length=16)),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='alert.subscriber')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'not_before'], name='alert_due')],
                'constraints': [models.UniqueConstraint(fields=('occasion', 'subscriber'), name='alert_once_each')],
            },
        ),
    ]
