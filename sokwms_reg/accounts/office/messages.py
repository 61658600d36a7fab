"""What Flask-Security says, in our words: whole sentences, and Polish without gendered past tense.

Its own Polish catalogue knows about half of them. The second of each pair is the kind of a flash message.
"""

from sokwms_reg.core.i18n import N_

_EXPIRED = N_("The time limit (%(within)s) has passed. Please start again.")
_NOT_POSSIBLE = N_("These data cannot be used. Please start again.")

MESSAGES = {
    "ANONYMOUS_USER_REQUIRED": (
        N_("This page is only for people who are not signed in. Please sign out first."),
        "err",
    ),
    "API_ERROR": (_NOT_POSSIBLE, "err"),
    "DISABLED_ACCOUNT": (N_("This account is closed. Please contact the administrator."), "err"),
    "EMAIL_NOT_PROVIDED": (N_("Please enter the e-mail address."), "err"),
    "FORGOT_PASSWORD": (N_("Forgotten password"), "info"),
    "GENERIC_AUTHN_FAILED": (
        N_("The e-mail address or the password is wrong. Please check both and try again."),
        "err",
    ),
    "INVALID_CODE": (N_("This code is wrong or has already been used. Please enter the one shown now."), "err"),
    "INVALID_EMAIL_ADDRESS": (N_("Please write the e-mail address in full, such as name@example.org."), "err"),
    "INVALID_INPUT": (_NOT_POSSIBLE, "err"),
    "INVALID_INPUT_LENGTH": (N_("Please use no more than %(length)s characters."), "err"),
    "INVALID_PASSWORD": (N_("The password is wrong. Please try again."), "err"),
    "INVALID_RECOVERY_CODE": (
        N_("This recovery code is wrong or has already been used. Please enter another one."),
        "err",
    ),
    "INVALID_REDIRECT": (N_("After signing in, only pages of this site can be opened."), "err"),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("This link no longer works. Please ask for a new one."), "err"),
    "NO_RECOVERY_CODES_SETUP": (N_("There are no recovery codes yet."), "info"),
    "PASSWORD_CHANGE": (N_("The password has been changed."), "ok"),
    "PASSWORD_INVALID_LENGTH": (N_("The password needs at least %(length)s characters."), "err"),
    "PASSWORD_IS_THE_SAME": (N_("The new password is the same as the current one. Please choose another."), "err"),
    "PASSWORD_NOT_PROVIDED": (N_("Please enter the password."), "err"),
    "PASSWORD_RESET_EXPIRED": (N_("This link was valid for %(within)s only. Please ask for a new one."), "err"),
    "PASSWORD_RESET_NO_LOGIN": (N_("The new password has been set. Please sign in with it."), "ok"),
    "PASSWORD_RESET_REQUEST": (
        N_("If %(email)s has an account here, a message with a link to set a new password is on its way."),
        "info",
    ),
    "REAUTHENTICATION_REQUIRED": (N_("Please confirm first that it is you."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you, you can continue."), "ok"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ. Please enter the same password twice."), "err"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (N_("From now on signing in asks for a code from the app."), "ok"),
    "TWO_FACTOR_DISABLED": (N_("Signing in no longer asks for a code from the app."), "ok"),
    "TWO_FACTOR_INVALID_TOKEN": (
        N_("This code is wrong or has already been used. Please enter the one shown now."),
        "err",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("The code is correct. You are signed in."), "ok"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Please choose one of the options."), "err"),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Please sign in with the e-mail address and the password first."), "err"),
    "TWO_FACTOR_SETUP_EXPIRED": (_EXPIRED, "err"),
    "UNAUTHENTICATED": (N_("Please sign in to open this page."), "info"),
    "UNAUTHORIZED": (N_("You do not have access to this page."), "err"),
    "USER_DOES_NOT_EXIST": (N_("There is no such account."), "err"),
    "WEBAUTHN_CREDENTIAL_DELETED": (N_("The passkey “%(name)s” has been removed."), "ok"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (N_("This passkey is already set up."), "err"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (N_("This passkey is set up for another use."), "err"),
    "WEBAUTHN_EXPIRED": (_EXPIRED, "err"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (N_("This passkey belongs to another account."), "err"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        N_("In the name of a passkey, please use only letters, digits, spaces, hyphens and underscores."),
        "err",
    ),
    "WEBAUTHN_NAME_INUSE": (N_("There is already a passkey “%(name)s”. Please choose another name."), "err"),
    "WEBAUTHN_NAME_NOT_FOUND": (N_("There is no passkey “%(name)s”."), "err"),
    "WEBAUTHN_NAME_REQUIRED": (N_("Please name the passkey."), "err"),
    "WEBAUTHN_NO_VERIFY": (N_("The passkey could not be checked. Please try again."), "err"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (N_("This passkey is not known here. Please choose another way."), "err"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (N_("The passkey “%(name)s” has been set up."), "ok"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (N_("This passkey is not known here. Please choose another way."), "err"),
}
