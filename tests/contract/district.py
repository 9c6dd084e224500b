"""A hub before the office, a device of its district with a session, and what an honest client asks of it."""

import time
import uuid

import requests

from device import Device, digest
from province import Program

HUB = "12:muong_te"
# What no client can make by hand: a bundle is sealed by the core, and the hub has a receipt file once the province has
# answered one. `crates/office/tests/api/hub_bundles.rs` has both, and looks at every answer as this run does.
UNREACHED = ("GET /api/v1/receipts/{device}", "POST /api/v1/hub/stick")
PATIENCE_S = 60


class District:
    """The hub with a device of one of its communes."""

    def __init__(self, program, folder, province):
        # The hub asks the office for its devices when it starts.
        self.device = Device(province.url, province.codes["bum_nua"])
        options = ["--upstream", province.url, "--hub-code", province.codes["muong_te_may"]]
        self.hub = Program(program, folder, options)
        self.url = self.hub.url

    def asked(self):
        """The device's answer to a challenge."""
        address = f"{self.url}/api/v1/hub-sessions/challenges"
        answer = requests.post(address, json={"device": str(self.device.id)}, timeout=60)
        if answer.status_code != 200:
            return None
        challenge = answer.json()["challenge"]
        place = digest(b"12\n" + HUB.encode())
        message = b"danvan hub session 1\n" + self.device.id.bytes + bytes.fromhex(challenge) + place
        return {"device": str(self.device.id), "challenge": challenge, "proof": self.device.key.sign(message)}

    def session(self):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            request = self.asked()
            if request:
                answer = requests.post(f"{self.url}/api/v1/hub-sessions", json=request, timeout=60)
                answer.raise_for_status()
                return {"Authorization": f"Bearer {answer.json()['token']}"}
            time.sleep(1)
        raise SystemExit(f"the hub does not know a device of its district after {PATIENCE_S} s")

    def opened(self):
        """What a browser sends in which the PIN was typed."""
        form = {"pin": self.hub.printed["pin"]}
        answer = requests.post(f"{self.url}/api/v1/hub/pin", data=form, timeout=60)
        answer.raise_for_status()
        return {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}

    def calls(self, province):
        """As `honest.calls`."""
        device, nothing, octets = self.device, dict, "application/octet-stream"
        form = "application/x-www-form-urlencoded"
        log = {"log": str(device.log)}

        def push():
            entry = device.create(uuid.uuid4(), province.body())
            return {"path_parameters": log, "body": device.segment([entry])}

        return [
            ("stranger", "GET /health", nothing),
            ("stranger", "GET /api/v1/catalogue/{province}", lambda: {"path_parameters": {"province": "12"}}),
            ("stranger", "GET /api/v1/hub/overview", nothing),
            ("stranger", "GET /api/v1/bundles", nothing),
            ("stranger", "POST /api/v1/bundles", lambda: {"body": b"DANVANB\n", "media_type": octets}),
            ("stranger", "POST /api/v1/hub/pin", lambda: {"body": {"pin": self.hub.printed["pin"]}, "media_type": form}),
            ("stranger", "GET /api/v1/hub/pin", lambda: {"headers": self.opened()}),
            ("stranger", "POST /api/v1/hub/pin/end", lambda: {"headers": self.opened()}),
            (
                "stranger",
                "POST /api/v1/receipts",
                lambda: {"body": b"x", "media_type": octets, "headers": self.opened()},
            ),
            (
                "stranger",
                "POST /api/v1/hub-sessions/challenges",
                lambda: {"body": {"device": str(device.id)}},
            ),
            ("stranger", "POST /api/v1/hub-sessions", lambda: {"body": self.asked()}),
            ("device", "GET /api/v1/logs/{log}", lambda: {"path_parameters": log}),
            ("device", "POST /api/v1/logs/{log}/entries", push),
            ("device", "GET /api/v1/feed", nothing),
        ]

    def names(self):
        return {"/api/v1/logs": {"log": [str(self.device.log)]}, "/api/v1/catalogue": {"province": ["12"]}}
