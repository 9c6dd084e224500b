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
import random
import sys
import tempfile
import time

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.checks import not_a_server_error

import honest
from province import LIMITS, Console, Program, Province

CONFORMS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REJECTS = [*CONFORMS, negative_data_rejection]
# How often a generated identifier is put in the place of one that names something, which none made by chance does.
NAMED = 0.7


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(_, value):
    """Bytes as they are; whatever else was made up in their place, as text."""
    return value if isinstance(value, bytes) else str(value).encode()


class Run:
    def __init__(self, province, seed):
        self.province = province
        self.schema = schemathesis.openapi.from_url(f"{province.url}/api/v1/openapi.json")
        self.operations = {
            result.ok().label: result.ok() for result in self.schema.get_all_operations() if isinstance(result, Ok)
        }
        self.names = honest.names(province)
        self.random = random.Random(seed)
        self.calls = 0
        self.statuses = collections.defaultdict(collections.Counter)
        self.breaches = {}

    def headers(self, role):
        return {} if role == "stranger" else getattr(self.province, role).headers

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
        headers = {**self.headers(role), **(headers or {})}
        response = case.call(base_url=self.province.url, headers=headers, timeout=60)
        self.calls += 1
        self.statuses[label][response.status_code] += 1
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.breach(role, case, response, f"{failure.title}: {failure.message}")
        security = case.operation.definition.raw.get("security", [])
        guarded = bool(security) and {} not in security
        if role == "stranger" and guarded and response.status_code < 300:
            self.breach(role, case, response, "A stranger is answered")
        console = getattr(self.province, role, None)
        if response.status_code == 401 and isinstance(console, Console):
            # Its session was signed out by a request of this very run.
            console.sign_in()
        return response

    def breach(self, role, case, response, words):
        key = (case.operation.label, response.status_code, words.split("\n")[0])
        count, first = self.breaches.get(key, (0, None))
        first = first or f"{role}: {words}\n{case.as_curl_command()}\n{response.text[:500]}"
        self.breaches[key] = (count + 1, first)

    def honest(self):
        for role, label, make in honest.calls(self.province):
            operation = self.operations.get(label)
            if operation is None:
                raise SystemExit(f"honest.py has {label}, which the office does not describe")
            with_it = make()
            headers = with_it.get("headers")
            self.ask(role, operation.Case(**with_it), CONFORMS, headers)

    def generated(self, calls, until):
        """So many requests: of everybody, to everything, half of them as described."""
        pairs = [(role, operation) for operation in self.operations.values() for role in honest.ROLES]
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

    def report(self):
        print(f"{self.calls} requests, {len(self.operations)} operations, {len(honest.ROLES)} roles")
        for label, statuses in sorted(self.statuses.items()):
            counts = " ".join(f"{status}:{count}" for status, count in sorted(statuses.items()))
            print(f"  {label:62} {counts}")
        never = [label for label in self.operations if not any(200 <= s < 300 for s in self.statuses[label])]
        server = sum(n for counts in self.statuses.values() for status, n in counts.items() if status >= 500)
        for (label, status, _), (count, first) in self.breaches.items():
            print(f"\nBREACH {label} {status}, {count} times; the first as {first}")
        print(f"answers of 5xx: {server}; breaches: {len(self.breaches)}; never answered 2xx: {never or 'none'}")
        return not (server or self.breaches or never)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, help="danvan-office")
    options.add_argument("--calls", type=int, default=1500)
    options.add_argument("--seconds", type=int, default=3600, help="no request is begun after so long")
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--database", help="postgres://…, an empty database; without it a file of SQLite")
    asked = options.parse_args()
    seed = random.SystemRandom().getrandbits(32) if asked.seed is None else asked.seed
    print(f"--seed {seed}")
    until = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory(prefix="danvan-contract-") as folder:
        office = Program(asked.program, folder, ["--demonstration", "--sample", *LIMITS], asked.database)
        try:
            run = Run(Province(office), seed)
            run.honest()
            run.generated(asked.calls, until)
            good = run.report()
            ended = office.running.poll()
        finally:
            office.stop()
        log = open(office.log, encoding="utf-8").read()
    if ended is not None or "panicked" in log:
        print(f"the office ended or panicked:\n{log[-4000:]}")
        good = False
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
