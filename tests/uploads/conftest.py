"""Test modules here import Django's models, which need Django set up."""

import django

django.setup()
