"""What runs on behalf of restored services: function versions and event source mappings, rules and schedules."""

from __future__ import annotations

import logging
from typing import Any

from localstack.services.events.api_destination import APIDestinationService
from localstack.services.events.archive import ArchiveService
from localstack.services.events.connection import ConnectionService
from localstack.services.events.event_bus import EventBusService
from localstack.services.events.models import EventsStore, Rule, events_stores
from localstack.services.events.rule import RuleService
from localstack.services.lambda_.event_source_mapping.esm_worker_factory import EsmWorkerFactory
from localstack.services.lambda_.invocation.lambda_models import Function
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.provider_utils import get_function_version_from_arn
from localstack.services.plugins import SERVICE_PLUGINS

from cdlc_localstack.persistence import pickling

LOG = logging.getLogger("localstack.persistence")


def install() -> None:
    """Keep what names a function's queue of asynchronous invocations, so that they are found again."""
    pickling.leaves(Function, lambda function: (_function, (function.__getstate__(), function.instance_id)))


def _function(state: dict[str, Any], instance_id: str) -> Function:
    function = object.__new__(Function)
    function.__setstate__(state)
    function.instance_id = instance_id
    return function


def resume_functions() -> None:
    """LocalStack's own restoring for versions; mappings one by one, so that one that fails leaves the others."""
    provider = SERVICE_PLUGINS.require("lambda").lifecycle_hook
    mappings = []
    for _, _, store in lambda_stores.iter_stores():
        mappings.append((store, dict(store.event_source_mappings)))
        store.event_source_mappings.clear()
    try:
        provider.on_after_state_load()
    finally:
        for store, found in mappings:
            store.event_source_mappings.update(found)
    for _, found in mappings:
        for mapping in found.values():
            _resume_mapping(provider, mapping)


def _resume_mapping(provider: Any, mapping: dict[str, Any]) -> None:
    try:
        role = get_function_version_from_arn(mapping["FunctionArn"]).config.role
        enabled = mapping.get("State", "Disabled") not in ("Disabled", "Disabling")
        worker = EsmWorkerFactory(mapping, role, enabled).get_esm_worker()
        worker.create()
        provider.esm_workers[worker.uuid] = worker
    except Exception as error:  # noqa: BLE001  # plug-ins make the workers
        LOG.error("mapping %s of %s does not run: %s", mapping.get("UUID"), mapping.get("FunctionArn"), error)  # noqa: TRY400


def resume_rules() -> None:
    """The provider's own objects around stored buses, rules, targets, archives and connections; schedules tick."""
    provider = SERVICE_PLUGINS.require("events").lifecycle_hook
    for account, region, store in events_stores.iter_stores():
        for bus in store.event_buses.values():
            provider._event_bus_services_store[bus.arn] = EventBusService(bus)  # noqa: SLF001  # its only home
            for rule in bus.rules.values():
                _resume_rule(provider, account, region, rule)
        _resume_others(provider, store)


def _resume_rule(provider: Any, account: str, region: str, rule: Rule) -> None:
    service = provider._rule_services_store[rule.arn] = RuleService(rule)  # noqa: SLF001
    for target in rule.targets.values():
        provider.create_target_sender(target, rule.arn, rule.name, region, account)
    if service.schedule_cron and rule.targets:
        service.create_schedule_job(provider._get_scheduled_rule_job_function(account, region, rule))  # noqa: SLF001


def _resume_others(provider: Any, store: EventsStore) -> None:
    for archive in store.archives.values():
        service = object.__new__(ArchiveService)
        service.archive = archive
        service.client = service._initialize_client()  # the constructor would date the archive anew
        service.event_bus_name = archive.event_source_arn.rsplit("/", 1)[-1]
        service.rule_name = service.target_id = f"Events-Archive-{archive.name}"
        provider._archive_service_store[archive.arn] = service  # noqa: SLF001
    for kind, attribute, found, home in (
        (ConnectionService, "connection", store.connections, provider._connection_service_store),  # noqa: SLF001
        (APIDestinationService, "api_destination", store.api_destinations, provider._api_destination_service_store),  # noqa: SLF001
    ):
        for thing in found.values():
            service = object.__new__(kind)
            setattr(service, attribute, thing)
            home[thing.arn] = service
