"""Who had a part, who held what and until when, what was kept of people: history, whoever asks."""

from django.db import migrations

from safeconduct.database.grants import append_only, filled_once, unchanging


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_pauses_reminders_supporters"),
        ("accounts", "0002_signing_in"),
        ("capacity", "0003_draws"),
        ("people", "0001_people"),
        ("uploads", "0001_uploads"),
    ]

    operations = [
        *(
            append_only(table)
            for table in (
                "cases_party",
                "cases_submission",
                "capacity_posthours",
                "people_person",
                "people_group",
            )
        ),
        unchanging("people_personalvalue"),
        unchanging("uploads_document"),
        filled_once("accounts_office", "until"),
        filled_once("capacity_appointment", "ended_at"),
        filled_once("capacity_draw", "made_at", "made_by", "proof", "pool"),
        filled_once("cases_delegation", "ended_at"),
        filled_once("cases_stagehold", "until", "ended_by", "ended_reasons", "settled_at"),
        filled_once("people_membership", "left_at"),
        filled_once("people_recordlink", "undone_at", "undone_by"),
    ]
