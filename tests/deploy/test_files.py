"""The files of `deploy/`: right by their schemas, and in step with the product."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.workspace.load_target import WorkspaceFileTarget

from adgen_dagster.settings import LogSettings, Settings, load_settings
from telegram_gateway.settings import TelegramSettings
from tests.deploy.files import DEPLOY, ROOT, command_of, compose, dockerfile, render, variables_of

BIN = Path(sys.executable).parent
PRIVATE = ("code", "daemon", "webserver", "postgres", "s3")
MAKERS_OWN = re.compile(
    r"(PG[A-Z]+|(AWS|POSTGRES|MINIO|GF)_\w+|REDISCLI_AUTH|DAGSTER_HOME|ADGEN_CODE_HOST|PORT)"
)
"""Variables that others read than we: PostgreSQL, S3 clients, Dagster, Render."""
WRITTEN = ("/tmp", "/var/tmp/adgen", "/srv/adgen/storage")  # noqa: S108 - of a container
COMPOSE_FILES = sorted(str(file.relative_to(DEPLOY)) for file in DEPLOY.rglob("compose*.yaml"))


def ran(*command: object) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, check=False, capture_output=True, text=True)


def our_variables() -> set[str]:
    """The names of every setting that there is."""
    return {
        str(field.validation_alias or f"{model.model_config['env_prefix']}{name}".upper())
        for model in (Settings, TelegramSettings, LogSettings)
        for name, field in model.model_fields.items()
    }


def asked_by_compose() -> set[str]:
    """The variables that stand in compose files, to be filled in from `.env`."""
    text = "".join((DEPLOY / file).read_text() for file in COMPOSE_FILES)
    return set(re.findall(r"\$\{(\w+)", text))


def rendered(service: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["key"]: entry for entry in service["envVars"] if "key" in entry}


def test_hadolint_finds_nothing_in_the_dockerfile(tmp_path: Path) -> None:
    poor = tmp_path / "Dockerfile"
    poor.write_text("FROM python\nRUN pip install requests\n")

    assert ran(BIN / "hadolint", poor).returncode != 0
    assert ran(BIN / "hadolint", ROOT / "Dockerfile").stdout == ""


@pytest.mark.parametrize("name", COMPOSE_FILES)
def test_a_compose_file_fits_its_schema(name: str) -> None:
    checked = ran(BIN / "check-jsonschema", "--builtin-schema=vendor.compose-spec", DEPLOY / name)

    assert checked.returncode == 0, checked.stdout


def test_the_objects_of_kubernetes_fit_their_schemas() -> None:
    ours = [DEPLOY / "kubernetes" / name for name in ("gateway.yaml", "secrets.example.yaml")]

    checked = ran(BIN / "kubernetes-validate", "--strict", *ours)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_image_needs_no_root_and_brings_its_own_programs() -> None:
    last = dockerfile()[-1]

    assert int(last.last("USER").partition(":")[0]) > 0
    assert (BIN / command_of(last)[0]).exists()
    assert last.environment["DAGSTER_HOME"] == last.last("WORKDIR")


def test_what_builds_our_wheel_is_pinned_as_in_pyproject() -> None:
    (wanted,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]

    assert wanted in (DEPLOY / "requirements-build.txt").read_text()
    assert any(name.startswith("dagster-k8s") for name in requires("adgen") or ())


def test_everything_beside_the_code_is_packed_with_it() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packed = {
        file
        for package, patterns in tools["package-data"].items()
        for pattern in patterns
        for file in (ROOT / package).glob(pattern)
        if file.is_file()
    }
    listed = ran("git", "-C", ROOT, "ls-files", *tools["package-data"]).stdout.split()
    beside = {ROOT / name for name in listed if not name.endswith(".py")}

    assert len(beside) > 60
    assert beside <= packed


def test_every_command_is_a_program_of_the_environment() -> None:
    services = [each for file in COMPOSE_FILES for each in compose(file).values() if each.is_ours]

    commands = [command for each in services for command in (each.command, each.check) if command]

    assert len(commands) > 9
    assert [command for command in commands if not (BIN / command[0]).exists()] == []


def test_only_the_login_is_open_to_the_world() -> None:
    opened = {
        name
        for file in COMPOSE_FILES
        for name, service in compose(file).items()
        for port in service.about.get("ports", ())
        if not port.startswith("127.0.0.1:")
    }

    assert opened == {"login"}
    assert all(name in compose() for name in PRIVATE)


def test_every_variable_that_is_set_is_one_that_somebody_reads() -> None:
    known = our_variables()
    services = [each for file in COMPOSE_FILES for each in compose(file).values()]
    names = {
        *(name for each in services for name in each.about.get("environment", ())),
        *(name for each in render()["services"] for name in rendered(each)),
        *variables_of("settings.env.example"),
        *variables_of(".env.example"),
    } - asked_by_compose()

    unknown = {name for name in names - known if not MAKERS_OWN.fullmatch(name)}

    assert unknown == set()


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    assert asked_by_compose() - {"ADGEN_IMAGE"} == set(variables_of(".env.example"))


def test_each_role_has_the_secrets_that_it_needs_and_no_others() -> None:
    given = {name: set(each.about.get("environment", ())) for name, each in compose().items()}

    assert [name for name, has in given.items() if "TELEGRAM_BOT_TOKEN" in has] == ["gateway"]
    for role in ("daemon", "webserver"):
        assert given[role] == {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"}


def test_render_runs_the_same_commands_and_is_given_no_secret() -> None:
    services = {each["name"].removeprefix("adgen-"): each for each in render()["services"]}

    for role in ("code", "daemon", "webserver"):
        assert services[role]["dockerCommand"].split() == compose()[role].command
        assert services[role]["type"] != "web"
    assert (
        services["gateway"]["dockerCommand"]
        .rstrip("'")
        .endswith(f"exec {' '.join(compose()['gateway'].command)}")
    )
    secret = re.compile(r"TOKEN|KEY|SECRET|PASSWORD")
    for service in services.values():
        for name, entry in rendered(service).items():
            assert not (secret.search(name) and "value" in entry), name


def test_the_chart_starts_the_queue_and_the_code_that_we_have() -> None:
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    queue = values["dagsterDaemon"]["runCoordinator"]["config"]["customRunCoordinator"]
    instance = yaml.safe_load((DEPLOY / "dagster.yaml").read_text())

    assert queue == instance["run_coordinator"]
    (code,) = values["dagster-user-deployments"]["deployments"]
    assert f"--module-name={code['dagsterApiGrpcArgs'][1]}" in compose()["code"].command
    assert (
        values["postgresql"]["postgresqlScheme"]
        == (instance["storage"]["postgres"]["postgres_db"]["scheme"])
    )


def test_every_root_is_read_only_and_has_the_places_to_write_to() -> None:
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    (code,) = values["dagster-user-deployments"]["deployments"]
    launcher = values["runLauncher"]["config"]["k8sRunLauncher"]
    run = {
        "securityContext": launcher["runK8sConfig"]["containerConfig"]["securityContext"],
        "volumeMounts": launcher["volumeMounts"],
    }
    gateway, *_ = yaml.safe_load_all((DEPLOY / "kubernetes" / "gateway.yaml").read_text())
    (chat,) = gateway["spec"]["template"]["spec"]["containers"]
    ours = [each for file in COMPOSE_FILES for each in compose(file).values() if each.is_ours]

    for container in (code, run, chat, values["dagsterWebserver"], values["dagsterDaemon"]):
        places = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert set(WRITTEN) <= places
    assert len(ours) > 5
    assert [each.name for each in ours if each.about.get("read_only") is not True] == []


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("dagster-webserver", "adgen_dagster.ui.command"),
        ("dagster-daemon", "adgen_dagster.execution.daemon"),
    ],
)
def test_the_images_webserver_and_daemon_are_ours(name: str, module: str) -> None:
    script = DEPLOY / name
    copies = [step.arguments for step in dockerfile()[-1].steps if step.name == "COPY"]

    assert [f"deploy/{name}", f"/opt/adgen/bin/{name}"] in copies
    assert script.stat().st_mode & 0o111 == 0o111
    assert f"from {module} import main" in script.read_text()


def test_no_service_of_the_cluster_looks_like_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kubernetes puts the address of each Service into every pod of its namespace."""
    values = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
    objects = yaml.safe_load_all((DEPLOY / "kubernetes" / "gateway.yaml").read_text())
    services = [
        *(each["metadata"]["name"] for each in objects if each["kind"] == "Service"),
        *(each["name"] for each in values["dagster-user-deployments"]["deployments"]),
    ]
    assert services == ["adgen-gateway", "adgen-code"]

    without = load_settings()
    injected = {
        f"{service.upper().replace('-', '_')}_{what}": value
        for service in services
        for what, value in (("PORT", "tcp://10.0.0.7:4000"), ("SERVICE_HOST", "10.0.0.7"))
    }
    for name, value in injected.items():
        monkeypatch.setenv(name, value)

    assert "ADGEN_PORT" in our_variables()
    assert our_variables().isdisjoint(injected)
    assert load_settings() == without


def test_the_workspace_leads_to_the_code_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADGEN_CODE_HOST", "code")

    (origin,) = WorkspaceFileTarget([str(DEPLOY / "workspace.yaml")]).create_origins()

    assert (origin.host, f"--port={origin.port}") == ("code", compose()["code"].command[4])


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy on this machine")
def test_caddy_understands_what_stands_before_the_ui() -> None:
    file = DEPLOY / "login" / "Caddyfile"

    checked = ran("caddy", "validate", "--adapter=caddyfile", f"--config={file}")

    assert checked.returncode == 0, checked.stderr
