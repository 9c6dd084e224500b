"""A running office with everything in it that an address can name: records, conflicts, files, people, codes, devices,
what waits for judgement."""

import json
import os
import subprocess
import uuid

import requests

from device import Device, digest, photo

# So that the figures of the run are not those of the limits. What a limit answers, the API's own tests show.
LIMITS = ["--requests-per-second", "1000000", "--requests-at-once", "1000000"]


class Program:
    """The program as it is served; stopped with this one."""

    def __init__(self, program, folder, options, database=None):
        command = [os.path.abspath(program), "serve", "--listen", "127.0.0.1:0", "--print-json", *options]
        environment = {**os.environ, "RUST_LOG": "error"}
        if database:
            environment["DATABASE_URL"] = database
        else:
            environment.pop("DATABASE_URL", None)
            command += ["--database", os.path.join(folder, "books.sqlite")]
        log = open(os.path.join(folder, "log"), "ab")
        self.running = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log
        )
        line = self.running.stdout.readline()
        if not line:
            raise SystemExit(f"{program} did not start; its words are in {log.name}")
        self.printed = json.loads(line)
        self.url = self.printed["address"]
        self.log = log.name

    def is_sound(self):
        """Whether it runs still, and no handler panicked."""
        with open(self.log, encoding="utf-8") as log:
            words = log.read()
        if self.running.poll() is None and "panicked" not in words:
            return True
        print(f"the program ended or panicked:\n{words[-4000:]}")
        return False

    def stop(self):
        self.running.terminate()
        self.running.wait(30)


class Console:
    """Somebody who has signed in, and signs in again where the session has ended."""

    def __init__(self, url, username, password):
        self.url, self.account = url, {"username": username, "password": password}
        self.sign_in()

    def sign_in(self):
        answer = requests.post(f"{self.url}/api/v1/sessions", json=self.account, timeout=60)
        answer.raise_for_status()
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}

    def is_signed_in(self):
        """A 401 may also say that the request named another account."""
        return requests.get(f"{self.url}/api/v1/sessions/current", headers=self.headers, timeout=60).ok

    def get(self, path):
        answer = requests.get(self.url + path, headers=self.headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def post(self, path, body):
        answer = requests.post(self.url + path, json=body, headers=self.headers, timeout=60)
        answer.raise_for_status()
        return answer.json()


class Province:
    """The office, its people and devices, and the identifiers that generated requests are fed with."""

    def __init__(self, office):
        self.url = office.url
        codes = {code["name"]: code["code"] for code in office.printed["codes"]}
        users = {user["username"]: user["password"] for user in office.printed["users"]}
        self.codes = codes
        self.device = Device(self.url, codes["bum_nua"])
        self.post = Device(self.url, codes["don_pa_ve_su"])
        self.hub = Device(self.url, codes["muong_te_may"], machine=True)
        self.specialist = Console(self.url, "chuyenvien", users["chuyenvien"])
        self.administrator = Console(self.url, "quantri", users["quantri"])
        samples = self.specialist.get("/api/v1/records?limit=200")["records"]
        first = next(record["id"] for record in samples if record["kind"] == "activity")
        self.activity = self.specialist.get(f"/api/v1/records/{first}")
        self.samples = [record["id"] for record in samples]
        # Devices and people that nobody acts as: what is done to them ends no run.
        self.others = [Device(self.url, codes["thu_lum"]) for _ in range(3)]
        self.people = [self.person()["person"]["id"] for _ in range(3)]
        self.photo = photo("named")
        self.named = self.record(attachments=[self.attachment(self.photo)])
        self.device.upload(self.photo)
        self.waiting = self.set_apart()
        self.alarmed = self.alarm()

    def body(self, **more):
        return {**self.activity["body"], "title": f"Họp bản {uuid.uuid4()}", **more}

    def attachment(self, content):
        return {
            "key": "p1",
            "kind": "anh",
            "name": "anh.jpg",
            "mime": "image/jpeg",
            "bytes": len(content),
            "sha256": digest(content).hex(),
        }

    def record(self, **more):
        """A new activity of the device."""
        record = uuid.uuid4()
        self.taken(self.device, [self.device.create(record, self.body(**more))])
        return str(record)

    def conflict(self):
        """A record in which a value waits for a person's choice."""
        record, body = uuid.uuid4(), self.body()
        title = body["title"]
        mine = [self.device.create(record, body), self.device.change(record, 1, "title", title, "Hai")]
        self.taken(self.device, mine)
        self.taken(self.post, [self.post.change(record, 1, "title", title, "Ba")])
        return self.specialist.get(f"/api/v1/records/{record}")

    def taken(self, device, entries):
        answer = device.push(entries)
        answer.raise_for_status()
        refused = [line for line in answer.json()["verdicts"] if line["outcome"]["type"] == "refused"]
        if refused:
            raise SystemExit(f"the office refuses what the run is made of: {refused}")

    def person(self):
        name = f"ai.{uuid.uuid4().hex[:12]}"
        return self.administrator.post(
            "/api/v1/people",
            {"name": "Người thử", "account": {"username": name, "role": "viewer"}},
        ) | {"username": name}

    def alarm(self):
        """An alarm: somebody has guessed a person's password."""
        wrong = {"username": self.person()["username"], "password": "mật khẩu sai"}
        for _ in range(12):
            requests.post(f"{self.url}/api/v1/sessions", json=wrong, timeout=60)
        return self.administrator.get("/api/v1/alarms")["alarms"][0]["id"]

    def set_apart(self):
        """An item that waits for judgement: what a revoked device has sent."""
        lost = Device(self.url, self.codes["thu_lum"])
        reason = {"reason": "Mất máy ở chợ phiên"}
        self.administrator.post(f"/api/v1/devices/{lost.id}/revocation", reason)
        lost.push([lost.create(uuid.uuid4(), self.body())])
        items = self.administrator.get(f"/api/v1/quarantine?device={lost.id}")["items"]
        return items[0]["id"]
