"""Addresses of signing in and of an officer's own account, under the reader's language.

allauth finds its own pages by these names; of those that it has, only these are here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from safeconduct.web.entry import agency, case_code, first, pages, views

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-in/demonstration/", pages.sign_in_demo, name="sign_in_demo"),
    path("sign-in/case/", case_code.sign_in_case, name="sign_in_case"),
    path("sign-in/code/", views.RequestCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/staff/", account.login, name="account_login"),
    path("sign-in/staff/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/staff/passkey/", views.LoginByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/staff/first/<str:secret>/", first.page, name="first_sign_in"),
    path("sign-in/staff/password/", views.ForgotPassword.as_view(), name="account_reset_password"),
    path(
        "sign-in/staff/password/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "sign-in/staff/password/<str:uidb36>/<str:key>/",
        views.ResetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/staff/password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/agency/", agency.sign_in_agency, name="sign_in_agency"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("office/", pages.choose_office, name="choose_office"),
    path("account/", mfa.index, name="mfa_index"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        views.ReauthenticateByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
