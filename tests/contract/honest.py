"""One request for each operation that an honest client makes, so that each is seen to answer well. Whoever adds an
operation adds its request here: the run fails where one never answered 2xx."""

import uuid


from device import enrolment, photo, piece, digest
from province import Console

ROLES = ("stranger", "device", "hub", "specialist", "administrator")


def calls(province):
    """Role, operation and what goes with it, made when its turn comes."""
    device, hub, post = province.device, province.hub, province.post
    log = {"log": str(device.log)}
    on_behalf = {"device": str(device.id), "log": str(device.log)}
    octets = "application/octet-stream"

    def push():
        entry = device.create(uuid.uuid4(), province.body())
        return {"path_parameters": log, "body": device.segment([entry])}

    def hub_push():
        entry = post.create(uuid.uuid4(), province.body())
        where = {"device": str(post.id), "log": str(post.log)}
        return {"path_parameters": where, "body": post.segment([entry])}

    def begun(**headers):
        content = photo(uuid.uuid4())
        upload = {"path_parameters": {"id": device.begin(content)}, "headers": {"Tus-Resumable": "1.0.0", **headers}}
        return upload, content

    def go_on():
        upload, content = begun(**piece())
        return {**upload, "body": content, "media_type": "application/offset+octet-stream"}

    def overridden():
        upload, content = begun(**piece(), **{"X-HTTP-Method-Override": "PATCH"})
        return {**upload, "body": content, "media_type": "application/offset+octet-stream"}

    def move():
        record = province.record()
        seen = province.specialist.get(f"/api/v1/records/{record}")
        body = {"step": "return", "reason": "Bổ sung biên bản", "revision": seen["revision"]}
        return {"path_parameters": {"id": record}, "body": body}

    def choose():
        record = province.conflict()
        proposal = record["proposals"][0]
        choice = {
            "log": proposal["log"],
            "number": proposal["number"],
            "at": proposal["at"],
            "seen": record["body"][proposal["at"]["field"]],
            "take": True,
        }
        return {"path_parameters": {"id": record["id"]}, "body": {"choices": [choice], "revision": record["revision"]}}

    def new_session():
        person = province.person()
        return Console(province.url, person["username"], person["password"])

    def change_password():
        console = new_session()
        body = {"old": console.account["password"], "new": "một hai ba bốn năm"}
        return {"headers": console.headers, "body": body}

    def person(body):
        return lambda: {"path_parameters": {"person": province.person()["person"]["id"]}, "body": body}

    nothing = dict
    figure = {"indicator": "TT01", "group": "mttq_doan_the"}
    account = {"username": f"ai.{uuid.uuid4().hex[:12]}", "role": "viewer"}
    known = {"sha256": [digest(province.photo).hex()]}
    other = {"device": str(province.others[0].id)}
    return [
        ("stranger", "GET /health", nothing),
        ("stranger", "GET /api/v1/catalogue/{province}", lambda: {"path_parameters": {"province": "12"}}),
        ("stranger", "POST /api/v1/enrolments", lambda: {"body": enrolment(province.codes["bum_nua"])[0]}),
        ("stranger", "POST /api/v1/sessions", lambda: {"body": province.specialist.account}),
        ("stranger", "OPTIONS /api/v1/uploads", nothing),
        ("device", "GET /api/v1/logs/{log}", lambda: {"path_parameters": log}),
        ("device", "POST /api/v1/logs/{log}/entries", push),
        ("device", "GET /api/v1/feed", nothing),
        ("device", "PUT /api/v1/devices/me/key", lambda: {"body": {"key": device.key.public.hex()}}),
        ("device", "POST /api/v1/bundles", lambda: {"body": b"DANVANB\n", "media_type": octets}),
        ("device", "GET /api/v1/bundles", nothing),
        ("device", "GET /api/v1/receipts/{device}", lambda: {"path_parameters": {"device": str(device.id)}}),
        ("device", "POST /api/v1/receipts/collections", lambda: {"body": {"devices": [str(device.id)]}}),
        ("device", "POST /api/v1/uploads", lambda: {"headers": device.upload_headers(photo(uuid.uuid4()))}),
        ("device", "HEAD /api/v1/uploads/{id}", lambda: begun()[0]),
        ("device", "PATCH /api/v1/uploads/{id}", go_on),
        ("device", "POST /api/v1/uploads/{id}", overridden),
        ("device", "POST /api/v1/attachments/known", lambda: {"body": known}),
        ("device", "GET /api/v1/attachments/{sha256}", lambda: {"path_parameters": {"sha256": digest(province.photo).hex()}}),
        ("device", "GET /api/v1/records/{id}", lambda: {"path_parameters": {"id": province.named}}),
        ("hub", "GET /api/v1/hub/devices", nothing),
        ("hub", "GET /api/v1/hub/devices/{device}/logs/{log}", lambda: {"path_parameters": on_behalf}),
        ("hub", "GET /api/v1/hub/devices/{device}/logs/{log}/entries", lambda: {"path_parameters": on_behalf}),
        ("hub", "POST /api/v1/hub/devices/{device}/logs/{log}/entries", hub_push),
        ("specialist", "POST /api/v1/bundles/collections", lambda: {"body": b"x", "media_type": octets}),
        ("specialist", "GET /api/v1/records", nothing),
        ("specialist", "GET /api/v1/records/{id}", lambda: {"path_parameters": {"id": province.named}}),
        ("specialist", "POST /api/v1/records/{id}/moves", move),
        ("specialist", "POST /api/v1/records/{id}/choices", choose),
        ("specialist", "GET /api/v1/sessions/current", nothing),
        ("specialist", "DELETE /api/v1/sessions/current", lambda: {"headers": new_session().headers}),
        ("specialist", "POST /api/v1/sessions/current/password", change_password),
        ("specialist", "GET /api/v1/figures", nothing),
        ("specialist", "GET /api/v1/figures/records", lambda: {"query": figure}),
        ("specialist", "GET /api/v1/awards", nothing),
        ("specialist", "GET /api/v1/awards/records", lambda: {"query": {"nominee": "ca_nhan"}}),
        ("specialist", "GET /api/v1/units/status", nothing),
        ("specialist", "GET /api/v1/quarantine", nothing),
        ("specialist", "GET /api/v1/quarantine/count", nothing),
        (
            "specialist",
            "POST /api/v1/quarantine/{id}/decision",
            lambda: {"path_parameters": {"id": province.set_apart()}, "body": {"take": True, "note": "Người ghi xác nhận"}},
        ),
        ("administrator", "GET /api/v1/alarms", nothing),
        (
            "administrator",
            "POST /api/v1/alarms/{id}/acknowledgement",
            lambda: {"path_parameters": {"id": province.alarmed}},
        ),
        ("administrator", "GET /api/v1/people", nothing),
        ("administrator", "POST /api/v1/people", lambda: {"body": {"name": "Người thử", "account": account}}),
        ("administrator", "POST /api/v1/people/{person}/actions", person({"type": "disable"})),
        ("administrator", "GET /api/v1/devices", nothing),
        (
            "administrator",
            "POST /api/v1/devices/{device}/revocation",
            lambda: {"path_parameters": other, "body": {"reason": "Mất máy ở chợ phiên"}},
        ),
        ("administrator", "POST /api/v1/devices/{device}/allowance", lambda: {"path_parameters": other, "body": {}}),
        ("administrator", "POST /api/v1/enrolment-codes", lambda: {"body": code(province)}),
        ("administrator", "GET /api/v1/enrolment-codes", nothing),
        ("administrator", "DELETE /api/v1/enrolment-codes/{id}", lambda: {"path_parameters": {"id": issued(province)}}),
    ]


def code(province):
    reach = {"type": "units", "units": [province.device.enrolment["home"]]}
    return {"reach": reach, "role": "field_officer", "person": "Người thử"}


def issued(province):
    return province.administrator.post("/api/v1/enrolment-codes", code(province))["issued"]["id"]


def names(province):
    """What generated requests are fed with: for each parameter of an address the identifiers that name something. Those
    whom this run acts as are not among them."""
    others = [str(device.id) for device in province.others]
    return {
        "/api/v1/records": {"id": [*province.samples, province.named]},
        "/api/v1/quarantine": {"id": [province.waiting]},
        "/api/v1/alarms": {"id": [province.alarmed]},
        "/api/v1/people": {"person": province.people},
        "/api/v1/devices": {"device": others},
        "/api/v1/receipts": {"device": [str(province.device.id)]},
        "/api/v1/logs": {"log": [str(province.device.log)]},
        "/api/v1/hub": {"device": [str(province.post.id)], "log": [str(province.post.log)]},
        "/api/v1/attachments": {"sha256": [digest(province.photo).hex()]},
        "/api/v1/catalogue": {"province": ["12", "80"]},
        "/api/v1/enrolment-codes": {"id": [issued(province) for _ in range(3)]},
        "/api/v1/uploads": {"id": [province.device.begin(photo(seed)) for seed in range(3)]},
    }
