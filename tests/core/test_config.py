"""Settings: each wrong one is a sentence that names it and the mend."""

import stat
from pathlib import Path

import pytest

from sokwms_reg.core.config import Config, ConfigError

LONG = "k" * 32
PRODUCTION = {
    "SOKWMS_ENV": "production",
    "SOKWMS_SECRET_KEY": LONG,
    "SOKWMS_BASE_URL": "https://konferencja.example.org/",
}


def read(folder: Path, **given: str) -> Config:
    return Config.from_environment({"SOKWMS_INSTANCE": str(folder), **given})


def test_development_needs_nothing(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.env == "development"
    assert not config.production
    assert config.database_url == f"sqlite:///{tmp_path}/sokwms.sqlite3"
    assert config.mail_url == ""
    assert config.mail_folder == tmp_path / "mail"
    assert not config.limits


def test_the_development_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_folder_made_here_is_the_owners_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(read(tmp_path / "new").instance.stat().st_mode) == 0o700


@pytest.mark.parametrize("cut_short", ["", "\n", "abc"])
def test_a_key_file_cut_short_is_refused(tmp_path: Path, cut_short: str) -> None:
    (tmp_path / "secret_key").write_text(cut_short, encoding="ascii")
    with pytest.raises(ConfigError, match=r"secret_key holds no whole key, .* delete the file and start again"):
        read(tmp_path)


def test_production_with_all_it_needs(tmp_path: Path) -> None:
    config = read(
        tmp_path, **PRODUCTION, SOKWMS_DATABASE_URL="postgres://u:p@db/name".replace("postgres:", "postgresql:")
    )
    assert config.production
    assert config.limits
    assert config.base_url == "https://konferencja.example.org"
    assert config.database_url == "postgresql+psycopg://u:p@db/name"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"SOKWMS_ENV": "prod"}, "SOKWMS_ENV"),
        ({"SOKWMS_LIMITS": "yes"}, "SOKWMS_LIMITS"),
        ({**PRODUCTION, "SOKWMS_SECRET_KEY": ""}, "SOKWMS_SECRET_KEY"),
        ({**PRODUCTION, "SOKWMS_SECRET_KEY": "short"}, "SOKWMS_SECRET_KEY"),
        ({**PRODUCTION, "SOKWMS_BASE_URL": ""}, "SOKWMS_BASE_URL"),
        ({"SOKWMS_BASE_URL": "konferencja.example.org"}, "SOKWMS_BASE_URL"),
        ({"SOKWMS_BASE_URL": "http://x.example/?a=1"}, "SOKWMS_BASE_URL"),
        ({"SOKWMS_DATABASE_URL": "not a database"}, "SOKWMS_DATABASE_URL"),
        ({"SOKWMS_DATABASE_URL": "mysql://u@h/n"}, "SOKWMS_DATABASE_URL"),
        ({"SOKWMS_DATABASE_URL": "sqlite://"}, "SOKWMS_DATABASE_URL"),
        ({"SOKWMS_MAIL_URL": "mail.example.org"}, "SOKWMS_MAIL_URL"),
        ({"SOKWMS_MAIL_URL": "smtp://host:notaport"}, "SOKWMS_MAIL_URL"),
        ({"SOKWMS_MAIL_URL": "http://host"}, "SOKWMS_MAIL_URL"),
        ({"SOKWMS_PROXIES": "nginx"}, "SOKWMS_PROXIES"),
        ({"SOKWMS_PROXIES": "127.0.0.1,,::1"}, "SOKWMS_PROXIES"),
        ({"SOKWMS_PROXIES": "10.0.0.1/8"}, "SOKWMS_PROXIES"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, given: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **given)


@pytest.mark.parametrize(
    ("given", "networks"),
    [("", ["127.0.0.0/8", "::1/128"]), (" 10.0.0.7, fd00::/8 ", ["10.0.0.7/32", "fd00::/8"])],
)
def test_proxies_are_addresses_or_networks(tmp_path: Path, given: str, networks: list[str]) -> None:
    assert [str(network) for network in read(tmp_path, SOKWMS_PROXIES=given).proxies] == networks


def test_a_password_is_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, SOKWMS_MAIL_URL="pop3://user:secret@host")
    assert "secret" not in str(refused.value)


def test_an_instance_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="SOKWMS_INSTANCE"):
        read(tmp_path / "file" / "instance")
