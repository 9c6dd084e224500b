"""A device that writes a log by hand: it enrols, chains, signs and pushes as the app does."""

import base64
import hashlib
import json
import uuid

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

TIME = "2026-11-22T10:00:00+07:00"


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Key:
    """What a device signs with: ECDSA over P-256."""

    def __init__(self):
        self.secret = ec.generate_private_key(ec.SECP256R1())
        form = (serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        self.public = self.secret.public_key().public_bytes(*form)

    def sign(self, message):
        r, s = decode_dss_signature(self.secret.sign(message, ec.ECDSA(hashes.SHA256())))
        return (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex()


def enrolment(code, machine=False):
    """A fresh device's request, with the key that it is proven by."""
    device, log, key = uuid.uuid4(), uuid.uuid4(), Key()
    message = b"danvan enrolment 1\n" + device.bytes + log.bytes + key.public + code.encode()
    request = {
        "code": code,
        "device": str(device),
        "log": str(log),
        "device_name": "Máy thử",
        "key": key.public.hex(),
        "proof": key.sign(message),
    }
    if machine:
        request["machine"] = True
    return request, key


class Device:
    """An enrolled device with its log."""

    def __init__(self, url, code, machine=False):
        self.url = url
        request, self.key = enrolment(code, machine)
        answer = requests.post(f"{url}/api/v1/enrolments", json=request, timeout=60)
        answer.raise_for_status()
        self.id, self.log = uuid.UUID(request["device"]), uuid.UUID(request["log"])
        self.enrolment = answer.json()
        self.headers = {"Authorization": f"Bearer {self.enrolment['token']}"}
        self.digest, self.length = digest(b"danvan log 1", self.log.bytes), 0

    def entry(self, record, action, base=0, kind="activity"):
        return {
            "format": 1,
            "author": self.enrolment["author"],
            "device_time": TIME,
            "record": str(record),
            "kind": kind,
            "base": base,
            "action": action,
        }

    def create(self, record, body, kind="activity"):
        return self.entry(record, {"type": "create", "unit": self.enrolment["home"], "body": body}, kind=kind)

    def change(self, record, base, field, before, after):
        change = {"field": field, "seen": before, "written": after}
        return self.entry(record, {"type": "change", "fields": [change]}, base=base)

    def segment(self, entries):
        """The next stretch of the log, signed; the log goes on behind it."""
        previous, start = self.digest, self.length
        for entry in entries:
            # The text as `json.dumps` writes it inside the body.
            self.digest = digest(self.digest, json.dumps(entry).encode())
            self.length += 1
        head = self.length.to_bytes(8, "big") + self.digest
        message = b"danvan segment 1\n" + self.id.bytes + self.log.bytes + head
        return {
            "from": start,
            "previous": previous.hex(),
            "last": self.digest.hex(),
            "entries": entries,
            "signature": self.key.sign(message),
        }

    def push(self, entries):
        address = f"{self.url}/api/v1/logs/{self.log}/entries"
        return requests.post(address, json=self.segment(entries), headers=self.headers, timeout=60)

    def upload_headers(self, content):
        name = base64.b64encode(digest(content).hex().encode()).decode()
        return {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": f"sha256 {name}",
        }

    def begin(self, content):
        headers = self.headers | self.upload_headers(content)
        answer = requests.post(f"{self.url}/api/v1/uploads", headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.headers["Location"].rsplit("/", 1)[1]

    def upload(self, content):
        address = f"{self.url}/api/v1/uploads/{self.begin(content)}"
        requests.patch(address, data=content, headers=self.headers | piece(), timeout=60).raise_for_status()


def piece():
    """What goes with a piece of a file."""
    kind = "application/offset+octet-stream"
    return {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": kind}


def photo(seed):
    """A JPEG of one scan with some bytes in it, others for each seed."""
    frame = bytes([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 208, 5, 0, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1])
    scan = bytes([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0])
    noise = bytes(byte & 0x7F for byte in digest(str(seed).encode()))
    return frame + scan + noise + bytes([0xFF, 0xD9])
