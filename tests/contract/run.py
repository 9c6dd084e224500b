"""Holds the office, as the program serves it, against the description of its API (OpenAPI): every operation, asked by
everybody there is, with requests that fit the description, requests that do not, and honest ones.

It fails on an answer of 5xx, a status, a kind, a header or a body that is not described, a request that breaks the
description and is answered with 2xx, a stranger who gets what is not for strangers, and an operation that never answered
2xx.

Of schemathesis's checks these are off, and why:
- `positive_data_acceptance`: what fits the description may still name nothing, or be refused by the rules (404, 409, 422);
- `missing_required_header`, `unsupported_method`, `allow_header_conformance`: about requests that are not made here; the
  API's own tests make them;
- `ignored_auth`: the stranger asks for everything here;
- `use_after_free`, `ensure_resource_availability`: nothing is deleted at an office, and what is made shows in lists.
"""

import argparse
import collections
import os
import random
import sys
import tempfile
import time

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import Config, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import honest
from cluster import Cluster
from district import UNREACHED, District
from province import LIMITS, Console, Program, Province

CONFORMS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REJECTS = [*CONFORMS, negative_data_rejection]
# What says that a request was not taken. 5xx is never such an answer here.
REFUSALS = ["4xx"]
# How often a generated identifier is put in the place of one that names something, which none made by chance does.
NAMED = 0.7
# The operation that ends a session, and how often each of those who are signed in asks for it.
SIGN_OUT, SIGN_OUTS = "DELETE /api/v1/sessions/current", 30


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(_, value):
    """Bytes as they are; whatever else was made up in their place, as text."""
    return value if isinstance(value, bytes) else str(value).encode()


def described(url):
    """The operations that are described there, and which of them are not for strangers."""
    document = requests.get(f"{url}/api/v1/openapi.json", timeout=60).json()
    guarded = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            # Who asks is the run's business, not the generator's.
            security = operation.pop("security", [])
            if security and {} not in security:
                guarded.add(f"{method.upper()} {path}")
    config = Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})
    schema = schemathesis.openapi.from_dict(document, config=config)
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {operation.label: operation for operation in operations}, guarded


class Run:
    """A run against one server: an office or a hub."""

    def __init__(self, what, url, roles, seed):
        self.what, self.url, self.roles = what, url, roles
        self.operations, self.guarded = described(url)
        self.names = {}
        self.random = random.Random(seed)
        self.calls = 0
        self.statuses = collections.defaultdict(collections.Counter)
        self.signed_out = collections.Counter()
        self.breaches = {}

    def name(self, case):
        """Puts identifiers that name something in the place of some that were generated."""
        path = case.operation.path
        pools = [pool for prefix, pool in self.names.items() if path.startswith(prefix)]
        for parameter in case.path_parameters or {}:
            for pool in pools:
                if parameter in pool and self.random.random() < NAMED:
                    case.path_parameters[parameter] = self.random.choice(pool[parameter])

    def ask(self, role, case, checks, headers=None):
        label = case.operation.label
        actor = self.roles[role]
        if label == SIGN_OUT and isinstance(actor, Console):
            self.signed_out[role] += 1
            # An account signs in sixty times at once; behind that, who asks has no session.
            actor = actor if self.signed_out[role] <= SIGN_OUTS else None
        headers = {**(actor.headers if actor else {}), **(headers or {})}
        response = case.call(base_url=self.url, headers=headers, timeout=60, allow_redirects=False)
        self.calls += 1
        self.statuses[label][response.status_code] += 1
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.breach(role, case, response, f"{failure.title}: {failure.message}")
        if role == "stranger" and label in self.guarded and response.status_code < 300:
            self.breach(role, case, response, "A stranger is answered")
        if response.status_code == 401 and isinstance(actor, Console) and not actor.is_signed_in():
            # Its session was signed out by a request of this very run.
            actor.sign_in()

    def breach(self, role, case, response, words):
        key = (case.operation.label, response.status_code, words.split("\n")[0])
        count, first = self.breaches.get(key, (0, None))
        first = first or f"{role}: {words}\n{case.as_curl_command()}\n{response.text[:500]}"
        self.breaches[key] = (count + 1, first)

    def honest(self, calls):
        for role, label, make in calls:
            operation = self.operations.get(label)
            if operation is None:
                raise SystemExit(f"{label} is asked honestly and not described")
            with_it = make()
            headers = with_it.get("headers")
            self.ask(role, operation.Case(**with_it), CONFORMS, headers)

    def generated(self, calls, until):
        """So many requests: of everybody, to everything, half of them as described."""
        pairs = [(role, operation) for operation in self.operations.values() for role in self.roles]
        self.random.shuffle(pairs)
        modes = [(GenerationMode.POSITIVE, CONFORMS), (GenerationMode.NEGATIVE, REJECTS)]
        for place, (role, operation) in enumerate(pairs):
            # What one pair does not use (nothing can be wrong about an operation without parameters) others get.
            share = max(2, round((calls - self.calls) / (len(pairs) - place)))
            for (mode, checks), count in zip(modes, (share - share // 2, share // 2)):
                if time.monotonic() < until and count:
                    self.generate(role, operation, mode, checks, count)

    def generate(self, role, operation, mode, checks, count):
        @hypothesis.seed(self.random.getrandbits(32))
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def each(case):
            if mode is GenerationMode.POSITIVE:
                self.name(case)
            self.ask(role, case, checks)

        try:
            each()
        except hypothesis.errors.Unsatisfiable:
            # Nothing about it can be wrong.
            pass

    def report(self, unreached=()):
        """Prints what came of it; whether all of it is well. `unreached` never answer 2xx here, and it is known why."""
        print(f"\n{self.what}: {self.calls} requests, {len(self.operations)} operations as {', '.join(self.roles)}")
        for label, statuses in sorted(self.statuses.items()):
            counts = " ".join(f"{status}:{count}" for status, count in sorted(statuses.items()))
            print(f"  {label:62} {counts}")
        well = {label for label, statuses in self.statuses.items() if any(200 <= s < 300 for s in statuses)}
        never = [label for label in self.operations if label not in well and label not in unreached]
        server = sum(n for counts in self.statuses.values() for status, n in counts.items() if status >= 500)
        for (label, status, _), (count, first) in self.breaches.items():
            print(f"\nBREACH {label} {status}, {count} times; the first as {first}")
        print(f"answers of 5xx: {server}; breaches: {len(self.breaches)}; never answered 2xx: {never or 'none'}")
        return not (server or self.breaches or never)


def ask_office(asked, folder, until):
    """Against an office with a demonstration province; whether all is well."""
    cluster = Cluster() if asked.postgres else None
    office = None
    try:
        options = ["--demonstration", "--sample", *LIMITS]
        office = Program(asked.program, folder, options, cluster.url if cluster else None)
        province = Province(office)
        roles = {role: getattr(province, role, None) for role in honest.ROLES}
        what = f"the office on {'PostgreSQL' if cluster else 'SQLite'}"
        run = Run(what, office.url, roles, asked.seed)
        run.honest(honest.calls(province))
        run.names = honest.names(province)
        run.generated(asked.calls, until)
        good = run.report() and office.is_sound()
        return ask_hub(asked, folder, province) and good
    finally:
        if office:
            office.stop()
        if cluster:
            cluster.stop()


def ask_hub(asked, folder, province):
    """Against a hub before that office; whether all is well. It has fewer operations and gets fewer requests."""
    place = os.path.join(folder, "hub")
    os.mkdir(place)
    hub = District(asked.program, place, province)
    try:
        hub.headers = hub.session()
        run = Run("a hub", hub.url, {"stranger": None, "device": hub}, asked.seed)
        run.honest(hub.calls(province))
        run.names = hub.names()
        run.generated(asked.calls // 10, time.monotonic() + asked.seconds / 10)
        return run.report(UNREACHED) and hub.hub.is_sound()
    finally:
        hub.hub.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, help="danvan-office")
    options.add_argument("--calls", type=int, default=1500)
    options.add_argument("--seconds", type=int, default=3600, help="no request is begun after so long")
    options.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    options.add_argument("--postgres", action="store_true", help="its books in PostgreSQL, not in a file of SQLite")
    asked = options.parse_args()
    print(f"--seed {asked.seed}", flush=True)
    until = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory(prefix="danvan-contract-") as folder:
        good = ask_office(asked, folder, until)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
