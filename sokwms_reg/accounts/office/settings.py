"""How Flask-Security is set up: what is on, where it stands, how strict it is."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from sokwms_reg.accounts.emails import RESET_HOURS
from sokwms_reg.accounts.office.messages import MESSAGES
from sokwms_reg.accounts.service import (
    ARGON2_LANES,
    ARGON2_MEMORY,
    ARGON2_ROUNDS,
    PASSWORD_NORMAL_FORM,
    SHORTEST_PASSWORD,
)
from sokwms_reg.core import clock
from sokwms_reg.core.folders import translations_folder

PREFIX = "/office"

FEATURES = {
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds: one code back and one ahead, for clocks that differ
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "WEBAUTHN": True,
    "WAN_RP_NAME": "SOKWMS",
    # A passkey instead of a password must be found by the device itself, so sign-in tells nobody who has one.
    "WAN_ALLOW_USER_HINTS": False,
    "TOTP_ISSUER": "SOKWMS",
    "API_ENABLED_METHODS": ["session"],
    "RETURN_GENERIC_RESPONSES": True,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "allow_smtputf8": False},
    # Mails are rendered by accounts.emails.
    "EMAIL_PLAINTEXT": False,
    "EMAIL_HTML": False,
    "JOIN_USER_ROLES": False,
    "DATETIME_FACTORY": clock.now,
    "CACHE_CONTROL": None,  # core.web says no-store; theirs comes out as "no-store=True", which is no directive
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}

ADDRESSES = {
    "URL_PREFIX": PREFIX,
    "LOGIN_URL": "/login",
    "LOGOUT_URL": "/logout",
    # A GET only asks; see accounts.office.ask_before_leaving.
    "LOGOUT_METHODS": ["GET", "POST"],
    "RESET_URL": "/reset",
    "CHANGE_URL": "/account/password",
    "VERIFY_URL": "/account/confirm",
    "WAN_VERIFY_URL": "/account/confirm/passkey",
    "TWO_FACTOR_SETUP_URL": "/account/two-factor",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "WAN_REGISTER_URL": "/account/passkeys",
    "WAN_DELETE_URL": "/account/passkeys/delete",
    "TWO_FACTOR_SELECT_URL": "/login/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
    "TWO_FACTOR_RESCUE_URL": "/login/help",
    "MULTI_FACTOR_RECOVERY_URL": "/login/recovery-code",
    "WAN_SIGNIN_URL": "/login/passkey",
    "POST_LOGIN_VIEW": f"{PREFIX}/",
    "POST_LOGOUT_VIEW": f"{PREFIX}/login",
    "POST_CHANGE_VIEW": f"{PREFIX}/account/password",
}

PASSWORDS = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    # argon2 salts by itself; an HMAC around it would tie every password to the secret key.
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": ARGON2_MEMORY,
        "argon2__time_cost": ARGON2_ROUNDS,
        "argon2__parallelism": ARGON2_LANES,
    },
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "PASSWORD_NORMALIZE_FORM": PASSWORD_NORMAL_FORM,
    "PASSWORD_CHECK_BREACHED": False,  # it would ask a foreign service
    "RESET_PASSWORD_WITHIN": timedelta(hours=RESET_HOURS),
}


def security_settings(secret_key: str) -> dict[str, Any]:
    """Return the settings, those that Flask-Security calls SECURITY_* under that name.

    What protects the second factor in the database is derived from the secret key: with another key, authenticator
    apps and recovery codes must be set up anew (passwords and passkeys stay).
    """
    own = {
        "TOTP_SECRETS": {"1": _derived(secret_key, "totp")},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(secret_key, "recovery-codes").encode()],
        # Ours last: it wins over the catalogue that Flask-Security brings.
        "I18N_DIRNAME": ["builtin", str(translations_folder())],
        "I18N_DOMAIN": "flask_security;messages",
    }
    messages = {f"MSG_{name}": message for name, message in MESSAGES.items()}
    settings = FEATURES | ADDRESSES | PASSWORDS | own | messages
    return {f"SECURITY_{name}": value for name, value in settings.items()}


def _derived(secret_key: str, purpose: str) -> str:
    """Return 256 bits for one purpose, in the spelling that Fernet wants."""
    digest = hashlib.sha256(f"sokwms-reg.accounts.{purpose}:{secret_key}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()
